"""One query that reads a tenant's graph for a job: bounded, ended with the job, its values as they are."""

from collections.abc import Callable
from typing import Any, Final

from graph import client

QUERY_SECONDS: Final = 30.0
_ANY_BYTES: Final = 1 << 40

Check = Callable[[], None]
"""Called before each query, and a few times a second while the server works; it raises to stop."""


def cancelled_by(check: Check) -> Callable[[], bool]:
    """What ``graph.client.read`` asks, for a check that raises."""

    def is_cancelled() -> bool:
        check()
        return False

    return is_cancelled


def read_rows(
    text: str,
    params: dict[str, Any],
    most: int,
    check: Check | None,
    *,
    max_bytes: int = _ANY_BYTES,
    convert: Callable[[Any], Any] = client.as_it_is,
) -> list[list[Any]]:
    """The rows of a query, at most so many, values as the driver gives them unless converted.

    Args:
        max_bytes: of the rows as JSON; a row that would exceed it, and all that follow, are left behind.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``check`` raises.
    """
    if check is not None:
        check()
    result = client.read(
        text,
        params,
        timeout_seconds=QUERY_SECONDS,
        max_rows=most,
        max_bytes=max_bytes,
        cancelled=None if check is None else cancelled_by(check),
        convert=convert,
    )
    return result.rows
