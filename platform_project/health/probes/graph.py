"""The graph: without it, questions about data cannot be answered; everything else can."""

from django.conf import settings
from neo4j import GraphDatabase

from platform_project.health.checks import TIMEOUT_SECONDS
from platform_project.health.registry import component


@component("graph")
def probe() -> None:
    """Log in over Bolt and run a statement in the platform's database."""
    with GraphDatabase.driver(
        settings.GRAPH["url"],
        auth=(settings.GRAPH["user"], settings.GRAPH["password"]),
        connection_timeout=TIMEOUT_SECONDS,
        connection_acquisition_timeout=TIMEOUT_SECONDS,
        max_transaction_retry_time=0,
    ) as driver:
        driver.execute_query("RETURN 1", database_=settings.GRAPH["database"])
