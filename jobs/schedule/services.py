"""Do what is due, once, and keep a record of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from json import loads
from typing import Any, Final
from uuid import UUID

import structlog
from celery import current_app
from django.db.models import F
from django_celery_beat.models import PeriodicTask

from jobs.models import Execution, Job
from jobs.schedule.models import ScheduledRun
from jobs.schedule.slots import Due, Tick
from jobs.services import job_create
from platform_project.http.errors import Conflict, NotFound, PlatformError
from security.principal import Principal
from security.scopes import Scope
from security.tenancy import PLATFORM_SLUG
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant

logger: Final = structlog.get_logger(__name__)

Outcome = ScheduledRun.Outcome
SUBJECT: Final = "schedule"
WORKER_DIED_AFTER: Final = timedelta(minutes=2)
"""How long a tick may be at work itself; one without an end after that has lost its worker."""
TAKEN: Final = "taken"


@dataclass(frozen=True)
class Done:
    """What came of a tick's own work."""

    outcome: ScheduledRun.Outcome
    detail: Mapping[str, Any] = field(default_factory=dict)


def tick(*, due: Due, work: Callable[[], Done]) -> str:
    """Do what is due here and now; for work of a moment.

    Returns:
        A word for Flower and the logs: the outcome, or ``taken`` when another tick has this time.
    """
    runs_close()
    run = _begin(due)
    if run is None:
        return TAKEN
    try:
        done = work()
    except Exception as error:
        # This is the one place that records it: nobody waits for a tick.
        logger.exception("tick_failed", entry=due.name)
        done = Done(Outcome.FAILED, {"error": str(error) or type(error).__name__})
    return _finish(run, done)


def tick_job(*, due: Due, type_name: str, payload: dict[str, Any]) -> str:
    """Let a job of the platform's tenant do what is due. Row and job come to be together, or neither does.

    While the job of an earlier tick of the same entry has not ended, this one is skipped.

    Returns:
        ``started``, ``skipped``, ``failed``, or ``taken`` when another tick has this time.
    """
    runs_close()
    try:
        tenant_id = _platform_tenant()
        with tenant_scope(tenant_id):
            run = _begin(due)
            if run is None:
                return TAKEN
            if busy := _job_under_way(run):
                return _finish(run, Done(Outcome.SKIPPED, {"reason": f"job {busy} has not ended"}))
            run.execution_id = _job(tenant_id, type_name, payload).pk
            run.save(update_fields=["execution"])
    except PlatformError as error:
        failed = Done(Outcome.FAILED, {"error": error.as_json()})
        return tick(due=due, work=lambda: failed)
    return "started"


def runs_close() -> int:
    """Write the end of what has ended without its tick: of jobs, and of ticks whose worker died.

    Every tick does this first, so the record is late by one tick at most. How many were closed.
    """
    open_runs = ScheduledRun.objects.filter(outcome="")
    closed = 0
    with across_tenants():
        ended = open_runs.filter(execution__status__in=Execution.TERMINAL).select_related("execution")
        for run in ended:
            if run.execution is not None:
                closed += _close_with(run, run.execution)
    died = open_runs.filter(
        execution__isnull=True, started_at__lt=datetime.now(UTC) - WORKER_DIED_AFTER
    ).update(
        outcome=Outcome.FAILED,
        finished_at=F("started_at") + WORKER_DIED_AFTER,
        detail={"error": "Its worker died."},
    )
    return closed + died


def run_now(*, entry: PeriodicTask) -> None:
    """Let an entry's work be done now, besides its schedule.

    Raises:
        Conflict: its task is none of the schedule's, or it has arguments that are no JSON.
        kombu.exceptions.OperationalError: the broker cannot be reached.
    """
    task = current_app.tasks.get(entry.task)
    if not isinstance(task, Tick):
        raise Conflict(f"{entry.task} is no task of the schedule.")
    try:
        args, kwargs = loads(entry.args or "[]"), loads(entry.kwargs or "{}")
    except ValueError as error:
        raise Conflict("Its arguments are no JSON.") from error
    headers = {"periodic_task_name": entry.name, "slot": datetime.now(UTC).isoformat()}
    task.apply_async(args, kwargs, headers=headers, **({"queue": entry.queue} if entry.queue else {}))


def _begin(due: Due) -> ScheduledRun | None:
    """The row of what is due; None when another tick has it."""
    run, is_ours = ScheduledRun.objects.get_or_create(
        name=due.name, slot=due.slot, defaults={"started_at": datetime.now(UTC)}
    )
    return run if is_ours else None


def _finish(run: ScheduledRun, done: Done) -> str:
    ScheduledRun.objects.filter(pk=run.pk, outcome="").update(
        outcome=done.outcome, finished_at=datetime.now(UTC), detail=done.detail
    )
    return done.outcome.value


def _close_with(run: ScheduledRun, execution: Execution) -> int:
    """Give a run the end of its job."""
    well = execution.status == Execution.Status.SUCCEEDED
    result = Job.unscoped.filter(pk=execution.pk).values_list("result", flat=True).first()
    detail = {"result": result} if result else {}
    if execution.error:
        detail["error"] = execution.error
    return ScheduledRun.objects.filter(pk=run.pk, outcome="").update(
        outcome=Outcome.OK if well else Outcome.FAILED, finished_at=execution.finished_at, detail=detail
    )


def _job_under_way(run: ScheduledRun) -> UUID | None:
    earlier = ScheduledRun.objects.filter(name=run.name, outcome="", execution__isnull=False)
    busy: UUID | None = earlier.exclude(pk=run.pk).values_list("execution_id", flat=True).first()
    return busy


def _job(tenant_id: UUID, type_name: str, payload: dict[str, Any]) -> Job:
    principal = Principal.machine(sub=SUBJECT, tenant_id=tenant_id, scopes=[Scope.ADMIN_ALL])
    return job_create(principal=principal, type_name=type_name, payload=payload)


def _platform_tenant() -> UUID:
    tenant_id: UUID | None = Tenant.objects.filter(slug=PLATFORM_SLUG).values_list("pk", flat=True).first()
    if tenant_id is None:
        raise NotFound(f"There is no tenant {PLATFORM_SLUG!r}, in which scheduled jobs run.")
    return tenant_id
