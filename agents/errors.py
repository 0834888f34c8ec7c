"""What can go wrong with sessions and runs."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import (
    Conflict,
    NotFound,
    PermissionRefused,
    PlatformError,
    ValidationFailed,
)


class SessionNotFound(NotFound):
    """There is no such session, or it is not yours to see."""

    code = ErrorCode.SESSION_NOT_FOUND


class SessionNotActive(Conflict):
    """The session has ended; a new question needs a session that is active."""

    code = ErrorCode.SESSION_NOT_ACTIVE


class BeyondSession(PermissionRefused):
    """The session does not let its runs do this."""

    code = ErrorCode.BEYOND_SESSION


class DuplicateSession(Conflict):
    """This session id is taken; leave it out, or choose another."""

    code = ErrorCode.DUPLICATE_SESSION


class StepNotFound(NotFound):
    """There is no such step in this session."""

    code = ErrorCode.STEP_NOT_FOUND


class UnknownModel(ValidationFailed):
    """There is no model of this name."""

    code = ErrorCode.UNKNOWN_MODEL


class StepFailed(PlatformError):
    """A step of the run failed, and the question could not be answered."""

    code = ErrorCode.STEP_FAILED
    status = 502
