"""``maintenance.cleanup``: delete what has been kept long enough, one kind of thing in each phase."""

from dataclasses import asdict
from typing import Any, Final

import structlog
from celery import chain
from django.db import DatabaseError, InterfaceError, OperationalError

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.errors import ExecutionFailed
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from platform_project.http.errors import PlatformError
from platform_project.operations import cleaning
from security.scopes import Scope

logger: Final = structlog.get_logger(__name__)

PAYLOAD: Final = {
    "type": "object",
    "properties": {
        "only": {
            "type": "array",
            "description": "The kinds of things to clean up; all of them when not given.",
            "items": {"enum": list(cleaning.cleaners())},
            "minItems": 1,
            "uniqueItems": True,
        }
    },
    "additionalProperties": False,
}


@phase("maintenance.cleanup.choose")
def choose(ctx: PhaseContext) -> Outcome:
    """Say what will be cleaned up."""
    chosen = ctx.state["payload"].get("only") or list(cleaning.cleaners())
    return Outcome(state={"cleaners": chosen, "cleaned": {}}, repetitions=len(chosen))


@phase("maintenance.cleanup.clean", repeated=True, inline=True)
def clean(ctx: PhaseContext) -> Outcome:
    """Clean up one kind of thing; that one of them fails keeps none of the others from it.

    It deletes in transactions of its own: what is deleted twice is deleted once.
    """
    chosen, cleaned = ctx.state["cleaners"], ctx.state["cleaned"]
    name = chosen[ctx.phase - 1]
    report = _clean(ctx, name)
    message = f"{name}: {report['error']}" if "error" in report else f"{name}: {report['deleted']} deleted"
    event = progress_event(stage="clean", message=message, percent=100 * ctx.phase / len(chosen))
    return Outcome(state={"cleaned": {**cleaned, name: report}}, events=(event,))


def _clean(ctx: PhaseContext, name: str) -> dict[str, Any]:
    try:
        return asdict(cleaning.clean(cleaning.cleaners()[name], check=ctx.lease.check))
    except (OperationalError, InterfaceError):
        raise
    except (DatabaseError, OSError) as error:
        logger.exception("cleaner_failed", cleaner=name)
        return {"deleted": 0, "error": str(error).split("\n")[0]}


@phase("maintenance.cleanup.report", inline=True)
def report(ctx: PhaseContext) -> Outcome:
    """Record what each of them has done."""
    cleaned = ctx.state["cleaned"]
    failed = [name for name, report in cleaned.items() if "error" in report]
    result = {"deleted": sum(report["deleted"] for report in cleaned.values()), "cleaned": cleaned}
    failure: PlatformError | None = None
    if failed:
        failure = ExecutionFailed(f"Could not clean up {', '.join(failed)}.")
    record = job_record_result(execution_id=ctx.execution_id, result=result)
    return Outcome(record=record, failure=failure)


register_job_type(
    "maintenance.cleanup",
    description="Deletes what has been kept long enough, and what belongs to nothing any more.",
    payload_schema=PAYLOAD,
    stages=chain(choose.si(), clean.si(), report.si()),
    scope=Scope.ADMIN_ALL,
    platform_only=True,
)
