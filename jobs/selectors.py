"""Read executions and jobs, as far as a principal may see them."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from jobs.models import Event, Execution, Job
from platform_project.http.errors import NotFound
from security.principal import Principal
from security.roles import Role

Row = TypeVar("Row", bound=Model)

# These see and cancel what everybody in their tenant has started.
OVERSEERS = frozenset({Role.ADMIN, Role.OPERATOR})


def oversees(principal: Principal) -> bool:
    """Whether the principal sees all of its tenant's executions, and not only its own."""
    return not OVERSEERS.isdisjoint(principal.roles)


def visible(rows: QuerySet[Row], principal: Principal) -> QuerySet[Row]:
    """Those one-to-one rows of executions that the principal may see, with their executions."""
    rows = rows.select_related("execution")
    return rows if oversees(principal) else rows.filter(execution__subject=principal.sub)


def execution_visible(*, principal: Principal, execution_id: UUID, kind: Execution.Kind) -> Execution:
    """One execution of a kind; within the tenant's scope.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    execution = Execution.objects.filter(pk=execution_id, kind=kind).first()
    if execution is None or not (oversees(principal) or execution.subject == principal.sub):
        raise NotFound(f"There is no {kind} {execution_id}.")
    return execution


def job_visible(*, principal: Principal, job_id: UUID) -> Job:
    """One job.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    job = visible(Job.objects.all(), principal).filter(pk=job_id).first()
    if job is None:
        raise NotFound(f"There is no job {job_id}.")
    return job


def events_after(*, execution_id: UUID, seq: int, limit: int) -> list[dict[str, Any]]:
    """The events that follow a number, as they are streamed."""
    rows = Event.objects.filter(execution_id=execution_id, seq__gt=seq).order_by("seq")[:limit]
    return [event.as_message() for event in rows]
