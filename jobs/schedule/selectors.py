"""Read the record of the schedule."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from jobs.schedule.models import ScheduledRun


def recent_runs(names: Iterable[str], *, each: int) -> dict[str, list[ScheduledRun]]:
    """The newest runs of entries, newest first, by name."""
    place = Window(RowNumber(), partition_by="name", order_by=F("slot").desc())
    ranked = ScheduledRun.objects.filter(name__in=list(names)).annotate(place=place)
    found: dict[str, list[ScheduledRun]] = defaultdict(list)
    for run in ranked.filter(place__lte=each).select_related("execution").order_by("name", "place"):
        found[run.name].append(run)
    return found


def history_of(name: str, *, limit: int) -> list[ScheduledRun]:
    """The runs of an entry, newest first."""
    runs = ScheduledRun.objects.filter(name=name).select_related("execution")
    return list(runs.order_by("-slot")[:limit])


def next_due(entry: PeriodicTask, last: ScheduledRun | None) -> datetime | None:
    """When an entry is due next; None while it is switched off, and once its time is over.

    Beat writes down when it last sent a tick only now and then: the run that came of it knows better.
    """
    now = timezone.now()
    if not entry.enabled or (entry.expires and entry.expires <= now):
        return None
    times = (entry.last_run_at, last and last.started_at, entry.last_run_at is None and entry.date_changed)
    since = max((time for time in times if time), default=now)
    due: datetime = max(now, now + entry.schedule.remaining_estimate(since))
    return max(due, entry.start_time) if entry.start_time else due
