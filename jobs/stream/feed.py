"""The events of one execution as Server-Sent Events (WHATWG HTML, section 9.2), each exactly once."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

import structlog

from jobs.models import Event
from jobs.stream.hub import SlowClient, Subscription, hub
from jobs.stream.reading import PAGE, on_reader_thread, read_events

logger: Final = structlog.get_logger(__name__)

HEARTBEAT_SECONDS: Final = 15.0
RETRY_MS: Final = 5_000


async def feed(
    *, tenant_id: UUID, execution_id: UUID, after: int, retry_ms: int = RETRY_MS
) -> AsyncIterator[bytes]:
    """Every event whose number is greater than ``after``, until the execution's end.

    It subscribes, replays from PostgreSQL, then relays what is published; a gap, a lost subscription and the
    backstop poll lead back to PostgreSQL, so pub/sub may lose what it likes.
    """
    yield f"retry: {retry_ms}\n\n".encode()
    with hub().watching(execution_id, cursor=after) as subscription:
        await hub().attached(execution_id, timeout=1.0)
        try:
            while not subscription.ended:
                async for frame in _replay(tenant_id, subscription):
                    yield frame
                async for frame in _relay(subscription):
                    yield frame
        except SlowClient:
            logger.warning("slow_client_dropped", execution_id=str(execution_id))


async def _replay(tenant_id: UUID, subscription: Subscription) -> AsyncIterator[bytes]:
    """What PostgreSQL has after the cursor."""
    while True:
        events = await on_reader_thread(
            read_events, tenant_id, subscription.execution_id, subscription.cursor
        )
        for event in events:
            yield _frame(subscription, event)
        if len(events) < PAGE:
            return


async def _relay(subscription: Subscription) -> AsyncIterator[bytes]:
    """What is published, until PostgreSQL has to be read again or the end has come."""
    quiet_since = time.monotonic()
    beats = 0
    while not subscription.ended:
        try:
            events = await subscription.next(HEARTBEAT_SECONDS - (time.monotonic() - quiet_since))
        except TimeoutError:
            beats += 1
            quiet_since = time.monotonic()
            yield f": heartbeat {beats}\n\n".encode()
            continue
        if events is None:
            return
        for event in events:
            number = event["data"].get("seq")
            if number is not None and number <= subscription.cursor:
                continue
            if number is not None and number > subscription.cursor + 1:
                return
            yield _frame(subscription, event)
            quiet_since = time.monotonic()


def _frame(subscription: Subscription, event: dict[str, Any]) -> bytes:
    """One event as text. What has no number (a token of a model) is not replayed and moves no cursor."""
    lines = [f"event: {event['name']}", f"data: {json.dumps(event['data'], separators=(',', ':'))}"]
    number = event["data"].get("seq")
    if number is not None:
        subscription.cursor = number
        lines.insert(0, f"id: {number}")
    if event["name"] == Event.Name.END:
        subscription.ended = True
    return ("\n".join(lines) + "\n\n").encode()
