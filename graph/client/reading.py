"""Bounded reads: in time, in rows and in bytes."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from neo4j import Query, Result
from neo4j.exceptions import Neo4jError

from graph import metrics
from graph.client import connections, running
from graph.client.connections import Login
from graph.client.failures import errors_mapped
from graph.client.running import STOP_SECONDS
from graph.errors import GraphCancelled, GraphTimeout, GraphUnavailable
from graph.values import to_json
from platform_project.http import trace
from platform_project.http.errors import PlatformError

MAX_BYTES: Final = 4 * 1024 * 1024
"""How much one query may return by default, as JSON."""
FETCH_ROWS: Final = 1_000
_BESIDE_A_VALUE: Final = 2
"""Bytes between two values of a row, and around all of them."""
_DATE_TIME: Final = "2026-01-31T10:00:00.000000+00:00"

CutBy = Literal["rows", "bytes"]


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query returned, JSON-safe, and whether more rows were left behind."""

    columns: tuple[str, ...]
    rows: list[list[Any]]
    truncated: bool
    elapsed_ms: float
    cut_by: CutBy | None = None
    """Which bound left rows behind; None when ``truncated`` is false."""


def read(
    text: str,
    params: Mapping[str, Any] | None = None,
    *,
    timeout_seconds: float,
    max_rows: int,
    max_bytes: int = MAX_BYTES,
    cancelled: Callable[[], bool] | None = None,
    convert: Callable[[Any], Any] = to_json,
    silence_seconds: float = STOP_SECONDS,
) -> QueryResult:
    """Run a query that only reads, as a user who can only read where there is one.

    The caller vouches for the text: for anything that a person or a model had a say in, that is what
    ``graph.cypher.prepare`` rendered. A query that is overdue or cancelled is ended on the server, and so
    is one whose further rows nobody wants.

    Args:
        max_bytes: of the rows as JSON; a row that would exceed it, and all that follow, are left behind.
        cancelled: asked about 5 times a second while the server works; true ends the query.
        convert: makes JSON of each value.
        silence_seconds: how much longer than ``timeout_seconds`` the end of an overdue query is waited for.

    Raises:
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """
    started = time.perf_counter()

    def fetch(mark: str) -> QueryResult:
        with errors_mapped(), connections.session(Login.READER, fetch_size=_batch(max_rows)) as session:
            result = session.run(
                Query(running.marked(text, mark), timeout=timeout_seconds), dict(params or {})
            )
            columns = tuple(result.keys())
            rows, cut_by = _bounded(result, max_rows, max_bytes, convert)
            if result.peek() is not None:
                _abandon(result, mark)
        elapsed_ms = round((time.perf_counter() - started) * 1000, 3)
        return QueryResult(columns, rows, cut_by is not None, elapsed_ms, cut_by)

    # Neither the text nor its parameters: they repeat what people asked.
    with trace.span("graph query", is_call=True), _observed():
        return running.run(
            fetch, timeout_seconds=timeout_seconds, cancelled=cancelled, stop_seconds=silence_seconds
        )


def as_it_is(value: Any) -> Any:
    """The ``convert`` of who wants what the driver gives."""
    return value


def _batch(max_rows: int) -> int:
    """How many rows to ask for at once: so many that the server need not be asked whether that was all."""
    return min(max_rows + 2, FETCH_ROWS)


def _bounded(
    result: Result, max_rows: int, max_bytes: int, convert: Callable[[Any], Any]
) -> tuple[list[list[Any]], CutBy | None]:
    """Rows until there are enough. A value too many ends it, so that the rest of its row is never copied."""
    rows: list[list[Any]] = []
    size = 0
    for record in result:
        if len(rows) == max_rows:
            return rows, "rows"
        row = []
        for value in record.values():
            row.append(convert(value))
            size += _json_bytes(row[-1]) + _BESIDE_A_VALUE
            if size > max_bytes:
                return rows, "bytes"
        rows.append(row)
    return rows, None


def _as_long(value: Any) -> str:
    """A text about as long as what JSON has no words for."""
    return str(value) if isinstance(value, bytes | bytearray) else _DATE_TIME


def _json_bytes(value: Any) -> int:
    """How long a value is as JSON."""
    try:
        return len(orjson.dumps(value, default=_as_long))
    except orjson.JSONEncodeError:  # nested deeper than orjson goes
        return len(json.dumps(value, ensure_ascii=False, default=str).encode())


def _abandon(result: Result, mark: str) -> None:
    """End a query whose rows nobody wants: closing its session would make the server produce them all."""
    stopped = False
    with suppress(PlatformError):
        stopped = running.terminate(mark)
    metrics.STOPPED.labels("cut", "yes" if stopped else "no").inc()
    with suppress(Neo4jError):  # It says that it was terminated.
        result.consume()


@contextmanager
def _observed() -> Iterator[None]:
    """Measure a query by how it went."""
    started = time.perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "ok"
    except GraphTimeout:
        outcome = "timeout"
        raise
    except GraphCancelled:
        outcome = "cancelled"
        raise
    except GraphUnavailable:
        outcome = "unavailable"
        raise
    finally:
        metrics.QUERY.labels(outcome).observe(time.perf_counter() - started)
