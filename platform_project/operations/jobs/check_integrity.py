"""``maintenance.check_integrity``: look for what should not be there."""

from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import timedelta
from typing import Final

from celery import chain
from django.utils import timezone

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from platform_project.operations import integrity
from security.scopes import Scope
from security.tenancy import acts_platform_wide
from tenants.context import across_tenants, tenant_scope

DEFAULT_DAYS: Final = 30
PAYLOAD: Final = {
    "type": "object",
    "properties": {
        "days": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3650,
            "default": DEFAULT_DAYS,
            "description": "How far to look back.",
        }
    },
    "additionalProperties": False,
}


@phase("maintenance.check_integrity.choose")
def choose(ctx: PhaseContext) -> Outcome:
    """Say what will be looked for."""
    return Outcome(state={"answers": {}}, repetitions=len(integrity.CHECKS))


@phase("maintenance.check_integrity.check", repeated=True, inline=True, time_limit=timedelta(minutes=30))
def check(ctx: PhaseContext) -> Outcome:
    """Ask one question: of the own tenant's rows, or of everybody's for the platform's tenant."""
    name = list(integrity.CHECKS)[ctx.phase - 1]
    since = timezone.now() - timedelta(days=ctx.state["payload"].get("days", DEFAULT_DAYS))
    with _scope(ctx):
        answer = integrity.ask(name, since=since)
    percent = 100 * ctx.phase / len(integrity.CHECKS)
    event = progress_event(stage="check", message=f"{name}: {answer.found}", percent=percent)
    return Outcome(state={"answers": {**ctx.state["answers"], name: asdict(answer)}}, events=(event,))


def _scope(ctx: PhaseContext) -> AbstractContextManager[None]:
    return across_tenants() if acts_platform_wide(ctx.principal) else tenant_scope(ctx.tenant_id)


@phase("maintenance.check_integrity.report", inline=True)
def report(ctx: PhaseContext) -> Outcome:
    """Record what was found; the job has done well when it could look, whatever it saw."""
    answers = ctx.state["answers"]
    result = {"found": sum(each["found"] for each in answers.values()), "checks": answers}
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result))


register_job_type(
    "maintenance.check_integrity",
    description="Counts rows that should not be there: executions without a row, gaps in events, orphans.",
    payload_schema=PAYLOAD,
    stages=chain(choose.si(), check.si(), report.si()),
    scope=Scope.ADMIN_ALL,
)
