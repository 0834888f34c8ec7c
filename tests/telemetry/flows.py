"""The tests' flows, and one that speaks of secrets: ``celery -A tests.telemetry.flows worker``."""

from tests.flows import app  # isort: skip  (sets Django up)

from celery import chain

from jobs.engine.context import PhaseContext
from jobs.engine.flows import register_flow
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.models import Execution

__all__ = ("app",)


@phase("tests.indiscreet")
def indiscreet(ctx: PhaseContext) -> Outcome:
    """Fail with an exception that repeats a secret, as drivers do."""
    raise ConnectionError(ctx.state["secret"])


register_flow("tests.indiscreet", kind=Execution.Kind.JOB, declaration=chain(indiscreet.si()))
