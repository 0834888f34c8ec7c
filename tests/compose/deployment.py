"""The services of docker-compose.yml as processes: their commands and environment, on this machine's servers.

PostgreSQL, Redis and nginx are Debian's. The graph is the embedded server, since Debian has no Memgraph. What
an image's entry point does, such as initialising a database cluster, is done here. Names of services become
loopback addresses, and paths that a container has for itself become folders of the test.
"""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from platform_project.devstack import ports, unprivileged
from platform_project.devstack.graph_address import GraphAddress
from platform_project.devstack.owned_process import kill_session
from tests.compose.files import COMPOSE, REPOSITORY, Service, copied, example, services

CONTAINER_PORTS = {
    "postgres": 5432, "redis": 6379, "memgraph": 7687, "web": 8000, "web-streams": 8000, "flower": 5555,
    "nginx": 8080, "worker-interactive": 9100, "worker-batch": 9100, "recovery": 9100,
}  # fmt: skip
PROGRAMS = {"valkey-server": "redis-server", "valkey-cli": "redis-cli"}
SERVERS = ("nginx", "redis", "postgres")
WRITABLE = ("data", "platform", "nginx", "cluster", "temporary")
SECRETS = [name for name, value in example().items() if not value]


class Deployment:
    """A deployment in a folder of its own; ``stop()`` ends whatever has been started."""

    def __init__(self, folder: Path, *, graph: GraphAddress, oidc_issuer: str) -> None:
        self.folder = folder
        self.variables = {
            **example(),
            **{name: secrets.token_hex(24) for name in SECRETS},
            "PUBLIC_HOST": ports.LOOPBACK,
            "OIDC_ISSUER": oidc_issuer,
            "GRAPH_USER": graph.user,
            "GRAPH_PASSWORD": graph.password,
            "GRAPH_DATABASE": graph.database,
            "GRAPH_READ_USER": graph.read_user,
            "GRAPH_READ_PASSWORD": graph.read_password,
            "WEB_CONCURRENCY": "1",
            "INTERACTIVE_CONCURRENCY": "1",
            "BATCH_CONCURRENCY": "1",
        }
        self.proxy = folder / "platform.conf"
        self.services = services(self.variables)
        self.ports = {name: ports.any_free() for name in CONTAINER_PORTS}
        self.ports["memgraph"] = int(graph.url.rpartition(":")[2])
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._build()

    @property
    def url(self) -> str:
        """The only door."""
        return f"http://{ports.LOOPBACK}:{self.ports['nginx']}"

    def up(self, *names: str) -> None:
        """Start services, and before them what they depend on, each when its condition holds."""
        for name in names:
            if name in self._processes or name == "memgraph":
                continue
            for dependency, condition in self.services[name].depends_on.items():
                self.up(dependency)
                self._wait_until(dependency, condition)
            self._processes[name] = self._start(self.services[name])

    def is_healthy(self, name: str) -> bool:
        """Whether the service's own health check succeeds."""
        service = self.services[name]
        return self._start(service, service.health, log=f"{name}-health").wait(timeout=30) == 0

    def run(self, name: str, *command: str) -> str:
        """What a command prints in the service's environment, as with ``docker compose run``."""
        process = self._start(self.services[name], list(command), log="run")
        assert process.wait(timeout=60) == 0, self.log("run")
        return self.log("run")

    def log(self, name: str) -> str:
        """What a service has printed."""
        return (self.folder / "log" / name).read_text(errors="replace")

    def files(self) -> set[Path]:
        """What is in the image's own folder."""
        return set((self.folder / "app").rglob("*"))

    @contextmanager
    def away(self, name: str) -> Iterator[None]:
        """While the block runs, nobody listens where nginx looks for a service."""
        proxy = self.proxy.read_text()
        port, nobodys = f"{ports.LOOPBACK}:{self.ports[name]}", f"{ports.LOOPBACK}:{ports.any_free()}"
        self._change_proxy(re.sub(rf"{port}\b", nobodys, proxy))
        try:
            yield
        finally:
            self._change_proxy(proxy)

    def _change_proxy(self, text: str) -> None:
        """Return when nginx goes by it: those of its processes that know the old text are gone."""
        nginx = self._processes["nginx"]
        earlier = psutil.Process(nginx.pid).children()
        self.proxy.write_text(text)
        nginx.send_signal(signal.SIGHUP)
        _, left = psutil.wait_procs(earlier, timeout=30)
        assert left == []

    def kill(self, name: str) -> None:
        """End a service at once."""
        process = self._processes.pop(name)
        kill_session(process.pid)
        process.kill()
        process.wait()

    def stop(self) -> None:
        """End everything, the servers last and gently; the logs stay for whoever wants to know."""
        for name in [name for name in self._processes if name not in SERVERS]:
            self.kill(name)
        for name in [server for server in SERVERS if server in self._processes]:
            stop_signal = self.services[name].raw.get("stop_signal", "SIGTERM")
            self._processes[name].send_signal(signal.Signals[stop_signal])
            with suppress(subprocess.TimeoutExpired):
                self._processes[name].wait(timeout=8)
            self.kill(name)

    def placed(self, text: str, service: str = "") -> str:
        """A text of the files with hosts, ports and paths as they are here."""
        for name, port in CONTAINER_PORTS.items():
            text = re.sub(rf"(?<![\w-]){name}:{port}\b", f"{ports.LOOPBACK}:{self.ports[name]}", text)
        if service in CONTAINER_PORTS:
            text = re.sub(rf"\b{CONTAINER_PORTS[service]}\b", str(self.ports[service]), text)
        for path in ("/run/nginx", "/etc/nginx/platform.conf", "/data", "/var/lib/platform"):
            text = re.sub(rf"(?<![\w/]){path}\b", str(self.folder / path.rpartition("/")[2]), text)
        return re.sub(r"(?<![\d.])0\.0\.0\.0\b", ports.LOOPBACK, text)

    def _build(self) -> None:
        """What building the images and making the volumes does; only the volumes can be written to."""
        for name in ("app", "bin", "log", *WRITABLE):
            (self.folder / name).mkdir(parents=True)
        for source in copied():
            target = self.folder / "app" / source
            target.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (REPOSITORY / source).is_dir() else shutil.copy2
            copy(REPOSITORY / source, target)
        # As the Dockerfile does: none of the services may write beside the code.
        subprocess.run([sys.executable, "-m", "compileall", "-q", "."], cwd=self.folder / "app", check=True)
        self.code = self.files()
        for name, program in PROGRAMS.items():
            (self.folder / "bin" / name).symlink_to(shutil.which(program) or program)
        self.proxy.write_text(self.placed((COMPOSE / "nginx.conf").read_text(), "nginx"))
        for name in WRITABLE:
            unprivileged.own(self.folder / name)
        self._prefix = unprivileged.prefix(Path(sys.executable), self.folder / "app")
        self._path = os.pathsep.join(
            [
                str(self.folder / "bin"),
                str(Path(sys.executable).parent),
                *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True),
                os.environ["PATH"],
            ]
        )
        self._make_cluster()

    def _make_cluster(self) -> None:
        environment = self.services["postgres"].environment
        password = self.folder / "temporary" / "password"
        password.write_text(environment["POSTGRES_PASSWORD"])
        unprivileged.own(password)
        self.run(
            "postgres",
            *("initdb", "--no-sync", "--auth=scram-sha-256", f"--pwfile={password}"),
            f"--username={environment['POSTGRES_USER']}",
            *environment["POSTGRES_INITDB_ARGS"].split(),
        )
        with (self.folder / "cluster" / "postgresql.conf").open("a") as configuration:
            configuration.write("unix_socket_directories = ''\nfsync = off\n")

    def _start(
        self, service: Service, command: list[str] | None = None, log: str | None = None
    ) -> subprocess.Popen[bytes]:
        path = self.folder / "log" / (log or service.name)
        with path.open("wb") as output:
            unprivileged.own(path)
            return subprocess.Popen(
                [*self._prefix, *(self.placed(part, service.name) for part in command or service.command)],
                cwd=self.folder / "app",
                env=self._environment(service),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _environment(self, service: Service) -> Mapping[str, str]:
        """The service's own, and what a container of its image would have."""
        given = {name: self.placed(value, service.name) for name, value in service.environment.items()}
        return {
            "PATH": self._path,
            "HOSTNAME": os.uname().nodename,
            "TMPDIR": str(self.folder / "temporary"),
            "PGDATA": str(self.folder / "cluster"),
            "PGPORT": str(self.ports["postgres"]),
            **given,
        }

    def _wait_until(self, name: str, condition: str) -> None:
        if name == "memgraph":
            return
        if condition == "service_completed_successfully":
            status = self._processes[name].wait(timeout=120)
            assert status == 0, self.log(name)
        else:
            self.wait_until_healthy(name)

    def wait_until_healthy(self, name: str) -> None:
        """Return when a service's health check succeeds; fail with its log when it does not in time."""
        deadline = time.monotonic() + 60
        while not self.is_healthy(name):
            assert self._processes[name].poll() is None, f"{name} has ended:\n{self.log(name)}"
            assert time.monotonic() < deadline, f"{name} is not healthy:\n{self.log(name)}"
            time.sleep(0.3)  # a check is a process, too
