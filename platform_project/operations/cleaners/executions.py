"""Runs, jobs and tool invocations that have ended."""

from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jobs.models import Execution
from platform_project.operations.cleaning import cleaner, first_id_at
from tenants.context import across_tenants

# As the index of what lives has it: PostgreSQL does not see that "none of the others" is the same.
LIVE: Final = [status for status in Execution.Status if status not in Execution.TERMINAL]


@cleaner("executions")
def clean(limit: int) -> int:
    """Executions that ended before as long as they are kept, oldest first, with their children and events.

    A parent and its children go together, and not before the last of them has ended.
    """
    live = Execution.unscoped.filter(root_id=OuterRef("pk"), status__in=LIVE).order_by()
    before = timezone.now() - settings.RETENTION_EXECUTIONS
    with across_tenants():
        ended = Execution.unscoped.filter(
            ~Exists(live),
            pk__lt=first_id_at(before),
            parent__isnull=True,
            status__in=Execution.TERMINAL,
            finished_at__lt=before,
        )
        locked = ended.order_by("pk").select_for_update(skip_locked=True, of=("self",))
        chosen = list(locked.values_list("pk", flat=True)[:limit])
        Execution.unscoped.filter(pk__in=chosen).delete()
    return len(chosen)
