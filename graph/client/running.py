"""Wait for a query, and end it on the server when it is no longer wanted.

A graph server may go on with a query whose client has gone: ArcadeDB ignores both the time-out that a Bolt
client asks for and a closed connection. So each query carries a mark, a comment, by which a second
connection finds it in the server's list and terminates it.

The driver reads without a time-out and a server may just freeze, so queries run in threads, and the caller
waits no longer than it wants to.
"""

import heapq
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

import structlog

from graph import metrics
from graph.client import connections
from graph.client.connections import Login
from graph.client.failures import errors_mapped
from graph.errors import GraphCancelled, GraphTimeout
from platform_project.http.errors import PlatformError

logger: Final = structlog.get_logger(__name__)

POLL_SECONDS: Final = 0.2
STOP_SECONDS: Final = 1.0
"""How long a caller waits for the end of a query that it no longer wants."""
FROZEN_SECONDS: Final = 5.0
"""A server that has not answered for so long counts as frozen; one that answers is told to end a query for so
long."""
STOP_RETRY_SECONDS: Final = 0.05

_PREFIX: Final = re.compile(r"\s*(?:EXPLAIN|PROFILE)\b", re.IGNORECASE)

_Result = TypeVar("_Result")


class Marks:
    """Marks of which no two queries of this server that run at the same time have the same.

    The lowest free one is given out first: the text with its mark is what servers cache plans by.
    """

    def __init__(self) -> None:
        self._prefix = secrets.token_hex(6)
        self._lock = threading.Lock()
        self._free: list[int] = []
        self._made = 0

    def take(self) -> str:
        """A mark that nobody has."""
        with self._lock:
            if self._free:
                number = heapq.heappop(self._free)
            else:
                number, self._made = self._made, self._made + 1
        return f"/* {self._prefix}.{number} */"

    def give_back(self, mark: str) -> None:
        """Let others have the mark; only when its query has surely ended."""
        with self._lock:
            heapq.heappush(self._free, int(mark.removesuffix(" */").rpartition(".")[2]))


@dataclass
class _Process:
    """What one process waits with: nothing of it survives a fork."""

    marks: Marks = field(default_factory=Marks)
    runners: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(connections.POOL_SIZE, "graph")
    )
    stoppers: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(connections.STOPPING_POOL_SIZE, "graph-stop")
    )


_lock = threading.Lock()
_processes: dict[int, _Process] = {}


def run(
    work: Callable[[str], _Result],
    *,
    timeout_seconds: float,
    cancelled: Callable[[], bool] | None,
    stop_seconds: float = STOP_SECONDS,
) -> _Result:
    """The result of ``work(mark)``, which runs one query that has the mark in its text.

    Args:
        cancelled: asked a few times a second in the caller's own thread; what it raises is passed on.
        stop_seconds: how much longer than that it may take when the query has to be ended first.

    Raises:
        GraphTimeout, GraphCancelled: the query was told to end on the server.
        Others: those of ``work``.
    """
    process = _process()
    mark = process.marks.take()
    future = process.runners.submit(work, mark)
    try:
        result = _answer(future, time.monotonic() + timeout_seconds, cancelled)
    except BaseException as error:
        # What still waits for its turn never gets one.
        if future.cancel() or future.done():
            process.marks.give_back(mark)
        else:
            wait([process.stoppers.submit(_stop, process.marks, mark, future, _why(error))], stop_seconds)
        raise
    process.marks.give_back(mark)
    return result


def marked(text: str, mark: str) -> str:
    """The query with its mark: at its beginning, as a server's list may cut long texts, but after EXPLAIN."""
    prefix = _PREFIX.match(text)
    end = prefix.end() if prefix else 0
    return f"{text[:end]} {mark} {text[end:].lstrip()}".lstrip()


def terminate(mark: str) -> bool:
    """Tell the server to end the query with this mark; False when it has none (not yet, or no longer).

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    dialect = connections.dialect()
    with errors_mapped(), connections.session(Login.STOPPER) as session:
        listed = [record.data() for record in session.run(dialect.running_queries)]
        found = [each for each in listed if mark in str(each[dialect.running_text])]
        for each in found:
            session.run(dialect.terminate(str(each[dialect.running_id]))).consume()
    return bool(found)


def _answer(future: Future[_Result], ends_at: float, cancelled: Callable[[], bool] | None) -> _Result:
    while True:
        left = max(0.0, ends_at - time.monotonic())
        try:
            return future.result(timeout=min(left, POLL_SECONDS) if cancelled else left)
        except FutureTimeout:
            if cancelled is not None and cancelled():
                raise GraphCancelled from None
            if time.monotonic() >= ends_at:
                raise GraphTimeout from None


def _stop(marks: Marks, mark: str, future: Future[_Result], why: str) -> None:
    """End the query on the server, however early or late in its life it is."""
    ends_at = time.monotonic() + FROZEN_SECONDS
    while not future.done() and time.monotonic() < ends_at:
        try:
            with _given_up_when_frozen():
                terminate(mark)
        except PlatformError as error:
            logger.warning("graph_query_not_stopped", why=why, error=error.detail)
            break
        wait([future], STOP_RETRY_SECONDS)
    metrics.STOPPED.labels(why, "yes" if future.done() else "no").inc()
    # The mark of a query that may still run is never used again.
    if future.done():
        marks.give_back(mark)


@contextmanager
def _given_up_when_frozen() -> Iterator[None]:
    """Close all connections when the server does not answer the block: whoever waits on one is let go.

    A server that answers is healthy, however long one of its queries takes to end: what others read and write
    goes on.
    """
    watchdog = threading.Timer(FROZEN_SECONDS, connections.close)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _why(error: BaseException) -> str:
    return "overdue" if isinstance(error, GraphTimeout) else "cancelled"


def _process() -> _Process:
    with _lock:
        if os.getpid() not in _processes:
            _processes[os.getpid()] = _Process()
        return _processes[os.getpid()]
