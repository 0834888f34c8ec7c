"""The phases of a tool invocation."""

from typing import Final

import structlog
from celery import chain

from jobs.engine.context import PhaseContext
from jobs.engine.flows import register_flow
from jobs.engine.outcome import NewEvent, Outcome
from jobs.engine.phases import phase
from jobs.models import Event, Execution
from tools import services

logger: Final = structlog.get_logger(__name__)


@phase("tools.authorize")
def authorize(ctx: PhaseContext) -> Outcome:
    """See that the principal may use the tool so, and that the arguments fit."""
    services.invocation_authorize(ctx=ctx)
    return Outcome()


@phase("tools.invoke", inline=True)
def invoke(ctx: PhaseContext) -> Outcome:
    """Run the tool and keep its answer."""
    invoked = services.invocation_invoke(ctx=ctx)
    return Outcome(
        state={"duration_ms": invoked.duration_ms},
        record=lambda: services.invocation_record(execution_id=ctx.execution_id, invoked=invoked),
    )


@phase("tools.record", inline=True)
def record(ctx: PhaseContext) -> Outcome:
    """Say that it is done."""
    duration_ms = ctx.state["duration_ms"]
    logger.info("tool_invoked", duration_ms=duration_ms, sub=ctx.principal.sub)
    return Outcome(
        events=(NewEvent(name=Event.Name.LOG, data={"type": "tool_result", "duration_ms": duration_ms}),)
    )


INVOKE: Final = register_flow(
    services.INVOKE_FLOW,
    kind=Execution.Kind.INVOCATION,
    declaration=chain(authorize.si(), invoke.si(), record.si()),
)
