"""The events of one execution as Server-Sent Events (WHATWG HTML, section 9.2), each exactly once."""

import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import structlog
from opentelemetry.trace import INVALID_SPAN, Span

from jobs import metrics
from jobs.models import Event
from jobs.stream.hub import SlowClient, Subscription, hub
from jobs.stream.reading import PAGE, on_reader_thread, read_events

logger: Final = structlog.get_logger(__name__)

HEARTBEAT_SECONDS: Final = 15.0
RETRY_MS: Final = 5_000

# From an event as it is published (``Event.as_message``) to the data of its frame.
Rendering = Callable[[dict[str, Any]], dict[str, Any]]


def as_recorded(event: dict[str, Any]) -> dict[str, Any]:
    """The event's own data."""
    data: dict[str, Any] = event["data"]
    return data


async def feed(
    *,
    tenant_id: UUID,
    execution_id: UUID,
    after: int,
    retry_ms: int = RETRY_MS,
    span: Span = INVALID_SPAN,
    render: Rendering = as_recorded,
) -> AsyncIterator[bytes]:
    """Every event whose number is greater than ``after``, until the execution's end.

    It subscribes, replays from PostgreSQL, then relays what is published; a gap, a lost subscription and the
    backstop poll lead back to PostgreSQL, so pub/sub may lose what it likes.
    """
    yield f"retry: {retry_ms}\n\n".encode()
    with hub().watching(execution_id, cursor=after) as subscription, _observing(subscription, span):
        await hub().attached(execution_id, timeout=1.0)
        try:
            while not subscription.ended:
                async for frame in _replay(tenant_id, subscription, render):
                    yield frame
                async for frame in _relay(subscription, render):
                    yield frame
        except SlowClient:
            metrics.SLOW_CLIENTS.inc()
            logger.warning("slow_client_dropped", execution_id=str(execution_id))


@contextmanager
def _observing(subscription: Subscription, span: Span) -> Iterator[None]:
    """Count a client while it is served, and end the span of its stream with it."""
    first = subscription.cursor
    metrics.STREAMS.inc()
    try:
        yield
    finally:
        metrics.STREAMS.dec()
        metrics.STREAMED.inc(subscription.cursor - first)
        span.set_attribute("stream.events", subscription.cursor - first)
        span.set_attribute("stream.ended", subscription.ended)
        span.end()


async def _replay(tenant_id: UUID, subscription: Subscription, render: Rendering) -> AsyncIterator[bytes]:
    """What PostgreSQL has after the cursor."""
    while True:
        events = await on_reader_thread(
            read_events, tenant_id, subscription.execution_id, subscription.cursor
        )
        for event in events:
            yield _frame(subscription, event, render)
        if len(events) < PAGE:
            return


async def _relay(subscription: Subscription, render: Rendering) -> AsyncIterator[bytes]:
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
            yield _frame(subscription, event, render)
            quiet_since = time.monotonic()


def _frame(subscription: Subscription, event: dict[str, Any], render: Rendering) -> bytes:
    """One event as text. What has no number (a token of a model) is not replayed and moves no cursor."""
    lines = [f"event: {event['name']}", f"data: {json.dumps(render(event), separators=(',', ':'))}"]
    number = event["data"].get("seq")
    if number is not None:
        subscription.cursor = number
        lines.insert(0, f"id: {number}")
    if event["name"] == Event.Name.END:
        subscription.ended = True
    return ("\n".join(lines) + "\n\n").encode()
