"""Changes of the graph that were proposed, and what became of them."""

from django.conf import settings
from django.utils import timezone

from graph.writes.services import approvals_old_delete
from platform_project.operations.cleaning import cleaner
from tenants.context import across_tenants


@cleaner("write_approvals")
def clean(limit: int) -> int:
    """Changes that were proposed as long ago as executions are kept, with the markers of those made."""
    before = timezone.now() - settings.RETENTION_EXECUTIONS
    with across_tenants():
        return approvals_old_delete(before=before, limit=limit)
