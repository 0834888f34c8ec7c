"""What the graph remembers of changes that tools have made."""

from django.conf import settings
from django.utils import timezone

from graph.mutations.carrying_out import KEYS
from graph.mutations.once import forget_old
from platform_project.operations.cleaning import cleaner


@cleaner("graph_markers", batch=1_000)
def clean(limit: int) -> int:
    """Markers of changes by tools, made as long ago as executions are kept: nothing delivers them again."""
    return forget_old(prefix=KEYS, before=timezone.now() - settings.RETENTION_EXECUTIONS, limit=limit)
