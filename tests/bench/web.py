"""Measure the web process beside bare WSGI under gunicorn: ``python -m tests.bench.web``."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import psutil

from tests.stack import embedded_servers

CONNECTIONS = 8
GUNICORN = "gunicorn, 2 synchronous workers"


@dataclass(frozen=True)
class Server:
    """A way to serve the application; ``{port}`` stands for the port."""

    name: str
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Figures:
    """What a server did under load: requests a second, median latency, processor time of a request."""

    per_second: float
    p50_ms: float
    cpu_ms: float


_BARE = ("-m", "gunicorn", "platform_project.wsgi", "--workers", "2", "--bind", "127.0.0.1:{port}")
_OURS = ("-m", "platform_project.web")
_UVICORN = (
    "-m", "uvicorn", "platform_project.asgi:application", "--port", "{port}", "--workers", "2",
    "--lifespan", "off", "--no-access-log",
)  # fmt: skip
SERVERS = (
    Server(GUNICORN, _BARE),
    Server("ours, 4 threads", _OURS, (("WEB_THREADS", "4"),)),
    Server("ours, 8 threads", _OURS, (("WEB_THREADS", "8"),)),
    Server("uvicorn with 2 processes of 4 threads", _UVICORN, (("WEB_THREADS", "4"),)),
)


def measure_web(
    *, paths: Sequence[str], token: str, rounds: int = 8, seconds: float = 1
) -> dict[tuple[str, str], list[Figures]]:
    """Each server in each round, in turn, so that a slow moment of the machine meets all of them.

    Returns:
        The figures of every round by server and path.
    """
    found: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    with ExitStack() as running:
        started = [(server, *running.enter_context(_served(server))) for server in SERVERS]
        for _, _, port in started:
            _load(port, paths[0], token, seconds)
        for _ in range(rounds):
            for path in paths:
                for server, pid, port in started:
                    found[server.name, path].append(_figures(pid, port, path, token, seconds))
    return dict(found)


@contextmanager
def _served(server: Server) -> Iterator[tuple[int, int]]:
    """A running server: its process id and its port. It costs nothing while it is not asked."""
    from platform_project.devstack import ports
    from tests.processes import Process, wait_until

    port = ports.any_free()
    command = [sys.executable, *(part.format(port=port) for part in server.command)]
    process = Process("bench-web", command, PORT=str(port), LOG_LEVEL="WARNING", **dict(server.environment))
    try:
        wait_until(lambda: _is_serving(port), what=f"{server.name}, see {process.log}")
        yield process.pid, port
    finally:
        process.stop()


def _is_serving(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/v1/health/live").status_code == 200
    except httpx.TransportError:
        return False


def _figures(pid: int, port: int, path: str, token: str, seconds: float) -> Figures:
    before = _processor_seconds(pid)
    loaded = _load(port, path, token, seconds)
    spent = _processor_seconds(pid) - before
    if loaded["failures"] or not loaded["requests"]:
        raise RuntimeError(f"{path}: {loaded}")
    return Figures(loaded["per_second"], loaded["p50_ms"], 1000 * spent / loaded["requests"])


def _load(port: int, path: str, token: str, seconds: float) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "tests.bench.load",
        str(port),
        path,
        token,
        str(CONNECTIONS),
        str(seconds),
    ]
    done = subprocess.run(command, check=True, capture_output=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _processor_seconds(pid: int) -> float:
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(sum(each.cpu_times()[:2]) for each in family)


def table(found: dict[tuple[str, str], list[Figures]]) -> str:
    """The medians as a table, and the throughput as a ratio to gunicorn's of the same round."""
    lines = [
        "| server | path | requests/s | ratio (min-max) | p50 ms | processor ms/request |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for (name, path), rounds in found.items():
        yardstick = found[GUNICORN, path]
        ratios = [mine.per_second / theirs.per_second for mine, theirs in zip(rounds, yardstick, strict=True)]
        lines.append(
            f"| {name} | `{path}` | {statistics.median(each.per_second for each in rounds):.0f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) "
            f"| {statistics.median(each.p50_ms for each in rounds):.0f} "
            f"| {statistics.median(each.cpu_ms for each in rounds):.1f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure ``/v1/auth/me`` and a run on servers of our own, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.web", description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=1)
    options = parser.parse_args()
    with embedded_servers():
        from agents.services import Question, run_create
        from security import issuer
        from tenants.context import tenant_scope
        from tests.factories import make_principal, make_tenant

        tenant = make_tenant()
        with tenant_scope(tenant.pk):
            run = run_create(principal=make_principal(tenant, sub="ada"), question=Question(prompt="Hello"))
        token = issuer.mint(sub="ada", tenant_id=tenant.pk, roles=["user"], ttl=86_400)
        paths = ("/v1/auth/me", f"/v1/agent-runs/{run.pk}")
        found = measure_web(paths=paths, token=token, rounds=options.rounds, seconds=options.seconds)
        print(f"{os.cpu_count()} processors\n\n{table(found)}".replace(str(run.pk), "{id}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
