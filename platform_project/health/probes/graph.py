"""The graph: without it, questions about data cannot be answered; everything else can."""

from django.conf import settings
from neo4j import GraphDatabase

from platform_project.health.connections import patience
from platform_project.health.findings import Finding
from platform_project.health.registry import component


@component("graph")
def probe() -> Finding:
    """Log in over Bolt, as who writes and as who reads, and run a statement in the platform's database."""
    graph = settings.GRAPH
    server = _server_of(graph["user"], graph["password"])
    if graph["read_user"]:
        _server_of(graph["read_user"], graph["read_password"])
    return Finding(
        details={
            "server": server,
            "database": graph["database"],
            "reads": "as a user of their own" if graph["read_user"] else "as the user who writes",
        }
    )


def _server_of(user: str, password: str) -> str:
    """What the server says it is, to this user."""
    with GraphDatabase.driver(
        settings.GRAPH["url"],
        auth=(user, password),
        connection_timeout=patience(),
        connection_acquisition_timeout=patience(),
        max_transaction_retry_time=0,
    ) as driver:
        answer = driver.execute_query("RETURN 1", database_=settings.GRAPH["database"])
    return str(answer.summary.server.agent)
