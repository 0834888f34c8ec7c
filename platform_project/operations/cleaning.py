"""Cleaners: each deletes one kind of thing that nobody needs any more, a batch at a time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Final
from uuid import UUID

BATCH: Final = 200
"""Rows that one transaction deletes: few enough that nobody waits for their locks."""
BUDGET_SECONDS: Final = 60.0
"""How long a cleaner goes on; what is left then has to wait for the next cleanup."""

CleanBatch = Callable[[int], int]
"""Deletes at most so many and says how many it were; fewer than asked for means that no more are left."""
CleanInSteps = Callable[[int], Iterator[int]]
"""Goes through everything once; deletes at most so many in each step, and says how many it were."""


@dataclass(frozen=True)
class Cleaner:
    """One kind of thing to be cleaned up.

    Deleting twice is deleting once, so it may be run again after a crash, and in two processes.
    """

    name: str
    description: str
    clean_in_steps: CleanInSteps
    batch: int


@dataclass(frozen=True)
class Cleaned:
    """What a cleaner has done; ``has_more`` when its time was used up before it had come to the end."""

    deleted: int
    has_more: bool
    seconds: float


_cleaners: Final[dict[str, Cleaner]] = {}


def cleaner(name: str, *, batch: int = BATCH) -> Callable[[CleanBatch], CleanBatch]:
    """Register a function as a cleaner, which is called until nothing is left.

    Its docstring's first line is the description.

    Args:
        batch: how many it deletes at a time.

    Raises:
        ValueError: the name is taken.
    """

    def register(clean_batch: CleanBatch) -> CleanBatch:
        cleaner_in_steps(name, batch=batch)(in_batches(clean_batch))
        return clean_batch

    return register


def cleaner_in_steps(name: str, *, batch: int = BATCH) -> Callable[[CleanInSteps], CleanInSteps]:
    """Register a cleaner as ``cleaner`` does, one that knows how far it has come."""

    def register(clean_in_steps: CleanInSteps) -> CleanInSteps:
        if name in _cleaners:
            raise ValueError(f"There is a cleaner {name!r} already.")
        description = (clean_in_steps.__doc__ or "").strip().split("\n")[0]
        _cleaners[name] = Cleaner(name, description, clean_in_steps, batch)
        return clean_in_steps

    return register


def in_batches(clean_batch: CleanBatch) -> CleanInSteps:
    """Batch after batch until one is not full."""

    @wraps(clean_batch)
    def clean_in_steps(limit: int) -> Iterator[int]:
        deleted = limit
        while deleted >= limit:
            deleted = clean_batch(limit)
            yield deleted

    return clean_in_steps


def cleaners() -> dict[str, Cleaner]:
    """All of them by name, in the order of their names."""
    return dict(sorted(_cleaners.items()))


def first_id_at(moment: datetime) -> UUID:
    """Where ids made at a time begin: they are in the order of time (UUIDv7), and have the index."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def clean(cleaner: Cleaner, *, check: Callable[[], None], budget: float = BUDGET_SECONDS) -> Cleaned:
    """Clean up step by step until nothing is left or the time is used up.

    Args:
        check: called after each step; what it raises ends the work.
    """
    started = time.monotonic()
    deleted = 0
    has_more = False
    for count in cleaner.clean_in_steps(cleaner.batch):
        deleted += count
        if has_more := time.monotonic() - started > budget:
            break
        check()
    return Cleaned(deleted, has_more, round(time.monotonic() - started, 3))
