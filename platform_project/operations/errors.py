"""What can go wrong with maintenance."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PermissionRefused, PlatformError


class PlatformTenantOnly(PermissionRefused):
    """This reaches beyond a tenant: it takes an administrator of the platform's own tenant."""


class OwnerLoginMissing(PlatformError):
    """This worker has no login as the owner of the tables (DATABASE_OWNER_URL)."""

    code = ErrorCode.OWNER_LOGIN_MISSING
    status = 501
