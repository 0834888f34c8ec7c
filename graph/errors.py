"""What can go wrong between us and the graph server."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError, TransientError


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
