"""PostgreSQL: without it nothing can be answered."""

from django.db import connections

from platform_project.health.registry import component


@component("postgres", essential=True)
def probe() -> None:
    """Run a statement on a connection of its own, so that a broken old one cannot speak for the server."""
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()
