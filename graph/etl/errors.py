"""What can go wrong with a file as a whole; what is wrong with one line of it is a ``Rejected``."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict, PlatformError, TransientError


class InputUnreadable(PlatformError):
    """The file cannot be read as what it is said to be; the detail says where and why."""

    code = ErrorCode.FILE_REFUSED
    status = 422


class ValueRefused(ValueError):
    """A value, a name or an id that no graph takes; the message says why, in words for people."""


class StagingBusy(TransientError):
    """A worker that was overtaken, and does not answer, still holds the file that the job works on."""


class LeftoversRemain(TransientError):
    """What another job of the tenant has left in its graph could not be taken away yet."""


class GraphChangedMeanwhile(Conflict):
    """Somebody else has changed what the job was about to change; what it had done stays."""

    code = ErrorCode.CONFLICT


class ImportRejected(PlatformError):
    """Some of the file cannot be loaded, and all of it was asked for; what had been loaded was taken back."""

    code = ErrorCode.IMPORT_REJECTED
    status = 422


class VerificationFailed(PlatformError):
    """What is in the graph is not what the job has put there; its result says where they differ."""

    code = ErrorCode.VERIFICATION_FAILED
    status = 409


class StagingLost(PlatformError):
    """What the job had read is not on this host's disk any more, or of another release: start it again."""

    code = ErrorCode.EXECUTION_FAILED
    status = 500
