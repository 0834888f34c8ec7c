"""Start and cancel executions and jobs."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from jobs.engine import commits, sql
from jobs.engine.claims import statement
from jobs.engine.dispatch import doorbell
from jobs.engine.flows import Flow
from jobs.models import Execution, Job
from jobs.registry import get_job_type
from platform_project.http import trace
from platform_project.http.errors import PermissionRefused, ValidationFailed
from platform_project.http.json_schema import violations
from security.principal import Principal
from tenants.ids import new_id


def execution_start(
    *,
    principal: Principal,
    flow: Flow,
    state: Mapping[str, Any],
    due_in: timedelta | None = None,
) -> UUID:
    """Insert an execution, and ring the doorbell once the caller's transaction is committed.

    The caller is in the principal's tenant scope and writes the one-to-one row of its kind beside it.
    """
    execution_id = new_id()
    created = commits.create(
        execution_id=execution_id,
        flow=flow,
        principal=principal,
        state=state,
        traceparent=trace.current_traceparent(),
        due_in=due_in,
    )
    transaction.on_commit(lambda: doorbell.announce_soon(created))
    return execution_id


def execution_cancel(*, execution: Execution) -> Execution:
    """Ask an execution to stop; the row as it then is.

    Only its own row is written: its children read the flag from their root. When nobody holds it, it ends
    at once; otherwise its worker stops within the heartbeat and writes the end.
    """
    statement("default", sql.REQUEST_CANCEL, {"id": execution.pk})
    ended = commits.end_abandoned("cancelled", execution_id=execution.pk, using="default")
    if ended:
        transaction.on_commit(lambda: doorbell.announce_soon(ended))
    execution.refresh_from_db()
    return execution


def job_create(*, principal: Principal, type_name: str, payload: dict[str, Any]) -> Job:
    """Queue a job of a registered type.

    Raises:
        UnknownJobType: there is no such type.
        PermissionRefused: the principal lacks the type's scope.
        ValidationFailed: the payload does not fit the type's schema; ``errors`` points to what is wrong.
    """
    job_type = get_job_type(type_name)
    if not principal.can(job_type.scope):
        raise PermissionRefused(f"Jobs of type {type_name!r} need the scope {job_type.scope}.")
    if errors := violations(job_type.payload, payload, below="/payload"):
        raise ValidationFailed("The payload does not fit the job type.", extensions={"errors": errors})
    execution_id = execution_start(principal=principal, flow=job_type.flow, state={"payload": payload})
    return Job.objects.create(
        execution_id=execution_id, tenant_id=principal.tenant_id, type=type_name, payload=payload
    )


def job_record_result(*, execution_id: UUID, result: dict[str, Any]) -> Callable[[], None]:
    """What a job's last stage hands to its commit, so that the result is written with the end."""

    def record() -> None:
        Job.objects.filter(pk=execution_id).update(result=result)

    return record
