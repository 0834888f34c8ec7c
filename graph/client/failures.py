"""The driver's exceptions in the platform's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired, TransientError

from graph.engines import DIALECTS
from graph.errors import GraphConflict, GraphQueryFailed, GraphTimeout, GraphUnavailable

logger: Final = structlog.get_logger(__name__)

_TIMEOUT_CODES: Final = frozenset(
    {
        "Neo.ClientError.Transaction.TransactionTimedOut",
        "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
        "Neo.ClientError.Transaction.Terminated",
        "Neo.TransientError.Transaction.Terminated",
    }
)
_UNREACHABLE_CODES: Final = frozenset(
    {
        "Neo.ClientError.Security.AuthenticationRateLimit",
        "Neo.ClientError.Security.Unauthorized",
        "Neo.ClientError.Database.DatabaseNotFound",
    }
)
_CONFLICT_CODE: Final = "Neo.ClientError.Schema.ConstraintValidationFailed"
_CONFLICT_PHRASES: Final = tuple(phrase for each in DIALECTS for phrase in each.conflict_phrases)
_OVERDUE_PHRASES: Final = tuple(phrase for each in DIALECTS for phrase in each.overdue_phrases)
_UNREACHABLE_PHRASES: Final = tuple(phrase for each in DIALECTS for phrase in each.unreachable_phrases)


@contextmanager
def errors_mapped() -> Iterator[None]:
    """Turn what the driver raises into what callers know.

    Raises:
        GraphUnavailable, GraphTimeout, GraphConflict, GraphQueryFailed
    """
    try:
        yield
    except (ServiceUnavailable, SessionExpired) as error:
        raise _unavailable(error) from error
    except Neo4jError as error:
        if _is_overdue(error):
            raise GraphTimeout from error
        if _is_unreachable(error):
            raise _unavailable(error) from error
        if _is_conflict(error):
            raise GraphConflict(error.message) from error
        raise GraphQueryFailed(error.message) from error
    except (DriverError, OSError) as error:
        raise _unavailable(error) from error


def _is_overdue(error: Neo4jError) -> bool:
    return error.code in _TIMEOUT_CODES or _says(error, _OVERDUE_PHRASES)


def _is_unreachable(error: Neo4jError) -> bool:
    if isinstance(error, TransientError) or error.code in _UNREACHABLE_CODES:
        return True
    return _says(error, _UNREACHABLE_PHRASES)


def _is_conflict(error: Neo4jError) -> bool:
    return error.code == _CONFLICT_CODE or _says(error, _CONFLICT_PHRASES)


def _says(error: Neo4jError, phrases: tuple[str, ...]) -> bool:
    return any(phrase in (error.message or "") for phrase in phrases)


def _unavailable(error: Exception) -> GraphUnavailable:
    """The error for callers; where the server was looked for is for the logs alone."""
    logger.warning("graph_unavailable", error=str(error))
    return GraphUnavailable()
