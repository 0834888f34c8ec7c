"""The job type ``etl.transform``: changes what the graph holds by declared steps."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from celery import chain

from graph.etl.jobs.changing import (
    MEDIA_TYPE,
    Work,
    conclude,
    dead_letter,
    make_changes,
    new_dead_letters,
    nothing_done,
    progress_of,
    read_back,
    timed,
)
from graph.etl.jobs.stages import STAGE_HOURS
from graph.etl.masking import UNMASKED
from graph.etl.records import Record
from graph.etl.transforms.changes import change_line, head_line
from graph.etl.transforms.checking import steps_schema
from graph.etl.transforms.errors import TransformRejected
from graph.etl.transforms.plan import Plan, make_plan
from graph.etl.transforms.sampling import shown_change, shown_refusal
from graph.etl.transforms.working_out import Refusal, Tally, records_for, work_out
from graph.files.models import GraphFile
from graph.files.services import new_file_writer
from graph.schema import schema_of
from graph.turns import CHANGES_GRAPH
from jobs.engine.context import PhaseContext
from jobs.engine.flows import ETL
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.models import Job
from jobs.registry import register_job_type
from jobs.services import job_record_result
from security.principal import Principal
from security.scopes import Scope

TRANSFORM_JOB: Final = "etl.transform"
DEADLINE: Final = timedelta(hours=8)
SAMPLE: Final = 20
MOST_SAMPLE: Final = 100
_TOLD_EACH: Final = 500
"""Records, between two looks at the clock."""

PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "steps": steps_schema(),
        "dry_run": {
            "type": "boolean",
            "default": False,
            "description": "Show what would be changed, and change nothing.",
        },
        "sample": {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST_SAMPLE,
            "default": SAMPLE,
            "description": "A dry run ends when it has so many records that would be changed.",
        },
        "strict": {
            "type": "boolean",
            "default": False,
            "description": "A record on which a step cannot be done fails the job, and nothing is changed.",
        },
    },
    "required": ["steps"],
    "additionalProperties": False,
}


def prepare(_: Principal, job: Job) -> None:
    """Look at the steps as a whole.

    Raises:
        ValidationFailed: some of them cannot be done; ``errors`` points to each.
    """
    make_plan(job.payload["steps"], pointer="/payload/steps")


@phase("etl.transform.extract")
def extract(ctx: PhaseContext) -> Outcome:
    """Find out how much there is to be read."""
    plan, schema = _plan(ctx), schema_of(ctx.tenant_id)
    labels, types = plan.labels, plan.types
    if labels is not None and len(labels) == 1:
        nodes = sum(each.count for each in schema.labels if each.name in labels)
    else:
        nodes = schema.node_count if labels is None or labels else 0
    expected = nodes + sum(each.count for each in schema.relationships if each.type in types)
    began = time.time()
    return Outcome(state={"began_at": began, "expected": expected})


def is_dry_run(payload: dict[str, Any]) -> bool:
    """Whether the job only shows what it would change."""
    return bool(payload.get("dry_run", False))


@phase("etl.transform.transform", time_limit=STAGE_HOURS)
def transform(ctx: PhaseContext) -> Outcome:
    """Do the steps on each record, and write down what they change. The graph stays as it is."""
    if is_dry_run(ctx.state["payload"]):
        return _try_out(ctx)
    plan = _plan(ctx)
    tally = Tally.of(plan)
    with (
        timed(TRANSFORM_JOB, "transform"),
        new_file_writer(
            tenant_id=ctx.tenant_id,
            name=f"{TRANSFORM_JOB}-{ctx.execution_id}.undo.jsonl",
            kind=GraphFile.Kind.UNDO,
            made_by=ctx.execution_id,
            media_type=MEDIA_TYPE,
            scope=UNMASKED,
        ) as changes,
        new_dead_letters(ctx, TRANSFORM_JOB) as dead,
    ):
        changes.write(head_line(ctx.execution_id))
        for outcome in work_out(plan, _records(ctx, plan, tally), tally):
            if isinstance(outcome, Refusal):
                dead.write(dead_letter(outcome.record, outcome.reason, step=outcome.step))
            elif outcome is not None:
                changes.write(change_line(outcome))
        is_refused = tally.rejected and ctx.state["payload"].get("strict", False)
        undo_id = str(changes.commit().pk) if tally.changed and not is_refused else None
        dead_id = str(dead.commit().pk) if tally.rejected else None
    result = {
        **tally.as_json(),
        **nothing_done(),
        "undo_file_id": undo_id,
        "dead_letter_file_id": dead_id,
        "complete": False,
    }
    reason = f"Steps could not be done on {tally.rejected:,} records, and the transform is strict."
    return Outcome(
        state={"result": result},
        events=(progress_of(ctx, "transform").event(part=1, rows=tally.read),),
        record=job_record_result(execution_id=ctx.execution_id, result=result),
        failure=TransformRejected(f"{reason} Nothing was changed.") if is_refused else None,
    )


@phase("etl.transform.load", time_limit=STAGE_HOURS)
def load(ctx: PhaseContext) -> Outcome:
    """Make the changes."""
    work = _work(ctx)
    return Outcome() if work is None else make_changes(work)


@phase("etl.transform.verify", time_limit=STAGE_HOURS)
def verify(ctx: PhaseContext) -> Outcome:
    """Read back what was changed, and say what was done."""
    work = _work(ctx)
    return conclude(ctx, TRANSFORM_JOB, ctx.state["result"], None if work is None else read_back(work))


register_job_type(
    TRANSFORM_JOB,
    description="Changes what the graph holds by declared steps; can be undone.",
    payload_schema=PAYLOAD,
    stages=chain(extract.si(), transform.si(), load.si(), verify.si()),
    scope=Scope.GRAPH_WRITE,
    queues=ETL,
    deadline=DEADLINE,
    exclusive_group=CHANGES_GRAPH,
    exempt=is_dry_run,
    prepare=prepare,
)


def _try_out(ctx: PhaseContext) -> Outcome:
    """What would be changed, of as many records as were asked for."""
    plan, payload = _plan(ctx), ctx.state["payload"]
    tally, most = Tally.of(plan), payload.get("sample", SAMPLE)
    changes: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for outcome in work_out(plan, _records(ctx, plan, tally), tally):
        if isinstance(outcome, Refusal) and len(errors) < most:
            errors.append(shown_refusal(outcome))
        elif outcome is not None and not isinstance(outcome, Refusal):
            changes.append(shown_change(outcome))
        if len(changes) == most:
            break
    result = {
        **tally.as_json(),
        "dry_run": True,
        "whole_graph": len(changes) < most,
        "sample": changes,
        "errors": errors,
    }
    return Outcome(state={"result": result})


def _work(ctx: PhaseContext) -> Work | None:
    """The changes to be made; None when there are none."""
    result = ctx.state["result"]
    if not result.get("undo_file_id"):
        return None
    total = result["nodes"] + result["relationships"]
    return Work(ctx, TRANSFORM_JOB, UUID(result["undo_file_id"]), total, result)


def _plan(ctx: PhaseContext) -> Plan:
    return make_plan(ctx.state["payload"]["steps"], pointer="/payload/steps")


def _records(ctx: PhaseContext, plan: Plan, tally: Tally) -> Iterator[Record]:
    """The records, with reports of how many there were."""
    progress, expected = progress_of(ctx, "transform"), max(1, ctx.state["expected"])
    for record in records_for(plan, tenant_id=ctx.tenant_id, check=ctx.check_cancelled):
        if tally.read % _TOLD_EACH == 0:
            message = f"{tally.read:,} records read, {tally.changed:,} to be changed"
            progress.tell(part=tally.read / expected, rows=tally.read, message=message)
        yield record
