"""What each stage did, for people to follow as the steps of a run."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

_Output = TypeVar("_Output")


@dataclass(frozen=True, slots=True)
class StageReport:
    """One stage: what came in, what went out, in how many milliseconds, and a line that says it."""

    name: str
    ok: bool
    detail: str
    input: dict[str, Any]
    output: dict[str, Any]
    elapsed_ms: float

    def as_json(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)


def timed(work: Callable[[], _Output]) -> tuple[_Output, float]:
    """What ``work`` returned, and the milliseconds that it took."""
    started = time.perf_counter()
    output = work()
    return output, round((time.perf_counter() - started) * 1000, 3)
