"""What jobs have kept on disk that bring graphs in and out."""

from graph.etl.jobs.ending import leftovers_remove
from platform_project.operations.cleaning import cleaner


@cleaner("etl")
def clean(limit: int) -> int:
    """What jobs that have ended have left in their folders, and their markers in the graph."""
    return leftovers_remove(limit=limit)
