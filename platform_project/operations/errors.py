"""What can go wrong with maintenance."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError


class OwnerLoginMissing(PlatformError):
    """This worker has no login as the owner of the tables (DATABASE_OWNER_URL)."""

    code = ErrorCode.OWNER_LOGIN_MISSING
    status = 501
