"""How far a job has come, as its page and its row in the list show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from jobs.engine.flows import get_flow
from jobs.models import Execution
from jobs.presentation import STATUS_COLOURS, status_of

_ICONS: Final = {
    "done": "check_circle",
    "current": "arrow_circle_right",
    "failed": "error",
    "next": "circle",
}


@dataclass(frozen=True)
class Progress:
    """A share of 100 percent, the stage that reported it, and its words."""

    percent: int
    stage: str
    said: str
    colour: str


@dataclass(frozen=True)
class Stage:
    """One stage of a job: done, current, next, or the one that failed; of repeated ones also how often."""

    name: str
    mark: str
    note: str

    @property
    def icon(self) -> str:
        """The name of its symbol."""
        return _ICONS[self.mark]


def progress_of(job: Any) -> Progress:
    """What a job of ``with_progress`` has reported; by its phases when it has reported nothing."""
    execution: Execution = job.execution
    told: dict[str, Any] = job.progress or {}
    by_phases = 100 * execution.phase / execution.phase_count
    percent = 100 if execution.status == Execution.Status.SUCCEEDED else told.get("percent", by_phases)
    stage = str(told.get("stage", ""))
    return Progress(
        percent=round(percent),
        stage=stage,
        said=": ".join(filter(None, [stage, told.get("message")])),
        colour=STATUS_COLOURS[status_of(execution)] if execution.is_terminal else "info",
    )


def stages_of(execution: Execution) -> Iterator[Stage]:
    """The stages of a job in order; none when this process does not know its type."""
    try:
        links = get_flow(execution.flow).links
    except KeyError:
        return
    begin = 0
    for link in links:
        count = execution.phase_count - len(links) + 1 if link.repeated else 1
        done = min(max(execution.phase - begin, 0), count)
        yield Stage(
            name=str(link.name).rsplit(".", 1)[-1],
            mark=_mark(execution, done=done == count, reached=execution.phase >= begin),
            note=f"{done} of {count}" if count > 1 else "",
        )
        begin += count


def _mark(execution: Execution, *, done: bool, reached: bool) -> str:
    if done or execution.status == Execution.Status.SUCCEEDED:
        return "done"
    if not reached or execution.started_at is None:
        return "next"
    if execution.is_terminal:
        return "failed" if execution.status == Execution.Status.FAILED else "next"
    return "current"
