"""The phases of a run."""

from typing import Final

from celery import chain

from agents import orchestration
from jobs.engine.context import PhaseContext
from jobs.engine.flows import register_flow
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.models import Execution

_FIRST_TODO: Final = 2


@phase("agents.classify")
def classify(ctx: PhaseContext) -> Outcome:
    """Say what the question is about."""
    return orchestration.run_classify(ctx=ctx)


@phase("agents.plan", inline=True)
def plan(ctx: PhaseContext) -> Outcome:
    """Make the TODO list."""
    return orchestration.run_plan(ctx=ctx)


@phase("agents.execute", repeated=True)
def execute(ctx: PhaseContext) -> Outcome:
    """Start the next TODO; it runs as often as there are TODOs."""
    return orchestration.run_execute(ctx=ctx, position=ctx.phase - _FIRST_TODO)


@phase("agents.finalize")
def finalize(ctx: PhaseContext) -> Outcome:
    """Write the answer."""
    return orchestration.run_finalize(ctx=ctx)


RUN: Final = register_flow(
    "agents.run",
    kind=Execution.Kind.RUN,
    declaration=chain(classify.si(), plan.si(), execute.si(), finalize.si()),
)
