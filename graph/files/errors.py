"""What can go wrong with files."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict, PlatformError


class FileRefused(PlatformError):
    """The file is of no format that is known here; the detail says what it looks like."""

    code = ErrorCode.FILE_REFUSED
    status = 422


class FileDamaged(PlatformError):
    """The compressed file cannot be unfolded: it is cut off, damaged or encrypted."""

    code = ErrorCode.FILE_DAMAGED
    status = 422


class FileUnfoldsTooFar(PlatformError):
    """The compressed file unfolds to more than is allowed."""

    code = ErrorCode.FILE_UNFOLDS_TOO_FAR
    status = 422


class FileContentMissing(PlatformError):
    """The content of this file is not there any more."""

    code = ErrorCode.FILE_CONTENT_MISSING
    status = 410


class FileInUse(Conflict):
    """The file is in use by jobs that have not ended."""

    code = ErrorCode.FILE_IN_USE
