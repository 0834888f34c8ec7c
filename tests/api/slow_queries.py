"""A query that takes longer than anybody waits, and whether the server is at it."""

from typing import Final

from django.conf import settings

from graph.client import connections

SLOW: Final = (
    "MATCH (a:Task), (b), (c:Task) WHERE toLower(a.task_id + b.orig_id + c.task_id) CONTAINS 'zzz' "
    "RETURN count(a) AS total"
)


def slow_queries() -> list[str]:
    """The slow queries that the server works on."""
    driver = connections.driver()
    listed = driver.execute_query("SHOW TRANSACTIONS", database_=settings.GRAPH["database"]).records
    return [text for row in listed if "zzz" in (text := str(row.data()))]
