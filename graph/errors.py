"""What can go wrong between us and the graph server."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict, NotFound, PlatformError, TransientError


class GraphUnavailable(TransientError):
    """The graph database cannot be reached."""

    code = ErrorCode.GRAPH_UNAVAILABLE
    status = 503


class GraphTimeout(PlatformError):
    """The graph database did not answer in the time that the query was given."""

    code = ErrorCode.GRAPH_TIMEOUT
    status = 504


class GraphQueryFailed(PlatformError):
    """The graph database refused the query.

    The detail is the server's own message, so that whoever wrote the query can repair it.
    """

    code = ErrorCode.GRAPH_QUERY_FAILED
    status = 422


class PatternNotFound(NotFound):
    """There is no such pattern in the catalogue."""

    code = ErrorCode.PATTERN_NOT_FOUND


class PatternExists(Conflict):
    """There is a pattern of this name already."""

    code = ErrorCode.PATTERN_EXISTS


class GraphConflict(GraphQueryFailed):
    """The graph's data violates the constraint, or the write does."""

    code = ErrorCode.CONFLICT
    status = 409


class GraphCancelled(PlatformError):
    """The query was cancelled, and ended on the server."""

    code = ErrorCode.CANCELLED
    status = 409
