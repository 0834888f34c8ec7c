"""PostgreSQL: without it nothing can be answered."""

from platform_project.health.connections import database
from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component

_STATE = """
    SELECT current_setting('server_version'), pg_is_in_recovery(), current_setting('max_connections')::int,
           (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL)
"""


@component("postgres")
def probe() -> Finding:
    """Log in as the application and ask for the server's state."""
    with database() as connection, connection.cursor() as cursor:
        cursor.execute(_STATE)
        version, is_standby, most, used = cursor.fetchone()
    details = {"version": version, "connections": used, "max_connections": most}
    if is_standby:
        return Finding(Health.UNAVAILABLE, "read-only standby", details)
    return Finding(details=details)
