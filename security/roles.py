"""The seven roles: the one table that says who holds which scopes.

Machine tokens are no role: they hold exactly the scopes that were granted to them.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError

from security.scopes import Scope


class Role(StrEnum):
    """Who somebody is within their tenant."""

    ADMIN = "admin"
    OPERATOR = "operator"
    CURATOR = "curator"
    DATA_ENGINEER = "data_engineer"
    USER = "user"
    AUDITOR = "auditor"
    VIEWER = "viewer"


class RoleDefinition(NamedTuple):
    """What a role is for, the scopes that it grants, and how much its holders may have under way.

    Attributes:
        concurrent_jobs: how many executions of a kind one person may have under way at once. A tenant may
            say otherwise (``Tenant.role_limits``); of several roles the most generous counts.
    """

    purpose: str
    scopes: frozenset[Scope]
    concurrent_jobs: int


_EVERYBODY: Final = frozenset(
    {
        Scope.READ,
        Scope.TOOLS_INVOKE,
        Scope.SYSTEM_HEALTH,
        Scope.PRIVACY_MANAGE,
        Scope.USER_ME,
        Scope.AGENTS_READ,
    }
)
_ASKS: Final = _EVERYBODY | {
    Scope.AGENTS_RUN,
    Scope.JOBS_WRITE,
    Scope.MODELS_LIST,
    Scope.MODELS_INFER,
    Scope.SESSIONS_WRITE,
}
_CURATES: Final = _ASKS | {Scope.WRITE, Scope.GRAPH_WRITE, Scope.ARCHIVE_WRITE, Scope.DATA_QUALITY}

ROLES: Final[dict[Role, RoleDefinition]] = {
    Role.ADMIN: RoleDefinition(
        "Does everything within the own tenant; reaches others only from the platform tenant.",
        frozenset({Scope.ADMIN_ALL}),
        concurrent_jobs=20,
    ),
    Role.OPERATOR: RoleDefinition(
        "Keeps the platform running: watches, cancels, backs up, tunes limits; changes no data.",
        _ASKS
        | {
            Scope.AGENTS_WRITE,
            Scope.GRAPH_READ,
            Scope.MODELS_WRITE,
            Scope.CACHE_WRITE,
            Scope.SYSTEM_STATUS,
            Scope.SYSTEM_METRICS,
            Scope.SYSTEM_BACKUP,
            Scope.RATELIMIT_MANAGE,
            Scope.SECURITY_CHECK,
            Scope.TENANTS_READ,
            Scope.DB_READ,
            Scope.ERRORS_READ,
        },
        concurrent_jobs=10,
    ),
    Role.CURATOR: RoleDefinition(
        "Looks after the content of the graph: corrects, archives, checks it.",
        _CURATES,
        concurrent_jobs=8,
    ),
    Role.DATA_ENGINEER: RoleDefinition(
        "Loads and moves data: imports, switches databases, backs up, watches the load.",
        _CURATES | {Scope.SYSTEM_STATUS, Scope.SYSTEM_METRICS, Scope.SYSTEM_BACKUP, Scope.DB_SWITCH},
        concurrent_jobs=10,
    ),
    Role.USER: RoleDefinition(
        "Asks questions and runs jobs of their own.",
        _ASKS | {Scope.GRAPH_READ, Scope.SYSTEM_STATUS, Scope.RATELIMIT_READ},
        concurrent_jobs=5,
    ),
    Role.AUDITOR: RoleDefinition(
        "Reads what was done, by whom; sees neither the graph nor the models.",
        _EVERYBODY
        | {
            Scope.SECURITY_AUDIT_READ,
            Scope.SECURITY_CHECK,
            Scope.SYSTEM_STATUS,
            Scope.SYSTEM_METRICS,
            Scope.ERRORS_READ,
        },
        concurrent_jobs=2,
    ),
    Role.VIEWER: RoleDefinition(
        "Looks on: reads runs, jobs and the shape of the graph, and starts nothing.",
        _EVERYBODY | {Scope.GRAPH_SCHEMA, Scope.MODELS_LIST, Scope.MODELS_INFER},
        concurrent_jobs=1,
    ),
}


def known_roles(names: Iterable[str]) -> frozenset[Role]:
    """The names that are roles; the others grant nothing and are dropped."""
    wanted = set(names)
    return frozenset(role for role in Role if role in wanted)


def scopes_of(roles: Iterable[Role]) -> frozenset[Scope]:
    """Everything that the roles grant together."""
    return frozenset().union(*(ROLES[role].scopes for role in roles))


def validate_roles(names: object) -> None:
    """Model validator: a list of names out of the table.

    Raises:
        ValidationError: it is no list, or it names a role that does not exist.
    """
    if not isinstance(names, list):
        raise ValidationError("Roles are a list of names.", code="invalid")
    if unknown := sorted(str(name) for name in names if name not in list(Role)):
        raise ValidationError(f"No such role: {', '.join(unknown)}.", code="unknown_role")
