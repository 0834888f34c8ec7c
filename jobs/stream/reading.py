"""Short reads of PostgreSQL for streams, on a few threads that keep no connection."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, ParamSpec, TypeVar
from uuid import UUID

from django.db import connections

from jobs.models import Execution
from jobs.selectors import events_after
from tenants.context import tenant_scope

P = ParamSpec("P")
R = TypeVar("R")

PAGE: Final = 500

_readers: Final = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stream-reader")


async def on_reader_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a read on one of the readers' threads, and close its connections: idle streams hold none."""

    def read() -> R:
        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()

    # In a copy of the caller's context: what is bound for the logs must not stay with the thread.
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_readers, context.run, read)


def read_events(tenant_id: UUID, execution_id: UUID, after: int) -> list[dict[str, Any]]:
    """The next page of an execution's events."""
    with tenant_scope(tenant_id):
        return events_after(execution_id=execution_id, seq=after, limit=PAGE)


def last_numbers(execution_ids: list[UUID]) -> dict[UUID, int]:
    """The number of the last event of each execution, across tenants: only numbers leave this function."""
    rows = Execution.unscoped.using("engine").filter(pk__in=execution_ids)
    return dict(rows.values_list("pk", "event_seq"))
