"""Redis for copies of what PostgreSQL knows: when it does not answer, there is simply no copy."""

import time
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import redis
import structlog
from django.conf import settings

logger: Final = structlog.get_logger(__name__)

TIMEOUT_SECONDS: Final = 0.2
# After a failure Redis is left alone for this long: one that says nothing must not slow every request down.
PAUSE_SECONDS: Final = 1.0
_paused_until = 0.0


def attempt(command: Callable[[redis.Redis], Any]) -> Any:
    """What Redis answers to a command; None when it does not answer in time."""
    global _paused_until
    if time.monotonic() < _paused_until:
        return None
    try:
        return command(_client())
    except redis.RedisError as error:
        _paused_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("redis_copies_unavailable", error=str(error))
        return None


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=None,
        retry_on_error=[],
        decode_responses=True,
    )
