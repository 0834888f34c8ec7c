"""Scopes: what may be done, and which one covers which."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Scope(StrEnum):
    """Everything that a view, a tool or a job type can ask for. A name outside of it grants nothing."""

    READ = "read"
    WRITE = "write"
    USER_ME = "user:me"
    AGENTS_READ = "agents:read"
    AGENTS_WRITE = "agents:write"
    AGENTS_RUN = "agents:run"
    SESSIONS_READ = "sessions:read"
    SESSIONS_WRITE = "sessions:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    TOOLS_INVOKE = "tools:invoke"
    GRAPH_SCHEMA = "graph:schema"
    GRAPH_READ = "graph:read"
    GRAPH_WRITE = "graph:write"
    DATA_QUALITY = "data:quality"
    ARCHIVE_READ = "archive:read"
    ARCHIVE_WRITE = "archive:write"
    DB_READ = "db:read"
    DB_SWITCH = "db:switch"
    MODELS_LIST = "models:list"
    MODELS_INFER = "models:infer"
    MODELS_WRITE = "models:write"
    CACHE_READ = "cache:read"
    CACHE_WRITE = "cache:write"
    ERRORS_READ = "errors:read"
    PRIVACY_READ = "privacy:read"
    PRIVACY_MANAGE = "privacy:manage"
    RATELIMIT_READ = "ratelimit:read"
    RATELIMIT_MANAGE = "ratelimit:manage"
    SECURITY_CHECK = "security:check"
    SECURITY_AUDIT_READ = "security:audit:read"
    SYSTEM_HEALTH = "system:health"
    SYSTEM_STATUS = "system:status"
    SYSTEM_METRICS = "system:metrics"
    SYSTEM_BACKUP = "system:backup"
    TENANTS_READ = "tenants:read"
    TENANTS_WRITE = "tenants:write"
    ADMIN_ALL = "admin:all"
    INTERNAL_ALL = "internal:all"


# What one scope covers beyond the rules of `_covers_one`.
EXTRA_EDGES: Final[dict[str, tuple[str, ...]]] = {
    Scope.WRITE: (Scope.READ,),
    Scope.GRAPH_WRITE: (Scope.GRAPH_READ,),
    Scope.GRAPH_READ: (Scope.GRAPH_SCHEMA,),
    Scope.MODELS_WRITE: (Scope.MODELS_LIST, Scope.MODELS_INFER),
    Scope.DB_SWITCH: (Scope.DB_READ,),
    Scope.SYSTEM_METRICS: (Scope.SYSTEM_STATUS,),
}

# Spellings of older tokens, read as today's scope.
LEGACY_ALIASES: Final[dict[str, Scope]] = {
    "*": Scope.ADMIN_ALL,
    "admin:*": Scope.ADMIN_ALL,
    "admin:read": Scope.ADMIN_ALL,
    "admin:write": Scope.ADMIN_ALL,
    "agent.run": Scope.AGENTS_RUN,
    "audit:read": Scope.SECURITY_AUDIT_READ,
    "db:query:read": Scope.GRAPH_READ,
    "db:schema:read": Scope.GRAPH_SCHEMA,
    "db:write": Scope.GRAPH_WRITE,
    "etl:*": Scope.GRAPH_WRITE,
    "graph.analytics": Scope.GRAPH_READ,
    "graph.query": Scope.GRAPH_READ,
    "graph.schema.read": Scope.GRAPH_SCHEMA,
    "graph.schema.write": Scope.ADMIN_ALL,
    "graph.search": Scope.GRAPH_READ,
    "graph:crud": Scope.GRAPH_WRITE,
    "models.complete": Scope.MODELS_INFER,
    "models.list": Scope.MODELS_LIST,
    "models.manage": Scope.MODELS_WRITE,
    "models:read": Scope.MODELS_LIST,
    "privacy:consent:manage": Scope.PRIVACY_MANAGE,
    "tenancy.select": Scope.TENANTS_READ,
    "tools.invoke": Scope.TOOLS_INVOKE,
    "tools:admin": Scope.ADMIN_ALL,
    "tools:all": Scope.TOOLS_INVOKE,
    "tools:basic": Scope.TOOLS_INVOKE,
    "tools:invoke:all": Scope.TOOLS_INVOKE,
    "tools:invoke:basic": Scope.TOOLS_INVOKE,
    "tools:read": Scope.TOOLS_INVOKE,
    "tools:write": Scope.GRAPH_WRITE,
}


def canonical(scope: str) -> str:
    """Today's spelling of a scope or wildcard."""
    return LEGACY_ALIASES.get(scope, scope)


def is_known(scope: str) -> bool:
    """Whether a name grants anything: a scope, an old spelling of one, or a wildcard over some."""
    return any(_covers_one(canonical(scope), each) for each in Scope)


def covers(held: Iterable[str], needed: str) -> bool:
    """Whether holding ``held`` allows what asks for ``needed``."""
    wanted = canonical(needed)
    return any(_covers_one(canonical(scope), wanted) for scope in held)


def effective(held: Iterable[str]) -> frozenset[Scope]:
    """Every scope that ``held`` covers."""
    scopes = frozenset(held)
    return frozenset(scope for scope in Scope if covers(scopes, scope))


def narrow(granted: Iterable[str], claimed: Iterable[str]) -> frozenset[str]:
    """What both sides cover, in the fewest scopes that say so: a claim takes away and never adds."""
    both = effective(granted) & effective(claimed)
    return frozenset(
        str(scope)
        for scope in both
        if not any(other != scope and _covers_one(other, scope) for other in both)
    )


@lru_cache(maxsize=4096)
def _covers_one(held: str, needed: str) -> bool:
    if held == needed:
        return True
    if held == Scope.ADMIN_ALL:
        return needed != Scope.INTERNAL_ALL
    if held.endswith(":*"):
        return needed.startswith(held.removesuffix("*"))
    area, _, verb = held.rpartition(":")
    if verb in ("write", "manage") and needed == f"{area}:read":
        return True
    return any(_covers_one(edge, needed) for edge in EXTRA_EDGES.get(held, ()))
