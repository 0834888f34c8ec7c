"""Start and cancel executions and jobs."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from jobs.engine import commits, ends, sql
from jobs.engine.claims import statement
from jobs.engine.dispatch import doorbell
from jobs.engine.flows import Flow
from jobs.errors import PlatformTenantOnly
from jobs.models import Execution, Job
from jobs.registry import get_job_type
from jobs.selectors import oversees
from platform_project.http import trace
from platform_project.http.errors import Conflict, PermissionRefused, ValidationFailed
from platform_project.http.json_schema import violations
from security.principal import Principal
from tenants.ids import new_id


def execution_start(
    *,
    principal: Principal,
    flow: Flow,
    state: Mapping[str, Any],
    due_in: timedelta | None = None,
    priority: int = Execution.Priority.NORMAL,
    parent_id: UUID | None = None,
    execution_id: UUID | None = None,
    exclusive_group: str = "",
) -> UUID:
    """Insert an execution, and ring the doorbell once the caller's transaction is committed.

    The caller is in the principal's tenant scope and writes the one-to-one row of its kind beside it.

    Args:
        parent_id: the root that will start it: it waits until a phase of that names it as a child.
        execution_id: the id that it is to have, when rows that point to it are made before.
        exclusive_group: of those of its tenant that have the same, one is under way at a time.
    """
    execution_id = execution_id or new_id()
    created = commits.create(
        execution_id=execution_id,
        flow=flow,
        principal=principal,
        state=state,
        traceparent=trace.current_traceparent(),
        due_in=due_in,
        priority=priority,
        parent_id=parent_id,
        exclusive_group=exclusive_group,
    )
    transaction.on_commit(lambda: doorbell.announce_soon(created))
    return execution_id


def execution_cancel(*, execution: Execution) -> Execution:
    """Ask an execution to stop; the row as it then is.

    Only its own row is written: its children read the flag from their root. When nobody holds it, it ends
    at once; otherwise its worker stops within the heartbeat and writes the end.
    """
    statement("default", sql.REQUEST_CANCEL, {"id": execution.pk})
    ended = ends.end_abandoned("cancelled", execution_id=execution.pk, using="default")
    if ended:
        transaction.on_commit(lambda: doorbell.announce_soon(ended))
    execution.refresh_from_db()
    return execution


def job_create(
    *,
    principal: Principal,
    type_name: str,
    payload: dict[str, Any],
    priority: int = Execution.Priority.NORMAL,
    retry_of: Job | None = None,
    job_id: UUID | None = None,
) -> Job:
    """Queue a job of a registered type.

    Args:
        job_id: the id that it is to have; when there is one of this id already, that is the job.

    Raises:
        UnknownJobType: there is no such type.
        PermissionRefused: the principal lacks the type's scope, or asks to come before all others.
        PlatformTenantOnly: the type reaches beyond a tenant, and the principal's is not the platform's.
        ValidationFailed: the payload does not fit the type's schema; ``errors`` points to what is wrong.
    """
    if job_id is not None and (before := Job.objects.filter(pk=job_id).first()):
        return before
    job_type = get_job_type(type_name)
    if not principal.can(job_type.scope):
        raise PermissionRefused(f"Jobs of type {type_name!r} need the scope {job_type.scope}.")
    if not job_type.is_for(principal):
        raise PlatformTenantOnly
    if priority >= Execution.Priority.HIGH and not oversees(principal):
        raise PermissionRefused("Only operators and administrators let a job go before all others.")
    if errors := violations(job_type.payload, payload, below="/payload"):
        raise ValidationFailed("The payload does not fit the job type.", extensions={"errors": errors})
    payload = _with_whole_numbers(payload)
    execution_id = job_id or new_id()
    execution_start(
        principal=principal,
        flow=job_type.flow,
        state={"payload": payload},
        priority=priority,
        execution_id=execution_id,
        exclusive_group=job_type.group_for(payload),
    )
    job: Job = Job.objects.create(
        execution_id=execution_id,
        tenant_id=principal.tenant_id,
        type=type_name,
        payload=payload,
        retry_of=retry_of,
    )
    if job_type.prepare is not None:
        job_type.prepare(principal, job)
    return job


def _with_whole_numbers(value: Any) -> Any:
    """The value with 2 for each 2.0: to JSON Schema both are integers, to Python they are not."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _with_whole_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_whole_numbers(item) for item in value]
    return value


def job_retry(*, by: Principal, job: Job) -> Job:
    """Do a failed or cancelled job again, as a new one of the same owner: an end is final.

    Args:
        by: who asks for it, and may start jobs of the type as well.

    Raises:
        PermissionRefused: who asks for it lacks the type's scope.
        Conflict: it has not ended, or has ended well, or is being done again already.
        And what ``job_create`` raises.
    """
    if not by.can(scope := get_job_type(job.type).scope):
        raise PermissionRefused(f"Jobs of type {job.type!r} need the scope {scope}.")
    # Whoever comes second waits here, and then sees the first one's job.
    job = Job.objects.select_for_update(of=("self",)).select_related("execution").get(pk=job.pk)
    if job.execution.status not in (Execution.Status.FAILED, Execution.Status.CANCELLED):
        raise Conflict(
            "Only a job that has failed or was cancelled can be done again.",
            extensions={"current_status": job.execution.wire_status},
        )
    if again := job.retries.first():
        raise Conflict(f"Job {again.pk} does it again already.", extensions={"retried_by": str(again.pk)})
    return job_create(
        principal=Principal.from_json(job.execution.principal),
        type_name=job.type,
        payload=job.payload,
        priority=job.execution.priority,
        retry_of=job,
    )


def job_record_result(*, execution_id: UUID, result: dict[str, Any]) -> Callable[[], None]:
    """What a job's last stage hands to its commit, so that the result is written with the end."""

    def record() -> None:
        Job.objects.filter(pk=execution_id).update(result=result)

    return record
