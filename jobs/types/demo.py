"""The demonstration job: it counts, in five stages, and says so."""

from celery import chain

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.errors import ExecutionFailed
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from platform_project.http.errors import TransientError

STAGES = ("prepare", "extract", "transform", "load", "verify")

PAYLOAD = {
    "type": "object",
    "properties": {
        "items": {"type": "integer", "minimum": 0, "maximum": 100_000, "default": 5},
        "duration_ms": {"type": "integer", "minimum": 0, "maximum": 600_000, "default": 0},
        "simulate": {"enum": ["success", "failure", "flaky"], "default": "success"},
    },
    "additionalProperties": False,
}


def _work(ctx: PhaseContext, stage: str) -> Outcome:
    """One stage: take a fifth of the time asked for, and report how far the job has come."""
    payload = ctx.state["payload"]
    ctx.sleep(payload.get("duration_ms", 0) / len(STAGES) / 1000)
    simulate = payload.get("simulate", "success")
    if stage == "load" and simulate == "failure":
        raise ExecutionFailed("The payload asked this demonstration to fail.")
    if stage == "load" and simulate == "flaky" and ctx.attempt == 1:
        raise TransientError("The payload asked this demonstration to stumble once.")
    position = STAGES.index(stage) + 1
    counted = payload.get("items", 5) * position // len(STAGES)
    percent = 100 * position // len(STAGES)
    progress = progress_event(stage=stage, message=f"{counted} items counted", percent=percent)
    record = None
    if stage == STAGES[-1]:
        record = job_record_result(
            execution_id=ctx.execution_id, result={"items": counted, "stages": list(STAGES)}
        )
    return Outcome(
        state={"counted": counted},
        events=(progress,),
        record=record,
    )


@phase("jobs.demo.prepare")
def prepare(ctx: PhaseContext) -> Outcome:
    """Begin."""
    return _work(ctx, "prepare")


@phase("jobs.demo.extract", inline=True)
def extract(ctx: PhaseContext) -> Outcome:
    """Count the first items."""
    return _work(ctx, "extract")


@phase("jobs.demo.transform", inline=True)
def transform(ctx: PhaseContext) -> Outcome:
    """Count more."""
    return _work(ctx, "transform")


@phase("jobs.demo.load", inline=True)
def load(ctx: PhaseContext) -> Outcome:
    """Count more still, or fail when the payload asks for it."""
    return _work(ctx, "load")


@phase("jobs.demo.verify", inline=True)
def verify(ctx: PhaseContext) -> Outcome:
    """Record how many were counted."""
    return _work(ctx, "verify")


register_job_type(
    "demo",
    description="A demonstration: counts items in five stages.",
    payload_schema=PAYLOAD,
    stages=chain(prepare.si(), extract.si(), transform.si(), load.si(), verify.si()),
)
