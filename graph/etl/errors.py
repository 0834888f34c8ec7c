"""What can go wrong with a file as a whole; what is wrong with one line of it is a ``Rejected``."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError


class InputUnreadable(PlatformError):
    """The file cannot be read as what it is said to be; the detail says where and why."""

    code = ErrorCode.FILE_REFUSED
    status = 422


class ValueRefused(ValueError):
    """A value, a name or an id that no graph takes; the message says why, in words for people."""
