"""What can go wrong with tenants."""

from typing import Any

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict, PermissionRefused, PlatformError


class TenantMissing(PlatformError):
    """A tenant's rows were asked for while no tenant is active."""

    code = ErrorCode.TENANT_MISSING
    status = 500


class TenantSuspended(PermissionRefused):
    """Your tenant is suspended; write to the operators of the platform."""

    code = ErrorCode.TENANT_SUSPENDED


class TenantExists(Conflict):
    """There is a tenant of this slug with another configuration; ``conflicts`` names what differs."""

    code = ErrorCode.TENANT_EXISTS

    def __init__(self, conflicts: dict[str, dict[str, Any]]) -> None:
        super().__init__(extensions={"conflicts": conflicts})


class TenantNotEmpty(Conflict):
    """The tenant still has what ``blockers`` counts; purge it to remove all of that as well."""

    code = ErrorCode.TENANT_NOT_EMPTY

    def __init__(self, blockers: list[dict[str, Any]]) -> None:
        super().__init__(extensions={"blockers": blockers})


class TenantIsDeleting(Conflict):
    """The tenant is being deleted: nothing about it can be changed any more."""


class TenantIsThePlatform(Conflict):
    """The platform's own tenant can neither be suspended nor deleted."""
