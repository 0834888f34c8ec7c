"""The whole stack: servers, database, processes, and the files by which others find it."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final

import httpx

from platform_project.devstack import console, ports
from platform_project.devstack.bootstrap import bootstrap
from platform_project.devstack.errors import NothingRunning
from platform_project.devstack.external import ExternalServers
from platform_project.devstack.leftovers import clear_leftovers
from platform_project.devstack.owned_process import ProcessRecord
from platform_project.devstack.processes import platform_processes
from platform_project.devstack.servers import Addresses, Servers
from platform_project.devstack.servers.server import wait_until_ready
from platform_project.devstack.state import StateDirectory
from platform_project.devstack.supervisor import Supervisor

_SUPERVISOR_MARK: Final = "platform_project.devstack"
_WEB_READY_SECONDS: Final = 90.0
_PROBE_SECONDS: Final = 5.0
_ADMINISTRATOR: Final = "admin"
_FLOWER_USER: Final = "operator"


@dataclass(frozen=True)
class Configuration:
    """Everything that the processes of one stack are told."""

    addresses: Addresses
    web_port: int
    flower_port: int
    secret_key: str
    admin_password: str
    flower_password: str

    @property
    def web(self) -> str:
        """The base address of REST, streams, pages and the admin."""
        return f"http://{ports.LOOPBACK}:{self.web_port}"

    def environment(self) -> dict[str, str]:
        """The environment variables of every process, and the content of `stack.env`."""
        return {
            "APP_ENV": os.environ.get("APP_ENV") or "dev",
            "SECRET_KEY": self.secret_key,
            "PORT": str(self.web_port),
            **self.addresses.as_environment(),
            "FLOWER_URL": f"http://{ports.LOOPBACK}:{self.flower_port}",
            "FLOWER_BASIC_AUTH": f"{_FLOWER_USER}:{self.flower_password}",
        }

    def administrator(self) -> dict[str, str]:
        """The operators' login that the sample comes with."""
        return {"user": _ADMINISTRATOR, "password": self.admin_password}

    def published(self) -> dict[str, Any]:
        """What `manage.py stack --json` shows, with credentials for development."""
        database = self.addresses.database
        return {
            "web": self.web,
            "database": database.application,
            "database_engine": database.engine,
            "database_owner": database.owner,
            "redis": self.addresses.redis,
            "graph": asdict(self.addresses.graph),
            "flower": f"http://{_FLOWER_USER}:{self.flower_password}@{ports.LOOPBACK}:{self.flower_port}",
            "admin": self.administrator(),
        }


@contextmanager
def running_stack(state: StateDirectory) -> Iterator[tuple[Supervisor, Configuration]]:
    """Bring everything up, and down again in order on the way out, whatever the reason.

    Raises `AlreadyRunning`, or what keeps a part from starting (each a `StackError`, or `RolesNotPossible`).
    """
    with state.locked():
        for name in clear_leftovers(state):
            console.step(f"Stopped {name}, left over from a run that was killed")
        supervisor_record = asdict(ProcessRecord.of(os.getpid(), _SUPERVISOR_MARK))
        state.write_stack({"supervisor": supervisor_record})
        web_port = _web_port()
        flower_port = ports.usual_or_free(ports.FLOWER)
        servers = Servers(state, ExternalServers.from_environment(os.environ), usual_ports=True)
        supervisor = Supervisor(servers)
        try:
            console.step(f"Starting {', '.join(servers.embedded) or 'no embedded server'}")
            configuration = Configuration(
                addresses=servers.start(),
                web_port=web_port,
                flower_port=flower_port,
                secret_key=os.environ.get("SECRET_KEY") or state.secret("django"),
                admin_password=state.secret("admin"),
                flower_password=state.secret("flower"),
            )
            state.write_environment(configuration.environment())
            environment = {
                **configuration.environment(),
                "STATE_DIR": str(state.root),
                "PYTHONUNBUFFERED": "1",
            }
            bootstrap(environment, administrator=configuration.administrator())
            _start_processes(supervisor, state, environment, configuration)
            state.write_stack(
                {**configuration.published(), "supervisor": supervisor_record, "environment": environment}
            )
            yield supervisor, configuration
        finally:
            # Stopping is bounded in time; an impatient second Ctrl-C must not leave half of it running.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            console.step("Stopping")
            state.stack_file.unlink(missing_ok=True)
            supervisor.stop()


def find_running(state: StateDirectory) -> dict[str, Any]:
    """What the running stack has published; raises `NothingRunning`, also while it is still starting."""
    stack = state.read_stack()
    if stack is None or supervisor_of(stack).process() is None:
        raise NothingRunning(f"No stack runs in {state.root}. Start one with `make up`.")
    if "web" not in stack:
        raise NothingRunning(f"The stack of {state.root} is still starting.")
    return stack


def is_up(state: StateDirectory) -> bool:
    """Whether a stack runs and is ready."""
    try:
        find_running(state)
    except NothingRunning:
        return False
    return True


def supervisor_of(stack: Mapping[str, Any]) -> ProcessRecord:
    """The process that runs `stack`."""
    return ProcessRecord(**stack["supervisor"])


def _start_processes(
    supervisor: Supervisor,
    state: StateDirectory,
    environment: Mapping[str, str],
    configuration: Configuration,
) -> None:
    processes = platform_processes(state, environment, flower_port=configuration.flower_port)
    console.step(f"Starting {', '.join(process.name for process in processes)}")
    supervisor.start(processes)

    def probe() -> None:
        httpx.get(f"{configuration.web}/v1/health/ready", timeout=_PROBE_SECONDS).raise_for_status()

    wait_until_ready(processes[0], probe, seconds=_WEB_READY_SECONDS)


def _web_port() -> int:
    wanted = os.environ.get("PORT")
    return ports.exactly(int(wanted), variable="PORT") if wanted else ports.usual_or_free(ports.WEB)
