"""Find what was lost, and end what nobody ends.

It runs in a process of its own: as a beat task it would stand in the backlog that it repairs, and as a thread
of a worker it would be forked. Any number of these processes may run: rows are skipped while locked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import redis
import structlog
from django.conf import settings

from jobs.engine import ends, sending_sql
from jobs.engine.admission import admit
from jobs.engine.claims import statement
from jobs.engine.commits import Touched
from jobs.engine.dispatch import announce, ring
from jobs.engine.flows import all_queues

logger: Final = structlog.get_logger(__name__)

BATCH: Final = 500
INFINITELY_OLD: Final = "-infinity"


@dataclass(frozen=True)
class Recovered:
    """How many executions one pass has dispatched, and how many it has ended."""

    lost: int = 0
    due: int = 0
    admitted: int = 0
    woken: int = 0
    ended: int = 0

    def __bool__(self) -> bool:
        return any((self.lost, self.due, self.admitted, self.woken, self.ended))


def recover_once(broker: redis.Redis) -> Recovered:
    """One pass over the live executions.

    While the broker cannot be read, nothing is dispatched (what is lost cannot be told from what is queued),
    but cancelled, overdue and exhausted executions still end.
    """
    ended = 0
    for reason in ends.ABANDONED:
        committed = ends.end_abandoned(reason, limit=BATCH)
        announce(committed)
        ended += sum(row.whose == "self" for row in committed.executions)
    try:
        marks = watermarks(broker)
    except redis.RedisError as error:
        logger.warning("broker_unreadable", error=str(error))
        return Recovered(ended=ended)
    return Recovered(
        lost=_dispatch(sending_sql.LOST, watermarks=json.dumps(marks), grace=settings.ENGINE_GRACE),
        due=_dispatch(sending_sql.DUE),
        admitted=ring(admit()),
        woken=_dispatch(sending_sql.WAKE),
        ended=ended,
    )


def _dispatch(query: str, **parameters: Any) -> int:
    rows = statement("engine", query, {"limit": BATCH, **parameters})
    return ring([Touched(whose="self", **row) for row in rows])


def watermarks(broker: redis.Redis, queues: Sequence[str] | None = None) -> dict[str, str]:
    """For each queue that holds messages, when the oldest of them was dispatched.

    Behind a message that is not the engine's nothing can be told to be lost, so it counts as infinitely old.

    Raises:
        redis.RedisError: the broker does not answer.
    """
    names = tuple(queues if queues is not None else all_queues())
    with broker.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.lindex(name, -1)
        oldest = pipeline.execute()
    return {name: _dispatched_at(message) for name, message in zip(names, oldest, strict=True) if message}


def _dispatched_at(message: bytes) -> str:
    try:
        return datetime.fromisoformat(json.loads(message)["headers"]["d"]).isoformat()
    except (ValueError, KeyError, TypeError):
        logger.warning("foreign_message_in_queue")
        return INFINITELY_OLD
