"""The job type ``etl.transform``: changes what the graph holds by declared steps."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from celery import chain

from graph.etl.jobs.changing import at_work, conclude, make_changes, progress_of, read_back
from graph.etl.jobs.ending import leftovers_of_tenant_remove
from graph.etl.jobs.ledger import new_ledger, require_all
from graph.etl.jobs.stages import STAGE_HOURS
from graph.etl.jobs.work import Work
from graph.etl.records import Record
from graph.etl.transforms.checking import steps_schema
from graph.etl.transforms.plan import Plan, make_plan
from graph.etl.transforms.sampling import shown_change, shown_refusal
from graph.etl.transforms.working_out import Refusal, Tally, records_for, work_out
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
    if not is_dry_run(ctx.state["payload"]):
        leftovers_of_tenant_remove(tenant_id=ctx.tenant_id, check_cancelled=ctx.check_cancelled)
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
        return Outcome(state={"said": _try_out(ctx)})
    plan, work = _plan(ctx), Work.of(ctx, TRANSFORM_JOB)
    tally = Tally.of(plan)
    with at_work(work, "transform"), new_ledger(work, lambda _: tally.as_json()) as ledger:
        for outcome in work_out(plan, _records(ctx, plan, tally), tally):
            if isinstance(outcome, Refusal):
                ledger.reject(outcome.record, outcome.reason, step=outcome.step)
            elif outcome is not None:
                ledger.change(outcome)
        if ctx.state["payload"].get("strict", False):
            require_all(ledger, "records are such that a step cannot be done, and the transform is strict.")
        work = work.known({**tally.as_json(), **ledger.keep()})
        work.keep()
    return Outcome(
        state={"result": work.result},
        events=(progress_of(ctx, "transform").event(part=1, rows=tally.read),),
        record=job_record_result(execution_id=ctx.execution_id, result=work.result or {}),
    )


@phase("etl.transform.load", time_limit=STAGE_HOURS)
def load(ctx: PhaseContext) -> Outcome:
    """Make the changes."""
    return Outcome() if is_dry_run(ctx.state["payload"]) else make_changes(ctx, Work.of(ctx, TRANSFORM_JOB))


@phase("etl.transform.verify", time_limit=STAGE_HOURS)
def verify(ctx: PhaseContext) -> Outcome:
    """Read back what was changed, and say what was done."""
    work = Work.of(ctx, TRANSFORM_JOB)
    with at_work(work, "verify"):
        return conclude(ctx, work, read_back(ctx, work))


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


def _try_out(ctx: PhaseContext) -> dict[str, Any]:
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
    return {
        **tally.as_json(),
        "dry_run": True,
        "whole_graph": len(changes) < most,
        "sample": changes,
        "errors": errors,
    }


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
