"""``maintenance.migrate``: bring the tables to what this release wants."""

from datetime import timedelta
from typing import Any, Final

from celery import chain
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from platform_project.http.errors import TransientError
from platform_project.operations.maintenance import OWNER, owner_connection
from security.scopes import Scope

PAYLOAD: Final = {
    "type": "object",
    "properties": {
        "dry_run": {"type": "boolean", "default": False, "description": "Only say what is missing."}
    },
    "additionalProperties": False,
}
_LOCK: Final = "SELECT pg_try_advisory_lock(hashtext('platform: migrations'))"


@phase("maintenance.migrate.survey")
def survey(ctx: PhaseContext) -> Outcome:
    """List the migrations that have not been applied; without the owner's login it ends here."""
    with owner_connection() as connection:
        pending = _pending(connection)
    message = f"{len(pending)} to apply"
    event = progress_event(stage="survey", message=message, percent=10)
    return Outcome(state={"pending": pending}, events=(event,))


@phase("maintenance.migrate.apply", inline=True, time_limit=timedelta(hours=1))
def apply(ctx: PhaseContext) -> Outcome:
    """Apply them, as the owner; one process at a time. What was applied before a crash stays applied."""
    wanted = ctx.state["pending"]
    if wanted and not ctx.state["payload"].get("dry_run", False):
        with owner_connection() as connection:
            _lock(connection)
            call_command("migrate", database=OWNER, interactive=False, verbosity=0)
    with owner_connection() as connection:
        pending = _pending(connection)
    result = {"applied": [name for name in wanted if name not in pending], "pending": pending}
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result))


def _pending(connection: BaseDatabaseWrapper) -> list[str]:
    executor = MigrationExecutor(connection)
    plan: list[Any] = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _lock(connection: BaseDatabaseWrapper) -> None:
    """Hold the migrations' lock until the connection is closed."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            raise TransientError("Another process is migrating.")


register_job_type(
    "maintenance.migrate",
    description="Applies the migrations that are missing, as the owner of the tables.",
    payload_schema=PAYLOAD,
    stages=chain(survey.si(), apply.si()),
    scope=Scope.ADMIN_ALL,
    deadline=timedelta(hours=2),
    platform_only=True,
)
