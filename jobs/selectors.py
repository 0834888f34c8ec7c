"""Read executions and jobs, as far as a principal may see them."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, Subquery, When

from jobs.models import Event, Execution, Job
from platform_project.http.codes import ErrorCode
from platform_project.http.errors import NotFound, PermissionRefused
from security.principal import Principal
from security.roles import Role

Row = TypeVar("Row", bound=Model)

# These see and cancel what everybody in their tenant has started.
OVERSEERS = frozenset({Role.ADMIN, Role.OPERATOR})


# Their own work gave them no chance to decide: its attempts or its time were used up.
GAVE_UP = (ErrorCode.ATTEMPTS_EXHAUSTED, ErrorCode.DEADLINE_EXCEEDED)


def oversees(principal: Principal) -> bool:
    """Whether the principal sees all of its tenant's executions, and not only its own."""
    return not OVERSEERS.isdisjoint(principal.roles)


def require_overseer(principal: Principal) -> None:
    """Go on when the principal oversees its tenant.

    Raises:
        PermissionRefused: it sees only what is its own.
    """
    if not oversees(principal):
        raise PermissionRefused("This is for operators and administrators.")


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


def with_progress(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Jobs with ``progress``: the data of the newest event that told how far each has come.

    And with ``waits_for``: the id of the execution that ``turn_before`` finds, if any.
    """
    told = Event.unscoped.filter(execution=OuterRef("pk"), name=Event.Name.PROGRESS).order_by("-seq")
    before = _has_the_turn(OuterRef("execution__tenant"), OuterRef("execution__exclusive_group"))
    return jobs.annotate(
        progress=Subquery(told.values("data")[:1]),
        waits_for=Case(When(execution__held=True, then=Subquery(before.values("pk")[:1]))),
    )


def turn_before(execution: Execution) -> Execution | None:
    """The execution of its group that is under way; None when it waits for nobody, or for no such reason."""
    if not execution.held:
        return None
    return _has_the_turn(execution.tenant_id, execution.exclusive_group).first()


def _has_the_turn(tenant: Any, group: Any) -> QuerySet[Execution]:
    """The one execution of a group that is under way, as the constraint on groups has it."""
    live = Execution.unscoped.filter(status__in=Execution.LIVE, held=False, parent=None)
    return live.filter(tenant=tenant, exclusive_group=group).exclude(exclusive_group="")


def dead_letters(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Jobs that ran out of attempts or time, and that nobody has done again."""
    gave_up = Q(execution__error__code__in=GAVE_UP) | Q(execution__error__has_key="attempts")
    failed = Q(execution__status=Execution.Status.FAILED)
    return jobs.filter(failed & gave_up & ~Exists(Job.unscoped.filter(retry_of=OuterRef("pk"))))


def job_visible(*, principal: Principal, job_id: UUID) -> Job:
    """One job.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    job = visible(with_progress(Job.objects.all()), principal).filter(pk=job_id).first()
    if job is None:
        raise NotFound(f"There is no job {job_id}.")
    return job


def job_anywhere(job_id: UUID) -> Job:
    """One job of any tenant that the fences let be seen, for those who oversee it.

    Raises:
        NotFound: there is none.
    """
    job = with_progress(Job.unscoped.select_related("execution")).filter(pk=job_id).first()
    if job is None:
        raise NotFound(f"There is no job {job_id}.")
    return job


def events_after(*, execution_id: UUID, seq: int, limit: int) -> list[dict[str, Any]]:
    """The events that follow a number, as they are streamed."""
    rows = Event.objects.filter(execution_id=execution_id, seq__gt=seq).order_by("seq")[:limit]
    return [event.as_message() for event in rows]
