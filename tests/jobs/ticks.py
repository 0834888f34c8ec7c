"""Entries of the schedule, and what came of their ticks."""

from datetime import UTC, datetime
from uuid import uuid4

from django_celery_beat.models import IntervalSchedule, PeriodicTask

from jobs.models import Job
from jobs.schedule.models import ScheduledRun
from jobs.schedule.slots import Due
from tenants.context import across_tenants

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def new_due() -> Due:
    """A time at which an entry of its own is due."""
    return Due(f"e-{uuid4().hex[:12]}", NOON)


def make_entry(*, every: int, queue: str | None = None, **fields: object) -> PeriodicTask:
    interval = IntervalSchedule.objects.create(every=every, period=IntervalSchedule.SECONDS)
    known = {"name": f"e-{uuid4().hex[:12]}", "task": "schedule.check_health", "queue": queue}
    return PeriodicTask.objects.create(**{**known, **fields}, interval=interval)


def runs_of(due: Due) -> list[ScheduledRun]:
    return list(ScheduledRun.objects.filter(name=due.name).order_by("slot"))


def jobs_of(runs: list[ScheduledRun]) -> list[Job]:
    with across_tenants():
        return list(Job.unscoped.filter(pk__in=[run.execution_id for run in runs if run.execution_id]))
