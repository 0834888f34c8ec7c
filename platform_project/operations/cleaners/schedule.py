"""The record of the schedule: the health check alone leaves 2,880 rows a day."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs.schedule.models import ScheduledRun
from platform_project.operations.cleaning import cleaner


@cleaner("schedule")
@transaction.atomic
def clean(limit: int) -> int:
    """What the schedule has done, as long as that is kept; what has no end yet stays."""
    before = timezone.now() - settings.RETENTION_SCHEDULE
    old = ScheduledRun.objects.filter(started_at__lt=before).exclude(outcome="").order_by("started_at")
    chosen = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    ScheduledRun.objects.filter(pk__in=chosen).delete()
    return len(chosen)
