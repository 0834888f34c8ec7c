"""What can go wrong with tenants."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError


class TenantMissing(PlatformError):
    """A tenant's rows were asked for while no tenant is active."""

    code = ErrorCode.TENANT_MISSING
    status = 500
