"""What can go wrong with figures of a whole graph."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import NotFound, PlatformError


class GraphTooLarge(PlatformError):
    """The graph has more nodes or relationships than are computed with at once."""

    code = ErrorCode.GRAPH_TOO_LARGE
    status = 422


class NodeNotFound(NotFound):
    """There is no node with this id."""


class NodeAmbiguous(PlatformError):
    """Several nodes have this id: say of which label the one is that is meant."""

    code = ErrorCode.NODE_AMBIGUOUS
    status = 422


class AnalysisTimeout(PlatformError):
    """The figures take longer to compute than they may here; a job of type graph.analytics has more time."""

    code = ErrorCode.ANALYSIS_TIMEOUT
    status = 504


class AnalysesBusy(PlatformError):
    """As many analyses are being computed as there is room for on this machine: ask again in a moment.

    It is no ``TransientError``: who has waited for a place is told so at once, and not made to wait again.
    """

    code = ErrorCode.SERVICE_UNAVAILABLE
    status = 503

    def __init__(self) -> None:
        super().__init__(extensions={"retry_after": 5})


class AnalysisFailed(PlatformError):
    """The process that computed the figures has ended without any."""

    code = ErrorCode.ANALYSIS_FAILED
    status = 500
