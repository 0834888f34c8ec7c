"""The one way to the graph server: bounded reads for everybody, writes for loaders.

The driver is made on first use, once per process, so that a forked worker never shares its parent's
sockets. The database is always named: without it a pooled connection stays in the last one used.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import structlog
from django.conf import settings
from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    Driver,
    GraphDatabase,
    ManagedTransaction,
    Query,
    Record,
    unit_of_work,
)
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired, TransientError

from graph.engines import Dialect, dialect_of
from graph.errors import GraphQueryFailed, GraphTimeout, GraphUnavailable
from graph.values import to_json
from platform_project.http import trace

logger: Final = structlog.get_logger(__name__)

CONNECT_SECONDS: Final = 3.0
ACQUIRE_SECONDS: Final = 5.0
POOL_SIZE: Final = 20
WRITE_SECONDS: Final = 30.0
WRITE_RETRY_SECONDS: Final = 5.0
SILENCE_SECONDS: Final = 5.0
"""How much longer than a query's own time-out its answer is waited for."""

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


_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query returned, JSON-safe, and whether more rows were left behind."""

    columns: tuple[str, ...]
    rows: list[list[Any]]
    truncated: bool
    elapsed_ms: float


_lock = threading.Lock()
_drivers: dict[tuple[int, str, str], Driver] = {}
_dialects: dict[str, Dialect] = {}
_executors: dict[int, ThreadPoolExecutor] = {}


def driver() -> Driver:
    """This process's pooled driver for the configured server."""
    url, user = settings.GRAPH["url"], settings.GRAPH["user"]
    key = (os.getpid(), url, user)
    with _lock:
        if key not in _drivers:
            _drivers[key] = GraphDatabase.driver(
                url,
                auth=(user, settings.GRAPH["password"]),
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=ACQUIRE_SECONDS,
                max_connection_pool_size=POOL_SIZE,
                max_transaction_retry_time=WRITE_RETRY_SECONDS,
                keep_alive=True,
                user_agent="agent-platform/1",
            )
        return _drivers[key]


def close() -> None:
    """Close this process's connections; the next call opens new ones."""
    with _lock:
        own = [key for key in _drivers if key[0] == os.getpid()]
        closing = [_drivers.pop(key) for key in own]
        _dialects.clear()
    for each in closing:
        each.close()


def dialect() -> Dialect:
    """The dialect of the configured server, probed once.

    Raises:
        GraphUnavailable: the server cannot be reached.
    """
    url = settings.GRAPH["url"]
    if url not in _dialects:
        with _errors_mapped(), driver().session(database=settings.GRAPH["database"]) as session:
            _dialects[url] = dialect_of(session.run("RETURN 1").consume().server.agent)
    return _dialects[url]


def read(
    text: str,
    params: Mapping[str, Any] | None = None,
    *,
    timeout_seconds: float,
    max_rows: int,
    silence_seconds: float = SILENCE_SECONDS,
) -> QueryResult:
    """Run a query that only reads; fetch ``max_rows`` rows and one more, to know of the rest.

    The caller vouches for the text: for anything that a person or a model had a say in, that is what
    ``graph.cypher.prepare`` rendered. The access mode is declared to the server, but not every server
    enforces it.

    Args:
        silence_seconds: how much longer than ``timeout_seconds``, the server's own limit, it is waited for.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    started = time.perf_counter()

    def run() -> QueryResult:
        with (
            _errors_mapped(),
            driver().session(
                database=settings.GRAPH["database"],
                default_access_mode=READ_ACCESS,
                fetch_size=max_rows + 1,
            ) as session,
        ):
            result = session.run(Query(text, timeout=timeout_seconds), dict(params or {}))
            columns = tuple(result.keys())
            records: list[Record] = result.fetch(max_rows + 1)
            rows = [[to_json(value) for value in record.values()] for record in records[:max_rows]]
        elapsed_ms = round((time.perf_counter() - started) * 1000, 3)
        return QueryResult(columns, rows, truncated=len(records) > max_rows, elapsed_ms=elapsed_ms)

    # Neither the text nor its parameters: they repeat what people asked.
    with trace.span("graph query", is_call=True):
        return _within(timeout_seconds + silence_seconds, run)


def _within(seconds: float, run: Callable[[], _Result]) -> _Result:
    """Wait so long for the server at most: the driver reads without a time-out, and a server may just freeze.

    Raises:
        GraphTimeout: it said nothing; its connections are forgotten, and the next query makes new ones.
    """
    answer = _waiters().submit(run)
    try:
        return answer.result(timeout=seconds)
    except FutureTimeout as error:
        with _lock:
            _drivers.clear()
            _executors.clear()
        raise GraphTimeout(f"The graph database has said nothing for {seconds:g} s.") from error


def _waiters() -> ThreadPoolExecutor:
    """This process's threads that wait for the server."""
    with _lock:
        if os.getpid() not in _executors:
            _executors[os.getpid()] = ThreadPoolExecutor(POOL_SIZE, "graph")
        return _executors[os.getpid()]


def write(
    work: Callable[[ManagedTransaction], _Result], *, timeout_seconds: float = WRITE_SECONDS
) -> _Result:
    """Run ``work`` in one write transaction. For loaders: nothing that a question led to comes here.

    ``work`` may be called again when the server reports a conflict, so it must have no other effect.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    with (
        _errors_mapped(),
        driver().session(database=settings.GRAPH["database"], default_access_mode=WRITE_ACCESS) as session,
    ):
        return session.execute_write(unit_of_work(timeout=timeout_seconds)(work))


def define(statement: str) -> None:
    """Run one schema statement (index, constraint) that the dialect made; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    try:
        with _errors_mapped(), driver().session(database=settings.GRAPH["database"]) as session:
            session.run(Query(statement, timeout=WRITE_SECONDS)).consume()
    except GraphQueryFailed as error:
        if not (dialect().repeat_is_error and "already exists" in error.detail):
            raise


@contextmanager
def _errors_mapped() -> Iterator[None]:
    """Say the driver's exceptions in the platform's words."""
    try:
        yield
    except (ServiceUnavailable, SessionExpired, TransientError) as error:
        if isinstance(error, Neo4jError) and error.code in _TIMEOUT_CODES:
            raise GraphTimeout from error
        raise _unavailable(error) from error
    except Neo4jError as error:
        if error.code in _TIMEOUT_CODES:
            raise GraphTimeout from error
        if error.code in _UNREACHABLE_CODES:
            raise _unavailable(error) from error
        raise GraphQueryFailed(error.message) from error
    except (DriverError, OSError) as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> GraphUnavailable:
    """The error for callers; where the server was looked for is for the logs alone."""
    logger.warning("graph_unavailable", error=str(error))
    return GraphUnavailable()
