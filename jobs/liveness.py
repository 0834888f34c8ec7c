"""Signs of life: which workers, beats and recovery processes there are, without asking them.

Each process shows itself in Redis every few seconds; one that has not for its lifetime is gone. Ages come
from what is left of that lifetime, so that the clocks of the hosts need not agree.
"""

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

import redis
import structlog
from django.conf import settings

logger: Final = structlog.get_logger(__name__)

INTERVAL: Final = timedelta(seconds=2)
LIFETIME: Final = timedelta(seconds=10)
TIMEOUT_SECONDS: Final = 0.25


class Kind(StrEnum):
    """What shows signs of life."""

    WORKER = "worker"
    BEAT = "beat"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Sign:
    """The last sign of life of one process, and what it said of itself."""

    name: str
    age_seconds: float
    about: Mapping[str, Any]


def show(kind: Kind, name: str, *, lifetime: timedelta = LIFETIME, **about: Any) -> None:
    """Show that a process lives. Best effort: a process must not stand still because Redis does."""
    milliseconds = round(lifetime.total_seconds() * 1000)
    said = json.dumps({"lifetime_ms": milliseconds, "about": about})
    try:
        with _client(settings.REDIS_URL).pipeline(transaction=False) as pipeline:
            pipeline.sadd(_names(kind), name)
            pipeline.set(_sign(kind, name), said, px=milliseconds)
            pipeline.execute()
    except redis.RedisError as error:
        logger.warning("sign_of_life_unsent", kind=str(kind), error=str(error))


def withdraw(kind: Kind, name: str) -> None:
    """Take the sign back at once, as a process does that ends in good order. Best effort."""
    try:
        with _client(settings.REDIS_URL).pipeline(transaction=False) as pipeline:
            pipeline.srem(_names(kind), name)
            pipeline.delete(_sign(kind, name))
            pipeline.execute()
    except redis.RedisError as error:
        logger.warning("sign_of_life_unsent", kind=str(kind), error=str(error))


def living(kind: Kind) -> list[Sign]:
    """The processes that live, in the order of their names; those that do not are forgotten.

    Raises:
        redis.RedisError: Redis does not answer.
    """
    client = _client(settings.REDIS_URL)
    names = sorted(map(str, client.smembers(_names(kind))))
    with client.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.get(_sign(kind, name))
            pipeline.pttl(_sign(kind, name))
        answers = pipeline.execute()
    signs = {
        name: _read(name, said, left)
        for name, said, left in zip(names, answers[::2], answers[1::2], strict=True)
        if said is not None and left >= 0
    }
    if gone := set(names) - set(signs):
        # One that shows itself just now is named again with its next sign.
        client.srem(_names(kind), *gone)
    return list(signs.values())


def process_name() -> str:
    """A name for this process that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _read(name: str, said: str, milliseconds_left: int) -> Sign:
    content = json.loads(said)
    age = (content["lifetime_ms"] - milliseconds_left) / 1000
    return Sign(name=name, age_seconds=round(max(0.0, age), 1), about=content["about"])


def _names(kind: Kind) -> str:
    return f"platform:alive:{kind}"


def _sign(kind: Kind, name: str) -> str:
    return f"platform:alive:{kind}:{name}"


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=None,
        retry_on_error=[],
        decode_responses=True,
    )
