"""Walk an execution: claim, work, commit, and say what comes next."""

import random
import time
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from opentelemetry.trace import Span

from jobs import metrics
from jobs.engine import claims, commits, ends
from jobs.engine.commits import Committed
from jobs.engine.context import PhaseContext
from jobs.engine.dispatch import announce
from jobs.engine.flows import Flow, PhaseTask, get_flow
from jobs.engine.heartbeat import heartbeat
from jobs.engine.outcome import Outcome
from jobs.errors import Cancelled, ExecutionFailed, NotYet, Overtaken
from jobs.models import Execution
from platform_project.http import trace
from platform_project.http.errors import PlatformError, TransientError

logger: Final = structlog.get_logger(__name__)

RETRY_BASE_SECONDS: Final = 0.5
RETRY_MOST_SECONDS: Final = 60.0


def run_phase(*, execution_id: UUID, phase: int) -> str:
    """Do a phase, and those after it that go on inline; the body of every phase's task.

    Returns:
        A word for Flower and the logs: what came of the message. A message may come late, twice or never;
        the row decides.
    """
    close_old_connections()
    with structlog.contextvars.bound_contextvars(execution_id=str(execution_id), phase=phase):
        try:
            claim = claims.claim(execution_id=execution_id, phase=phase)
            metrics.CLAIMS.labels(claim.verdict if claim else "unknown").inc()
            if claim is None:
                return "unknown"
            if claim.verdict in ends.ABANDONED:
                announce(ends.end_abandoned(claim.verdict, execution_id=execution_id))
            if claim.verdict != "claimed":
                return claim.verdict
            with (
                structlog.contextvars.bound_contextvars(tenant_id=str(claim.context.tenant_id)),
                trace.continued(claim.traceparent),
                heartbeat.holding(claim.context.lease),
            ):
                if claim.began:
                    metrics.count_start(claim.flow, execution_id)
                announce(commits.begun(claim), going_on=True)
                return _walk(get_flow(claim.flow), claim.context)
        except (OperationalError, InterfaceError) as error:
            # Whether the statement took effect is not known, so it is not repeated: recovery asks the row.
            logger.warning("database_lost", error=str(error))
            return "database lost"


def _walk(flow: Flow, context: PhaseContext) -> str:
    """Do phases until one is handed over, waits, or ends."""
    began = time.monotonic()
    while True:
        try:
            link = flow.link_at(context.phase, context.phase_count)
            with metrics.timing_phase(link.name), _phase_span(flow, link, context):
                outcome = link.body(context) or Outcome()
                context.check_cancelled()
                following = context.after(outcome, flow.count_after(context.phase_count, outcome.repetitions))
                keep = following is not None and _goes_on(flow, context, outcome, following, began=began)
                with trace.span("commit"):
                    committed = commits.advance(flow=flow, context=context, outcome=outcome, keep=keep)
        except Overtaken:
            return "overtaken"
        except NotYet as no_room:
            return _postponed(commits.put_off(flow=flow, context=context, delay=_jittered(no_room.delay)))
        except TransientError as error:
            try_again = context.attempt < settings.ENGINE_MAX_ATTEMPTS
            if not try_again:
                error.extensions["attempts"] = context.attempt
            return _give_up(flow, context, error, try_again=try_again)
        except PlatformError as error:
            return _give_up(flow, context, error, try_again=False)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("phase_failed", flow=flow.name)
            return _give_up(flow, context, ExecutionFailed(), try_again=False)
        if not committed:
            return _refused(flow, context)
        announce(committed, going_on=keep)
        if not keep or following is None:
            return committed.executions[0].status
        context = following


def _phase_span(flow: Flow, link: PhaseTask, context: PhaseContext) -> AbstractContextManager[Span]:
    attributes: trace.Attributes = {
        "execution.id": str(context.execution_id),
        "execution.flow": flow.name,
        "execution.phase": context.phase,
        "execution.attempt": context.attempt,
        "tenant.id": str(context.tenant_id),
    }
    return trace.span(f"phase {link.name}", attributes)


def _goes_on(
    flow: Flow, context: PhaseContext, outcome: Outcome, following: PhaseContext, *, began: float
) -> bool:
    """Whether the next phase is done in the same task."""
    link = flow.link_at(following.phase, following.phase_count)
    # Celery kills the task at the time limit of the phase that it began with.
    fits = link.seconds <= flow.link_at(context.phase, context.phase_count).seconds
    has_budget = time.monotonic() - began < settings.ENGINE_INLINE_BUDGET.total_seconds()
    return link.inline and fits and has_budget and not outcome.children and outcome.failure is None


def _give_up(flow: Flow, context: PhaseContext, error: PlatformError, *, try_again: bool) -> str:
    """Record that a phase could not be done: try it later, or end the execution."""
    if try_again:
        delay = min(RETRY_BASE_SECONDS * 2 ** (context.attempt - 1), RETRY_MOST_SECONDS)
        wait = _jittered(timedelta(seconds=delay))
        return _postponed(commits.postpone(flow=flow, context=context, delay=wait, error=error.as_json()))
    status = Execution.Status.CANCELLED if isinstance(error, Cancelled) else Execution.Status.FAILED
    committed = ends.end_own(flow=flow, context=context, status=status, error=error.as_json())
    announce(committed)
    return status.value if committed else "overtaken"


def _postponed(committed: Committed) -> str:
    announce(committed)
    return "postponed" if committed else "overtaken"


def _jittered(delay: timedelta) -> timedelta:
    """Half of it or more: those that stopped together do not come back together."""
    return delay * random.uniform(0.5, 1)


def _refused(flow: Flow, context: PhaseContext) -> str:
    """The commit wrote nothing: the execution was cancelled in the meantime, or is another worker's."""
    committed: Committed = ends.end_own(
        flow=flow,
        context=context,
        status=Execution.Status.CANCELLED,
        error=Cancelled().as_json(),
        only_if_cancelled=True,
    )
    announce(committed)
    return Execution.Status.CANCELLED.value if committed else "overtaken"
