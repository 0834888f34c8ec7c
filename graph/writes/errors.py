"""What can go wrong between a proposed change and its end."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError


class ApprovalDecided(PlatformError):
    """The change has been approved or refused already: each is decided once."""

    code = ErrorCode.APPROVAL_DECIDED
    status = 409


class ApprovalExpired(PlatformError):
    """The change was proposed too long ago to be approved. Ask for it again."""

    code = ErrorCode.APPROVAL_EXPIRED
    status = 410


class ChangeRefused(PlatformError):
    """The change cannot be made any more as it was proposed, or at all."""

    code = ErrorCode.CHANGE_REFUSED
    status = 409


class ChangeHasGrown(PlatformError):
    """The change would touch more nodes than were approved, so nothing was changed. Ask for it again."""

    code = ErrorCode.CHANGE_REFUSED
    status = 409
