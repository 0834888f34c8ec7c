"""Write the end of an execution that does not come with the commit of a phase."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings

from jobs.engine import sql
from jobs.engine.commits import Committed, as_json, end_event, execute
from jobs.engine.context import PhaseContext
from jobs.engine.flows import Flow
from jobs.errors import AttemptsExhausted, Cancelled, DeadlineExceeded, NeverStarted
from jobs.models import Execution
from platform_project.http.errors import PlatformError


def end_own(
    *,
    flow: Flow,
    context: PhaseContext,
    status: Execution.Status,
    error: dict[str, Any],
    only_if_cancelled: bool = False,
) -> Committed:
    """Write the end of an execution whose lease this process holds."""
    parameters = {
        "id": context.execution_id,
        "phase": context.phase,
        "token": context.lease.token,
        "status": status.value,
        "error": as_json(error),
        "only_if_cancelled": only_if_cancelled,
    }
    event = end_event(kind=flow.kind, status=status, error=error)
    return execute(sql.END_OWN, parameters, events=(event,))


# Why nobody goes on with an execution that nobody holds, and how it ends.
ABANDONED: Final[dict[str, tuple[Execution.Status, type[PlatformError]]]] = {
    "cancelled": (Execution.Status.CANCELLED, Cancelled),
    "overdue": (Execution.Status.FAILED, DeadlineExceeded),
    "exhausted": (Execution.Status.FAILED, AttemptsExhausted),
    "unstarted": (Execution.Status.FAILED, NeverStarted),
}


def end_abandoned(
    reason: str, *, execution_id: UUID | None = None, limit: int = 500, using: str = "engine"
) -> Committed:
    """End executions that no worker has leased, for one of the reasons of ``ABANDONED``.

    Args:
        execution_id: only this one; otherwise up to ``limit`` of them.
        using: ``default`` to do it in the caller's transaction and tenant.
    """
    status, error_class = ABANDONED[reason]
    error = error_class().as_json()
    parameters = {
        "id": execution_id,
        "limit": limit,
        "max_attempts": settings.ENGINE_MAX_ATTEMPTS,
        "status": status.value,
        "error": as_json(error),
    }
    event = end_event(kind=Execution.Kind.RUN, status=status, error=error)
    query = sql.end_abandoned(reason, one=execution_id is not None)
    return execute(query, parameters, events=(event,), using=using)
