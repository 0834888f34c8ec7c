"""What analyses have kept on disk."""

from graph.analytics import cache, places
from platform_project.operations.cleaning import cleaner


@cleaner("analytics")
def clean(limit: int) -> int:
    """Projections of graphs that are too old to be used again, and places of machines that are no more."""
    deleted = cache.expired_delete(limit=limit)
    return deleted + places.forgotten_delete(limit=limit - deleted)
