"""``maintenance.vacuum``: give back the room of deleted rows, and count anew for the query planner."""

from datetime import timedelta
from typing import Final

from celery import chain
from psycopg import sql

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from platform_project.operations.maintenance import owner_connection
from security.scopes import Scope

PAYLOAD: Final = {"type": "object", "properties": {}, "additionalProperties": False}
ONE_TABLE: Final = timedelta(minutes=30)


@phase("maintenance.vacuum.survey")
def survey(ctx: PhaseContext) -> Outcome:
    """List our tables; without the owner's login it ends here."""
    with owner_connection() as connection:
        tables = sorted(connection.introspection.django_table_names(only_existing=True))
    return Outcome(state={"tables": tables}, repetitions=len(tables))


@phase("maintenance.vacuum.table", repeated=True, inline=True, time_limit=ONE_TABLE)
def vacuum(ctx: PhaseContext) -> Outcome:
    """Vacuum and analyse one table, outside of a transaction as PostgreSQL wants it."""
    tables = ctx.state["tables"]
    table = tables[ctx.phase - 1]
    with owner_connection() as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
    event = progress_event(stage="table", message=table, percent=100 * ctx.phase / len(tables))
    return Outcome(events=(event,))


@phase("maintenance.vacuum.report", inline=True)
def report(ctx: PhaseContext) -> Outcome:
    """Record which tables it were."""
    result = {"tables": ctx.state["tables"]}
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result))


register_job_type(
    "maintenance.vacuum",
    description="Vacuums and analyses every table of the platform's.",
    payload_schema=PAYLOAD,
    stages=chain(survey.si(), vacuum.si(), report.si()),
    scope=Scope.ADMIN_ALL,
    deadline=timedelta(hours=6),
    platform_only=True,
)
