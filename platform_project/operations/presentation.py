"""The schedule in the words and shapes that operators read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from jobs.admin import page_of
from jobs.presentation import NOTHING, STATUS_COLOURS, Fact, moment, readable, span, status_of, words
from jobs.schedule.models import ScheduledRun
from jobs.schedule.selectors import next_due

NEVER: Final = "never"
RUNNING: Final = "running"
OUTCOME_COLOURS: Final = {
    **STATUS_COLOURS,
    ScheduledRun.Outcome.OK.value: "success",
    ScheduledRun.Outcome.FAILED.value: "danger",
    ScheduledRun.Outcome.SKIPPED.value: "warning",
    NEVER: "default",
}


@dataclass(frozen=True)
class RunLine:
    """One run of an entry as a line of its history."""

    outcome: str
    colour: str
    due: str
    started: str
    took: str
    told: str
    href: str


def run_line(run: ScheduledRun) -> RunLine:
    """A run as a line."""
    outcome = outcome_of(run)
    return RunLine(
        outcome=outcome,
        colour=OUTCOME_COLOURS[outcome],
        due=moment(run.slot),
        started=moment(run.started_at),
        took=took(run),
        told=told_by(run.detail),
        href=page_of(run.execution) or "",
    )


def outcome_of(run: ScheduledRun | None) -> str:
    """The outcome; until there is one, how far the work has come."""
    if run is None:
        return NEVER
    if run.outcome:
        return run.outcome
    return status_of(run.execution) if run.execution is not None else RUNNING


def took(run: ScheduledRun | None) -> str:
    """How long it took; nothing while it has not ended."""
    return span(run.duration.total_seconds()) if run is not None and run.duration is not None else NOTHING


def told_by(detail: dict[str, Any]) -> str:
    """What a run has to tell, in a line: why it failed or was skipped, else the figures of its result."""
    error = detail.get("error")
    if error:
        return str(error.get("detail") or error.get("code")) if isinstance(error, dict) else str(error)
    if unwell := detail.get("unwell"):
        return "Not well: " + ", ".join(f"{name} ({reason})" for name, reason in unwell.items())
    figures = {**detail, **detail.get("result", {})}
    return ", ".join(
        f"{words(name).lower()}: {readable(value)}"
        for name, value in figures.items()
        if not isinstance(value, dict | list)
    )


def when_next(entry: PeriodicTask, last: ScheduledRun | None) -> str:
    """When an entry is due next, from now: ``in 12.0 s``, ``overdue``."""
    due = next_due(entry, last)
    if due is None:
        return "switched off"
    seconds = (due - timezone.now()).total_seconds()
    return f"in {span(seconds)}" if seconds > 1 else "now"


def entry_facts(entry: PeriodicTask, runs: Sequence[ScheduledRun]) -> list[Fact]:
    """What is to be known of an entry beside its form."""
    last = runs[0] if runs else None
    ended = [run.duration.total_seconds() for run in runs if run.duration is not None]
    return [
        Fact("Schedule", str(entry.scheduler)),
        Fact("Next due", when_next(entry, last)),
        Fact("Last due (UTC)", moment(last.slot) if last else NOTHING),
        Fact("Last took", took(last)),
        Fact("Longest of these", span(max(ended)) if ended else NOTHING),
        Fact("Looked at (UTC)", moment(datetime.now(UTC))),
    ]
