"""Say how far a phase has come while it is still at work."""

from jobs.engine import commits
from jobs.engine.context import PhaseContext
from jobs.engine.dispatch import announce
from jobs.engine.outcome import NewEvent
from jobs.errors import Overtaken
from jobs.models import Event


def progress_event(*, stage: str, message: str, percent: float) -> NewEvent:
    """How far a job has come: 0 to 100 percent of all of it."""
    return NewEvent(
        name=Event.Name.PROGRESS, data={"stage": stage, "message": message, "percent": round(percent, 1)}
    )


def report_progress(ctx: PhaseContext, *, stage: str, message: str, percent: float) -> None:
    """Record and publish progress at once, in a transaction of its own.

    Raises:
        Overtaken: another worker holds the execution now; leave the phase with it.
    """
    events = (progress_event(stage=stage, message=message, percent=percent),)
    written = commits.append(context=ctx, events=events)
    if not written:
        raise Overtaken
    announce(written, going_on=True)
