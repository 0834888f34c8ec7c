"""Wait for the graph no longer than a transaction of PostgreSQL may be idle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextvars import copy_context
from typing import Final, TypeVar

from graph.errors import GraphTimeout

IDLE_SECONDS: Final = 4.0
"""PostgreSQL ends a transaction that has been idle for five."""

_Result = TypeVar("_Result")


def within(seconds: float, work: Callable[[], _Result]) -> _Result:
    """The result of work on the graph, which runs in a thread of its own and so must not ask PostgreSQL.

    Work that takes longer goes on, so what it reads into a cache is there for who asks again.

    Raises:
        GraphTimeout: it takes longer.
        Others: those of the work.
    """
    runner = ThreadPoolExecutor(1, "graph-wait")
    try:
        future = runner.submit(copy_context().run, work)
    finally:
        runner.shutdown(wait=False)
    try:
        return future.result(seconds)
    except FutureTimeout:
        if future.done():
            raise
        raise GraphTimeout(
            "The graph takes longer than a request may wait. It goes on being read: ask again in a moment."
        ) from None
