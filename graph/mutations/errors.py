"""Why a node or relationship is not made, changed or deleted."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict, NotFound, PlatformError, ValidationFailed


class GivenInvalid(ValidationFailed):
    """A label, a name, an id or a value that the graph does not take."""


class NodeNotFound(NotFound):
    """There is no such node in your graph."""


class EndMissing(NotFound):
    """The relationship has an end that is not there. Nothing was made."""


class RelationshipNotFound(NotFound):
    """There is no such relationship in your graph."""


class AlreadyThere(Conflict):
    """There is one of this id already."""


class SeveralMatch(Conflict):
    """More than one matches. Name the one that is meant, or confirm that all of them are."""


class HasRelationships(Conflict):
    """The node has relationships, and was to be deleted only if it had none."""


class TooMany(PlatformError):
    """More nodes or relationships than may be deleted at once. Nothing was deleted."""

    code = ErrorCode.CHANGE_REFUSED
    status = 409


class ChangedMeanwhile(PlatformError):
    """It is not as you expected it to be: somebody has changed it. Nothing was changed; read it again."""

    code = ErrorCode.PRECONDITION_FAILED
    status = 412


class KeyReused(PlatformError):
    """The idempotency key belongs to a call with other arguments."""

    code = ErrorCode.IDEMPOTENCY_KEY_REUSED
    status = 409
