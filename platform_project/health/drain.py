"""The drain switch: take web processes out of the load balancer while they finish what they have begun.

While it is on, ``/v1/health/ready`` answers 503 and everything else goes on as before. One process is drained
by a signal, the whole deployment by a flag in Redis, which every process looks at with its health checks.
"""

import json
import signal
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

import structlog
from django.conf import settings
from django.utils import timezone

from platform_project.health import connections

logger: Final = structlog.get_logger(__name__)

KEY: Final = "platform:draining"
REASON: Final = "draining"
DRAIN_SIGNAL: Final = signal.SIGUSR1
RESUME_SIGNAL: Final = signal.SIGUSR2


@dataclass(frozen=True, slots=True)
class Drain:
    """That the switch is on: since when, by whom, and why."""

    by: str
    why: str
    since: str

    @classmethod
    def now(cls, *, by: str, why: str) -> Self:
        """One that begins now."""
        return cls(by=by, why=why, since=timezone.now().isoformat(timespec="seconds"))

    @property
    def since_time(self) -> datetime:
        """When it was switched on."""
        return datetime.fromisoformat(self.since)

    def as_json(self) -> dict[str, str]:
        """As it is kept in Redis, and shown with the health of the process."""
        return {"by": self.by, "why": self.why, "since": self.since}


_process: Drain | None = None
_deployment: Drain | None = None


def drain_process(*, by: str, why: str = "") -> None:
    """Drain this process, from now on."""
    global _process
    # Nothing is logged here: a signal may come in the middle of a line. The next health check says it.
    _process = _process or Drain.now(by=by, why=why)


def resume_process() -> None:
    """Take this process back into service."""
    global _process
    _process = None


def obey_signals() -> None:
    """Drain this process on SIGUSR1 and take it back on SIGUSR2; called on the main thread."""
    signal.signal(DRAIN_SIGNAL, lambda *_: drain_process(by=DRAIN_SIGNAL.name))
    signal.signal(RESUME_SIGNAL, lambda *_: resume_process())


def drain_deployment(*, by: str, why: str = "") -> Drain:
    """Drain every web process, and those that start from now on; safe to repeat.

    Raises:
        redis.RedisError: Redis does not answer, and nothing has changed.
    """
    drain = Drain.now(by=by, why=why)
    with connections.redis(settings.REDIS_URL) as client:
        client.set(KEY, json.dumps(drain.as_json()), nx=True)
    logger.warning("deployment_draining", by=by, why=why)
    return look() or drain


def resume_deployment(*, by: str) -> None:
    """Take all web processes back into service, but for those that are drained one by one.

    Raises:
        redis.RedisError: Redis does not answer, and nothing has changed.
    """
    with connections.redis(settings.REDIS_URL) as client:
        client.delete(KEY)
    logger.warning("deployment_resumed", by=by)
    look()


def look() -> Drain | None:
    """Whether the deployment is drained, and remember it.

    Raises:
        redis.RedisError: Redis does not answer; what was known stands.
    """
    global _deployment
    with connections.redis(settings.REDIS_URL) as client:
        said: Any = client.get(KEY)
    _deployment = Drain(**json.loads(said)) if said else None
    return _deployment


def current() -> Drain | None:
    """Whether this process is drained, as far as is known without asking."""
    return _process or _deployment
