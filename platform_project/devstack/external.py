"""Servers that were given through the environment, and are used instead of embedded ones, each for itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from platform_project.database_roles import RolesNotPossible, RoleUrls, ensure_roles, may_create_roles
from platform_project.devstack.graph_address import GraphAddress


@dataclass(frozen=True)
class ExternalServers:
    """What the environment names. `database` is None without DATABASE_URL, and so on."""

    database: str | None = None
    database_engine: str | None = None
    database_owner: str | None = None
    redis: str | None = None
    graph: GraphAddress | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "ExternalServers":
        """Read `environment`; an empty variable counts as absent."""
        graph_url = environment.get("GRAPH_URL")
        return cls(
            database=environment.get("DATABASE_URL") or None,
            database_engine=environment.get("DATABASE_ENGINE_URL") or None,
            database_owner=environment.get("DATABASE_OWNER_URL") or None,
            redis=environment.get("REDIS_URL") or None,
            graph=GraphAddress(
                url=graph_url,
                user=environment.get("GRAPH_USER", ""),
                password=environment.get("GRAPH_PASSWORD", ""),
                database=environment.get("GRAPH_DATABASE", ""),
                read_user=environment.get("GRAPH_READ_USER", ""),
                read_password=environment.get("GRAPH_READ_PASSWORD", ""),
            )
            if graph_url
            else None,
        )

    def are_complete(self) -> bool:
        """Whether nothing embedded is needed."""
        return None not in (self.database, self.redis, self.graph)

    def database_roles(self, passwords: Callable[[], Mapping[str, str]]) -> RoleUrls:
        """The three roles' addresses in the given database.

        With one address only, its login makes the roles (development; `passwords` are ours to generate).
        Raises `RolesNotPossible` naming the missing variables when it may not.
        """
        if self.database is None:
            raise LookupError("DATABASE_URL is not set.")
        if self.database_engine and self.database_owner:
            return RoleUrls(application=self.database, engine=self.database_engine, owner=self.database_owner)
        if not may_create_roles(self.database):
            raise RolesNotPossible(
                "The login of DATABASE_URL may not create roles. Create three roles yourself and set "
                "DATABASE_URL (application), DATABASE_ENGINE_URL (engine) and DATABASE_OWNER_URL "
                "(migrations), or give a login with CREATEROLE (docs/running.md)."
            )
        database = unquote(urlsplit(self.database).path.lstrip("/"))
        return ensure_roles(self.database, database, passwords())

    def required_redis(self) -> str:
        """REDIS_URL; raises LookupError without one."""
        if self.redis is None:
            raise LookupError("REDIS_URL is not set.")
        return self.redis

    def required_graph(self) -> GraphAddress:
        """The graph's address; raises LookupError without one."""
        if self.graph is None:
            raise LookupError("GRAPH_URL is not set.")
        return self.graph
