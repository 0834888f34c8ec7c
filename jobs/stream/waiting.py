"""Wait for an execution's end, with neither a thread nor a database connection."""

import asyncio
from typing import Final, NamedTuple
from uuid import UUID

from jobs.models import Event, Execution
from jobs.stream.hub import SlowClient, Subscription, hub
from jobs.stream.reading import on_reader_thread

ATTACH_SECONDS: Final = 1.0


class _Progress(NamedTuple):
    ended: bool
    event_seq: int


async def execution_ended(execution_id: UUID, *, timeout: float) -> bool:
    """Whether an execution has ended within ``timeout`` seconds; False at once when there is none.

    It subscribes, then reads the row, so that no end falls in between; then it is woken by the published end.
    When Redis says nothing, the backstop poll and a last look at the row stand in for it.
    """
    with hub().watching(execution_id, cursor=0) as subscription:
        try:
            async with asyncio.timeout(timeout):
                await hub().attached(execution_id, timeout=ATTACH_SECONDS)
                return await _end(subscription, timeout)
        except (TimeoutError, SlowClient):
            progress = await on_reader_thread(_progress, execution_id)
            return progress is not None and progress.ended


async def _end(subscription: Subscription, timeout: float) -> bool:
    """Return at the end; False when there is no such execution."""
    while True:
        progress = await on_reader_thread(_progress, subscription.execution_id)
        if progress is None or progress.ended:
            return progress is not None
        subscription.cursor = progress.event_seq
        while (events := await subscription.next(timeout)) is not None:
            if any(event["name"] == Event.Name.END for event in events):
                return True
            subscription.cursor = max(event["data"].get("seq", 0) for event in events)


def _progress(execution_id: UUID) -> _Progress | None:
    """How far an execution has come, across tenants: no more than this leaves the function."""
    row = (
        Execution.unscoped.using("engine").filter(pk=execution_id).values_list("status", "event_seq").first()
    )
    return None if row is None else _Progress(row[0] in Execution.TERMINAL, row[1])
