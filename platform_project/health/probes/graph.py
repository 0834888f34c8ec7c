"""The graph: without it, questions about data cannot be answered; everything else can."""

from django.conf import settings
from neo4j import GraphDatabase

from platform_project.health.connections import patience
from platform_project.health.findings import Finding
from platform_project.health.registry import component


@component("graph")
def probe() -> Finding:
    """Log in over Bolt and run a statement in the platform's database."""
    with GraphDatabase.driver(
        settings.GRAPH["url"],
        auth=(settings.GRAPH["user"], settings.GRAPH["password"]),
        connection_timeout=patience(),
        connection_acquisition_timeout=patience(),
        max_transaction_retry_time=0,
    ) as driver:
        answer = driver.execute_query("RETURN 1", database_=settings.GRAPH["database"])
    return Finding(details={"server": answer.summary.server.agent, "database": settings.GRAPH["database"]})
