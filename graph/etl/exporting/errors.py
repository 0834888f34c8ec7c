"""Why there is no export."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError


class ExportRefused(PlatformError):
    """What was asked for cannot be written in this format, or is too much; the detail says which."""

    code = ErrorCode.EXPORT_REFUSED
    status = 422


class ExportDamaged(PlatformError):
    """The file that was written does not hold what was read."""

    code = ErrorCode.VERIFICATION_FAILED
    status = 500
