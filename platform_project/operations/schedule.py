"""What the schedule starts with, and the health check, which is a moment's work."""

from datetime import timedelta
from typing import Final

from celery import shared_task

from jobs.schedule.entries import Entry, register_entry
from jobs.schedule.models import ScheduledRun
from jobs.schedule.services import Done, tick
from jobs.schedule.slots import Tick
from platform_project.health.checks import check_all
from platform_project.health.findings import Health

HEALTH_EVERY: Final = timedelta(seconds=30)
CLEANUP_EVERY: Final = timedelta(hours=1)


@shared_task(name="schedule.check_health", base=Tick, bind=True, time_limit=60)
def check_health(self: Tick) -> str:
    """Ask every component how it is, as seen from the workers."""
    return tick(due=self.due, work=_check_health)


def _check_health() -> Done:
    report = check_all()
    outcome = ScheduledRun.Outcome.OK if report.status is Health.OK else ScheduledRun.Outcome.FAILED
    unwell = {
        each.component.name: each.finding.reason or str(each.status)
        for each in report.reports
        if each.status is not Health.OK
    }
    return Done(outcome, {"status": str(report.status), **({"unwell": unwell} if unwell else {})})


register_entry(
    Entry(
        name="health",
        task="schedule.check_health",
        every=HEALTH_EVERY,
        description="Asks every component how it is; fails unless all of them are well.",
    )
)
register_entry(
    Entry(
        name="cleanup",
        task="schedule.start_job",
        kwargs={"type": "maintenance.cleanup"},
        every=CLEANUP_EVERY,
        description="Deletes what has been kept long enough, and what belongs to nothing any more.",
    )
)
