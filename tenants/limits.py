"""A tenant's limits as they are said on the wire: its own, and those of its roles."""

from collections.abc import Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator

from platform_project.http.json_schema import violations
from security.roles import Role
from tenants.models import MAX_CONCURRENT_JOBS, Tenant

_COUNT: Final[dict[str, Any]] = {"type": "integer", "minimum": 1, "maximum": MAX_CONCURRENT_JOBS}
_OF_A_ROLE: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"concurrent_jobs": _COUNT},
    "additionalProperties": False,
}
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "`concurrent_jobs`: how many executions of a kind the tenant may have under way at once; "
    "`roles`: how many one person of a role may. What is not said is as the deployment has it.",
    "properties": {
        "concurrent_jobs": _COUNT,
        "roles": {
            "type": "object",
            "properties": {role.value: _OF_A_ROLE for role in Role},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
_VALIDATOR: Final = Draft202012Validator(SCHEMA)


def limits_of(tenant: Tenant) -> dict[str, Any]:
    """The limits that the tenant's row holds."""
    own = {} if tenant.concurrent_jobs is None else {"concurrent_jobs": tenant.concurrent_jobs}
    return own | ({"roles": tenant.role_limits} if tenant.role_limits else {})


def limit_violations(limits: object) -> list[dict[str, str]]:
    """Why these limits cannot be stored, each with a JSON pointer; empty when they can."""
    return violations(_VALIDATOR, limits, below="/limits")


def set_limits(tenant: Tenant, limits: Mapping[str, Any]) -> None:
    """Put valid limits into the tenant's columns; does not save."""
    own = limits.get("concurrent_jobs")
    tenant.concurrent_jobs = None if own is None else int(own)
    tenant.role_limits = {
        # JSON's 5.0 is an integer too, and the engine's SQL reads digits only.
        role: {name: int(value) for name, value in of_role.items()}
        for role, of_role in limits.get("roles", {}).items()
        if of_role
    }
