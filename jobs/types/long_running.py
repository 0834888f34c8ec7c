"""A job that takes as long as it is asked to, to see how progress, cancelling and recovery feel."""

from datetime import timedelta

from celery import chain

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.progress import progress_event, report_progress
from jobs.registry import register_job_type
from jobs.services import job_record_result

LONGEST_SECONDS = 3_600
REPORT_SECONDS = 1.0

PAYLOAD = {
    "type": "object",
    "properties": {
        "duration_seconds": {"type": "number", "minimum": 0, "maximum": LONGEST_SECONDS, "default": 30},
        "steps": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10},
    },
    "additionalProperties": False,
}


def _asked(ctx: PhaseContext) -> tuple[float, int]:
    payload = ctx.state["payload"]
    return payload.get("duration_seconds", 30), payload.get("steps", 10)


@phase("jobs.long_running.prepare")
def prepare(ctx: PhaseContext) -> Outcome:
    """Divide the time into steps; each is a phase, so that a crash costs one step and no more."""
    seconds, steps = _asked(ctx)
    message = f"{steps} steps in {seconds:g} s"
    return Outcome(events=(progress_event(stage="prepare", message=message, percent=0),), repetitions=steps)


@phase("jobs.long_running.work", repeated=True, time_limit=timedelta(seconds=LONGEST_SECONDS + 60))
def work(ctx: PhaseContext) -> Outcome:
    """Take the time of one step, and report each second of it."""
    seconds, steps = _asked(ctx)
    step, left = ctx.phase, seconds / steps
    while left > 0:
        ctx.sleep(min(left, REPORT_SECONDS))
        left -= REPORT_SECONDS
        if left > 0:
            done = (step - max(left, 0) * steps / seconds) / steps
            report_progress(ctx, stage="work", message=f"step {step} of {steps}", percent=100 * done)
    done_event = progress_event(
        stage="work", message=f"step {step} of {steps} done", percent=100 * step / steps
    )
    return Outcome(events=(done_event,))


@phase("jobs.long_running.finish", inline=True)
def finish(ctx: PhaseContext) -> Outcome:
    """Record what was done."""
    seconds, steps = _asked(ctx)
    result = {"steps": steps, "seconds": seconds}
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result))


register_job_type(
    "long-running",
    description="Takes as long as it is asked to, and reports progress each second.",
    payload_schema=PAYLOAD,
    stages=chain(prepare.si(), work.si(), finish.si()),
    deadline=timedelta(seconds=2 * LONGEST_SECONDS),
)
