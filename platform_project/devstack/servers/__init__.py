"""The three servers that the platform stands on, embedded or given from outside."""

import atexit
import signal
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platform_project.database_roles import ROLES, RoleUrls, ensure_roles
from platform_project.devstack import ports
from platform_project.devstack.external import ExternalServers
from platform_project.devstack.graph_address import GraphAddress
from platform_project.devstack.leftovers import clear_leftovers
from platform_project.devstack.platforms import check_platform
from platform_project.devstack.servers.arcadedb import ArcadeServer
from platform_project.devstack.servers.postgres import PostgresServer
from platform_project.devstack.servers.server import EmbeddedServer
from platform_project.devstack.servers.valkey import ValkeyServer
from platform_project.devstack.state import StateDirectory

DATABASE: Final = "platform"


@dataclass(frozen=True)
class Addresses:
    """Where the three servers are, with the credentials to use them."""

    database: RoleUrls
    redis: str
    graph: GraphAddress

    def as_environment(self) -> dict[str, str]:
        """The same as the environment variables that the settings read."""
        return {
            "DATABASE_URL": self.database.application,
            "DATABASE_ENGINE_URL": self.database.engine,
            "DATABASE_OWNER_URL": self.database.owner,
            "REDIS_URL": self.redis,
            "GRAPH_URL": self.graph.url,
            "GRAPH_USER": self.graph.user,
            "GRAPH_PASSWORD": self.graph.password,
            "GRAPH_DATABASE": self.graph.database,
            "GRAPH_READ_USER": self.graph.read_user,
            "GRAPH_READ_PASSWORD": self.graph.read_password,
        }


class Servers:
    """PostgreSQL, Redis and graph. One that was given from outside is None here and only has an address."""

    addresses: Addresses
    """Set by `start()`."""

    def __init__(self, state: StateDirectory, external: ExternalServers, *, usual_ports: bool) -> None:
        """Choose ports (the usual ones where free, if so asked) without starting anything.

        Raises `UnsupportedPlatform` when an embedded server is needed and has no build for this machine.
        """
        if not external.are_complete():
            check_platform()

        def port(usual: int) -> int:
            return ports.usual_or_free(usual if usual_ports else None)

        self.state = state
        self.external = external
        self.postgres = None if external.database else PostgresServer(state, port=port(ports.POSTGRES))
        self.redis = None if external.redis else ValkeyServer(state, port=port(ports.REDIS))
        self.graph = None if external.graph else ArcadeServer(state, port=port(ports.BOLT))
        self.when_stopped = ExitStack()
        """What to close after the servers have ended."""

    @property
    def embedded(self) -> dict[str, EmbeddedServer]:
        """The servers that we run, by name, in the order in which they stop."""
        named = {"graph": self.graph, "redis": self.redis, "postgres": self.postgres}
        return {name: server for name, server in named.items() if server is not None}

    def start(self) -> Addresses:
        """Start all at once, return when the slowest serves and the database roles exist.

        Raises `ServerDidNotStart` or `RolesNotPossible`; what had started is stopped again.
        """
        try:
            for server in self.embedded.values():
                server.launch()
            for server in self.embedded.values():
                server.wait_until_ready()
            self.addresses = Addresses(
                database=self._database_roles(),
                redis=self.redis.url if self.redis else self.external.required_redis(),
                graph=self.graph.address if self.graph else self.external.required_graph(),
            )
        except BaseException:
            self.stop()
            raise
        return self.addresses

    def stop(self) -> None:
        """Stop all, the database last. Safe to repeat."""
        for server in self.embedded.values():
            server.stop()
        self.when_stopped.close()

    def role_passwords(self) -> dict[str, str]:
        """The generated password of each database role."""
        return {role: self.state.secret(role) for role in ROLES}

    def _database_roles(self) -> RoleUrls:
        if self.postgres is not None:
            return ensure_roles(self.postgres.administrator_url, DATABASE, self.role_passwords())
        return self.external.database_roles(self.role_passwords)


def start_servers(state_dir: Path, *, usual_ports: bool = False) -> Servers:
    """Start PostgreSQL, Valkey and ArcadeDB with their data in `state_dir`, for the length of this process.

    They end with `stop()` or with this process; called from the main thread, it turns SIGTERM into
    KeyboardInterrupt so that this holds for it too. After a kill -9 the next call with the same directory
    clears what was left.

    Raises `AlreadyRunning` when another process uses `state_dir`, `ServerDidNotStart`, `UnsupportedPlatform`.
    """
    state = StateDirectory(state_dir.resolve())
    with ExitStack() as held:
        held.enter_context(state.locked())
        clear_leftovers(state)
        servers = Servers(state, ExternalServers(), usual_ports=usual_ports)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        atexit.register(servers.stop)
        servers.start()
        servers.when_stopped = held.pop_all()
    return servers
