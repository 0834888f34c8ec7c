"""A copy of recent answers in Redis, best effort: PostgreSQL has them all."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Final

from platform_project.http.idempotency import KeptAnswer
from platform_project.redis import attempt

LONGEST_BODY: Final = 65_536


def read(digest: str) -> KeptAnswer | None:
    """The answer, or None when it is not here."""
    text = attempt(lambda client: client.get(_name(digest)))
    try:
        return None if text is None else KeptAnswer(**json.loads(text))
    except (TypeError, ValueError):
        # Another version of the platform has written it.
        return None


def write(digest: str, answer: KeptAnswer, *, lifetime: timedelta) -> None:
    """Copy an answer that has been committed, unless it is large."""
    if len(answer.body) <= LONGEST_BODY:
        text = json.dumps(asdict(answer))
        attempt(lambda client: client.set(_name(digest), text, ex=lifetime))


def _name(digest: str) -> str:
    return f"platform:idempotency:{digest}"
