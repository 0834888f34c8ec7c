"""The job type ``etl.undo``: takes back what a job has changed, as its undo file has it."""

import time
from typing import Any, Final
from uuid import UUID

from celery import chain

from graph.etl.jobs import stages, taking_back
from graph.etl.jobs.ending import leftovers_of_tenant_remove
from graph.etl.jobs.settling import Settings, settle
from graph.etl.jobs.stages import DEADLINE, STAGE_HOURS, at_work, progress_of
from graph.etl.staging.undoing import Undoing, take_changes
from graph.etl.transforms.loading import is_of_changes
from graph.etl.undo import read_changes
from graph.files.models import GraphFile
from graph.files.selectors import file_of, file_to_use
from graph.turns import CHANGES_GRAPH
from jobs.engine.context import PhaseContext
from jobs.engine.flows import ETL, PhaseTask
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.models import Job
from jobs.registry import register_job_type
from platform_project.http.errors import ValidationFailed
from security.principal import Principal
from security.scopes import Scope

UNDO_JOB: Final = taking_back.UNDO_JOB
PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "file_id": {
            "type": "string",
            "format": "uuid",
            "description": "The file of kind `undo` that the job has left: `undo_file_id` of its result.",
        },
        "strict": {
            "type": "boolean",
            "default": False,
            "description": "Whether to change nothing when some of it has been changed by others since.",
        },
    },
    "required": ["file_id"],
    "additionalProperties": False,
}


def prepare(principal: Principal, job: Job) -> None:
    """Take hold of the file.

    Raises:
        ValidationFailed: there is none, or it is of another kind.
    """
    file = file_to_use(principal=principal, file_id=UUID(job.payload["file_id"]))
    if file.kind != GraphFile.Kind.UNDO:
        detail = "The file is not one to undo anything with."
        errors = [{"pointer": "/payload/file_id", "code": "wrong_kind", "detail": detail}]
        raise ValidationFailed(extensions={"errors": errors})


@phase("etl.undo.extract", time_limit=STAGE_HOURS)
def extract(ctx: PhaseContext) -> Outcome:
    """Read what the job has changed."""
    file = file_of(tenant_id=ctx.tenant_id, file_id=UUID(ctx.state["payload"]["file_id"]))
    if is_of_changes(file):
        leftovers_of_tenant_remove(tenant_id=ctx.tenant_id, check_cancelled=ctx.check_cancelled)
        return taking_back.extract(ctx, file)
    began = time.time()
    with at_work(ctx, "extract", staged=False) as staging:
        count = take_changes(staging, read_changes(file))
        with staging.transaction():
            staging.keep(stage="extracted")
        event = progress_of(ctx, "extract", began=began).event(part=1, rows=count)
        return Outcome(state={"began_at": began, "type": UNDO_JOB}, events=(event,))


@phase("etl.undo.transform", time_limit=STAGE_HOURS)
def transform(ctx: PhaseContext) -> Outcome:
    """Compare it with the graph as it is now."""
    if taking_back.is_for(ctx):
        return taking_back.transform(ctx)
    settings = Settings(strict=bool(ctx.state["payload"].get("strict", False)))
    with at_work(ctx, "transform") as staging:
        compare = Undoing(staging, ctx.tenant_id, ctx.check_cancelled).run
        return settle(ctx, staging, settings, compare=compare)


@phase("etl.undo.load", repeated=True, time_limit=STAGE_HOURS)
def load(ctx: PhaseContext) -> Outcome:
    """Apply some of the batches."""
    return taking_back.load(ctx) if taking_back.is_for(ctx) else _shared(stages.load, ctx)


@phase("etl.undo.verify", time_limit=STAGE_HOURS)
def verify(ctx: PhaseContext) -> Outcome:
    """Read back what was taken back."""
    return taking_back.verify(ctx) if taking_back.is_for(ctx) else _shared(stages.verify, ctx)


@phase("etl.undo.conclude", inline=True)
def conclude(ctx: PhaseContext) -> Outcome:
    """Say what was done."""
    return taking_back.tell(ctx) if taking_back.is_for(ctx) else _shared(stages.conclude, ctx)


def _shared(stage: PhaseTask, ctx: PhaseContext) -> Outcome:
    return stage.body(ctx) or Outcome()


register_job_type(
    UNDO_JOB,
    description="Takes back what a job has changed in the graph, but for what others have changed since.",
    payload_schema=PAYLOAD,
    stages=chain(extract.si(), transform.si(), load.si(), verify.si(), conclude.si()),
    scope=Scope.GRAPH_WRITE,
    queues=ETL,
    deadline=DEADLINE,
    exclusive_group=CHANGES_GRAPH,
    prepare=prepare,
)
