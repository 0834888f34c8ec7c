"""The job that removes a tenant: its work is stopped, its rows and nodes go, and then it goes itself."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from celery import chain
from django.db.models import QuerySet
from neo4j import ManagedTransaction

from graph import client
from graph.engines.dialect import quoted
from graph.errors import GraphTimeout, GraphUnavailable
from graph.schema import MARKER_LABEL, invalidate
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.models import Execution, Job
from jobs.progress import progress_event, report_progress
from jobs.registry import register_job_type
from jobs.services import execution_cancel, job_create, job_record_result
from platform_project.http.errors import NotFound
from security.principal import Principal
from security.scopes import Scope
from tenants.context import tenant_scope
from tenants.errors import TenantNotEmpty
from tenants.models import Tenant
from tenants.removal import COUNTED_MOST, Holding, holdings, register_holding, register_purge
from tenants.services import tenant_delete, tenant_mark_deleting

NAME: Final = "maintenance.purge_tenant"
BATCH: Final = 500
# A worker that does not stop within this has died; what it commits later finds no row and is thrown away.
STOPPING_SECONDS: Final = 15.0
REPORT_SECONDS: Final = 1.0
QUERY_SECONDS: Final = 30.0

PAYLOAD: Final = {
    "type": "object",
    "properties": {
        "tenant_id": {
            "type": "string",
            "description": "The id of the tenant that is to go.",
            "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        }
    },
    "required": ["tenant_id"],
    "additionalProperties": False,
}


def _tenant_of(ctx: PhaseContext) -> UUID:
    return UUID(ctx.state["payload"]["tenant_id"])


@phase("operations.purge_tenant.stop")
def stop(ctx: PhaseContext) -> Outcome:
    """Cancel what the tenant has under way, and wait until its workers have let go of it."""
    tenant_id = _tenant_of(ctx)
    asked = 0
    while batch := _live(tenant_id, cancel_requested=False):
        for execution in batch:
            ctx.check_cancelled()
            with tenant_scope(tenant_id):
                execution_cancel(execution=execution)
        asked += len(batch)
    patience = time.monotonic() + STOPPING_SECONDS
    while _live(tenant_id) and time.monotonic() < patience:
        ctx.sleep(0.2)
    return Outcome(events=(progress_event(stage="stop", message=f"{asked} stopped", percent=5),))


@phase("operations.purge_tenant.remove", time_limit=timedelta(hours=2))
def remove(ctx: PhaseContext) -> Outcome:
    """Remove everything that keeps the tenant, in batches; what is gone stays gone when this is repeated."""
    removed = _remove_all(ctx)
    message = f"{sum(removed.values())} removed"
    return Outcome(
        state={"removed": removed},
        events=(progress_event(stage="remove", message=message, percent=95),),
    )


@phase("operations.purge_tenant.finish")
def finish(ctx: PhaseContext) -> Outcome:
    """Delete the tenant itself."""
    removed = ctx.state["removed"]
    try:
        _delete(ctx)
    except TenantNotEmpty:
        # A request or a worker that was let in before the tenant was shut out has added something.
        for name, count in _remove_all(ctx).items():
            removed[name] = removed.get(name, 0) + count
        _delete(ctx)
    except NotFound:
        pass  # an attempt that did not come to its commit has done it
    result = {"tenant_id": str(_tenant_of(ctx)), "removed": removed}
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result))


def _delete(ctx: PhaseContext) -> None:
    tenant_delete(by=ctx.principal, tenant_id=_tenant_of(ctx), patience_seconds=QUERY_SECONDS)


def _live(tenant_id: UUID, **conditions: Any) -> list[Execution]:
    with tenant_scope(tenant_id):
        roots: QuerySet[Execution] = Execution.objects.filter(parent=None, **conditions)
        return list(roots.exclude(status__in=Execution.TERMINAL).order_by("pk")[:BATCH])


def _remove_all(ctx: PhaseContext) -> dict[str, int]:
    removed: dict[str, int] = {}
    everything = holdings()
    reported = time.monotonic()
    for index, holding in enumerate(everything):
        for count in holding.remove(_tenant_of(ctx)):
            removed[holding.name] = removed.get(holding.name, 0) + count
            ctx.check_cancelled()
            if time.monotonic() - reported > REPORT_SECONDS:
                message = f"{removed[holding.name]} of {holding.name} removed"
                percent = 5 + 90 * index / len(everything)
                report_progress(ctx, stage="remove", message=message, percent=percent)
                reported = time.monotonic()
    return removed


def _prepare(principal: Principal, job: Job) -> None:
    tenant_mark_deleting(by=principal, tenant_id=UUID(job.payload["tenant_id"]))


def _start(principal: Principal, tenant: Tenant) -> UUID:
    payload = {"tenant_id": str(tenant.pk)}
    with tenant_scope(principal.tenant_id):
        under_way = Job.objects.filter(type=NAME, payload=payload).exclude(
            execution__status__in=Execution.TERMINAL
        )
        job = under_way.first() or job_create(principal=principal, type_name=NAME, payload=payload)
    found: UUID = job.pk
    return found


def _count_nodes(tenant_id: UUID, seconds: float) -> int:
    text = "MATCH (n) WHERE n.tenant_id = $tenant_id WITH n LIMIT $most RETURN count(n) AS nodes"
    params = {"tenant_id": str(tenant_id), "most": COUNTED_MOST}
    try:
        result = client.read(text, params, timeout_seconds=seconds, silence_seconds=0, max_rows=1)
    except GraphTimeout as error:
        raise GraphUnavailable("The graph database did not say in time whether it holds nodes.") from error
    return int(result.rows[0][0])


def _remove_nodes(tenant_id: UUID) -> Iterator[int]:
    """The tenant's nodes with their relationships, label by label as the indexes are; then its markers."""
    text = "MATCH (n) WHERE n.tenant_id = $tenant_id UNWIND labels(n) AS label RETURN DISTINCT label"
    params = {"tenant_id": str(tenant_id)}
    labels = client.read(text, params, timeout_seconds=QUERY_SECONDS, max_rows=1_000).rows
    for pattern in [f"(n:{quoted(label)})" for (label,) in labels] + ["(n)"]:
        yield from _delete_nodes(f"MATCH {pattern} WHERE n.tenant_id = $tenant_id", params)
    for _ in _delete_nodes(f"MATCH (n:{MARKER_LABEL}) WHERE n.owner = $tenant_id", params):
        pass
    invalidate(tenant_id)


def _delete_nodes(match: str, params: dict[str, Any]) -> Iterator[int]:
    def work(transaction: ManagedTransaction) -> int:
        result = transaction.run(f"{match} WITH n LIMIT $rows DETACH DELETE n", {**params, "rows": BATCH})
        return result.consume().counters.nodes_deleted

    while gone := client.write(work):
        yield gone


register_holding(Holding("graph_nodes", count=_count_nodes, remove=_remove_nodes))
register_purge(_start)
register_job_type(
    NAME,
    description="Removes a tenant with all it holds. It is shut out at once and cannot come back.",
    payload_schema=PAYLOAD,
    stages=chain(stop.si(), remove.si(), finish.si()),
    scope=Scope.TENANTS_WRITE,
    deadline=timedelta(hours=6),
    prepare=_prepare,
)
