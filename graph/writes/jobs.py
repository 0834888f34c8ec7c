"""The job type ``graph.write``: makes one approved change."""

from typing import Any, Final
from uuid import UUID

from celery import chain

from graph.etl.jobs.ending import leftovers_of_tenant_remove
from graph.turns import CHANGES_GRAPH
from graph.writes.applying import apply
from graph.writes.models import WriteApproval
from graph.writes.services import WRITE_JOB, approval_record_applied, approve_with_job
from jobs.engine.context import PhaseContext
from jobs.engine.flows import INTERACTIVE
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from security.scopes import Scope
from tenants.context import tenant_scope

PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "approval_id": {"type": "string", "format": "uuid", "description": "The change to be made."}
    },
    "required": ["approval_id"],
    "additionalProperties": False,
}


@phase("graph.write.apply")
def apply_change(ctx: PhaseContext) -> Outcome:
    """Make the change and keep that it was made; done again, it finds it made."""
    with tenant_scope(ctx.tenant_id):
        approval: WriteApproval = WriteApproval.objects.get(pk=UUID(ctx.state["payload"]["approval_id"]))
    ctx.check_cancelled()
    leftovers_of_tenant_remove(tenant_id=ctx.tenant_id, check_cancelled=ctx.check_cancelled)
    touched = apply(approval, execution_id=ctx.execution_id)
    with tenant_scope(ctx.tenant_id):
        approval_record_applied(approval=approval, touched=touched)
    result = {"approval_id": str(approval.pk), "kind": approval.statement["kind"], "touched": touched}
    return Outcome(
        events=(progress_event(stage="apply", message=f"{touched} nodes touched", percent=100),),
        record=job_record_result(execution_id=ctx.execution_id, result=result),
    )


register_job_type(
    WRITE_JOB,
    description="Makes a change of the graph that a dry run has proposed.",
    payload_schema=PAYLOAD,
    stages=chain(apply_change.si()),
    scope=Scope.GRAPH_WRITE,
    queues=INTERACTIVE,
    exclusive_group=CHANGES_GRAPH,
    prepare=approve_with_job,
)
