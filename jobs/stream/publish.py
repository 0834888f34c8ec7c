"""Publish events on Redis, best effort: PostgreSQL has them already."""

import json
import time
from functools import cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

import redis
import structlog
from django.conf import settings

from jobs.metrics import UNSENT
from jobs.models import event_message

if TYPE_CHECKING:
    from jobs.engine.commits import Committed

logger: Final = structlog.get_logger(__name__)

# After a failure nothing is published for this long: a frozen Redis must not slow every phase down.
PAUSE_SECONDS: Final = 1.0
_paused_until = 0.0


def channel(execution_id: UUID | str) -> str:
    """The pub/sub channel of an execution's events."""
    return f"events:{execution_id}"


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None, retry_on_error=[]
    )


def publish(committed: "Committed") -> None:
    """Publish the events of a commit, in one message for each execution that it gave events to."""
    global _paused_until
    if not committed.events or committed.at is None or time.monotonic() < _paused_until:
        return
    at = committed.at.isoformat()
    count = len(committed.events)
    try:
        for execution in committed.executions:
            if execution.whose != "self":
                continue
            first = execution.event_seq - count + 1
            messages = [
                event_message(seq=first + offset, name=event.name, at=at, data=dict(event.data))
                for offset, event in enumerate(committed.events)
            ]
            _client().publish(channel(execution.id), json.dumps(messages, default=str))
    except redis.RedisError as error:
        _paused_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("publish_failed", error=str(error))
        UNSENT.labels("events").inc()
