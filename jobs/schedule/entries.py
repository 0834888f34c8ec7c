"""The entries that the schedule starts with. Operators change them in the admin, and their changes stay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from json import dumps
from typing import Any, Final

from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks

_UNITS: Final = (
    (86_400, IntervalSchedule.DAYS),
    (3_600, IntervalSchedule.HOURS),
    (60, IntervalSchedule.MINUTES),
    (1, IntervalSchedule.SECONDS),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is to be done how often, as long as no operator says otherwise."""

    name: str
    task: str
    every: timedelta
    description: str
    kwargs: Mapping[str, Any] = field(default_factory=dict)


_entries: Final[dict[str, Entry]] = {}


def register_entry(entry: Entry) -> None:
    """Let the schedule have this entry after the next migration.

    Raises:
        ValueError: there is another of its name.
    """
    if entry.name in _entries:
        raise ValueError(f"There is an entry {entry.name!r} already.")
    _entries[entry.name] = entry


def entries_ensure(*, using: str = "default") -> None:
    """Make the entries that are missing; what is there stays as it is, switched off or changed.

    A tick is void once the next one is due: after an hour without workers nobody wants 120 of them.
    """
    rows = [
        PeriodicTask(
            name=entry.name,
            task=entry.task,
            interval=_interval(entry.every, using),
            kwargs=dumps(entry.kwargs),
            expire_seconds=round(entry.every.total_seconds()),
            description=entry.description,
        )
        for entry in _entries.values()
    ]
    PeriodicTask.objects.using(using).bulk_create(rows, ignore_conflicts=True)
    # By this row a running beat learns that the schedule has changed.
    PeriodicTasks.objects.using(using).update_or_create(ident=1, defaults={"last_update": timezone.now()})


def _interval(every: timedelta, using: str) -> IntervalSchedule:
    seconds = round(every.total_seconds())
    # In the longest unit that fits, since operators read it: every hour, and not every 3600 seconds.
    length, period = next((length, period) for length, period in _UNITS if seconds % length == 0)
    intervals = IntervalSchedule.objects.using(using)
    wanted = {"every": seconds // length, "period": period}
    return intervals.filter(**wanted).first() or intervals.create(**wanted)
