"""The real web process for tests, and clients that speak HTTP with it."""

import os
import signal
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import httpx
import psutil

from platform_project.devstack import ports
from platform_project.devstack.servers.server import EmbeddedServer
from security import issuer
from tenants.models import Tenant
from tests import executions
from tests.processes import Process, recovery, worker

TERMINAL = {"succeeded", "finished", "failed", "cancelled"}
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For ``verify`` of clients that never speak TLS: else each reads the certificates of all authorities."""


class Web(Process):
    """``python -m platform_project.web`` on a free port, with the tests' environment."""

    def __init__(self, **environment: str) -> None:
        self.port = ports.any_free()
        super().__init__(
            "web", [sys.executable, "-m", "platform_project.web"], PORT=str(self.port), **environment
        )
        self.url = f"http://127.0.0.1:{self.port}"
        self.wait_until_ready(self._is_serving, what=f"an answer of {self.url}")

    def _is_serving(self) -> bool:
        try:
            return httpx.get(f"{self.url}/v1/health/live", verify=PLAIN).status_code == 200
        except httpx.TransportError:
            return False

    def client(
        self,
        tenant: Tenant | UUID,
        *roles: str,
        sub: str = "ada",
        scopes: list[str] | None = None,
        service: bool = False,
    ) -> "Client":
        """Somebody of the tenant; a user unless roles are given."""
        token = issuer.mint(
            sub=sub,
            tenant_id=tenant.pk if isinstance(tenant, Tenant) else tenant,
            roles=roles or ("user",),
            scopes=scopes,
            service=service,
        )
        return Client(self.url, token)


class Client(httpx.Client):
    """An API client with a bearer token."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        super().__init__(base_url=url, headers=headers, timeout=20, verify=PLAIN)

    def ask(self, prompt: str, **fields: Any) -> str:
        """Ask a question; where its run is."""
        response = self.post("/v1/agent-runs", json={"prompt": prompt, **fields})
        assert response.status_code == 202, response.text
        return str(response.headers["Location"])

    def queue(self, **payload: Any) -> str:
        """Queue a demonstration job; where it is."""
        response = self.post("/v1/jobs", json={"type": "demo", "payload": payload})
        assert response.status_code == 202, response.text
        return str(response.headers["Location"])

    def body(self, path: str, status: int = 200) -> Any:
        """The body of a resource."""
        response = self.get(path)
        assert response.status_code == status, response.text
        return response.json()

    def ended(self, path: str, *, timeout: float = 60) -> dict[str, Any]:
        """A run or job once it has ended; the database is asked, as each request costs more than a query."""
        executions.ended(UUID(path.rpartition("/")[2]), timeout=timeout)
        found: dict[str, Any] = self.body(path)
        assert found["status"] in TERMINAL
        return found

    def answer(self, prompt: str, **fields: Any) -> dict[str, Any]:
        """The ended run of a question."""
        return self.ended(self.ask(prompt, **fields))

    @contextmanager
    def events(self, path: str, *, after: int | None = None) -> Iterator["EventStream"]:
        """The event stream of a run or job."""
        headers = {"Accept": "text/event-stream"}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        with self.stream("GET", f"{path}/events", headers=headers) as response:
            yield EventStream(response)


class Workers:
    """The product's one worker, which a test may send away for a while, and its recovery process."""

    def __init__(self) -> None:
        self._recovery = recovery()
        self._worker = worker(application="celery_app")

    @contextmanager
    def none(self) -> Iterator[None]:
        """Nobody works while the block runs; what the worker was sent meanwhile, it does afterwards."""
        with self._worker.standing_still():
            yield

    @contextmanager
    def other(self, **environment: str) -> Iterator[None]:
        """A worker with another environment works while the block runs."""
        with self.none():
            other = worker(concurrency=2, application="celery_app", **environment)
            try:
                yield
            finally:
                other.stop()

    def kill(self) -> None:
        """Both end at once."""
        self._worker.kill()
        self._recovery.kill()


@contextmanager
def frozen(server: EmbeddedServer | None) -> Iterator[None]:
    """A server that says nothing while the block runs."""
    assert server is not None
    assert server.pid is not None
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


class EventStream:
    """Server-Sent Events as they arrive."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._frames = self._read()

    def _read(self) -> Iterator[dict[str, str]]:
        frame: dict[str, str] = {}
        for line in self.response.iter_lines():
            if not line:
                yield frame
                frame = {}
                continue
            name, _, value = line.partition(": ")
            frame[name] = value

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Its frames, the fields of each by name; a comment's name is empty."""
        return self._frames

    def until(self, event: str) -> list[dict[str, str]]:
        """The frames up to and with the first of this event."""
        frames = []
        for frame in self._frames:
            frames.append(frame)
            if frame.get("event") == event:
                break
        return frames


def numbers(frames: Iterator[dict[str, str]] | list[dict[str, str]]) -> list[int]:
    """The ids of the events among the frames."""
    return [int(frame["id"]) for frame in frames if "id" in frame]


def seconds_of(call: Any) -> float:
    """How long a call takes."""
    began = time.monotonic()
    call()
    return time.monotonic() - began


def open_files(pid: int) -> int:
    """How many file descriptors a process has open."""
    return int(psutil.Process(pid).num_fds())
