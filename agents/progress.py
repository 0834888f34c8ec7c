"""How far a run has come: which TODOs have ended, what they have brought, and whether it goes on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from agents import planning
from agents.planning import TodoStatus, answer_key
from agents.steps import NewStep, steps_of
from jobs.engine.context import PhaseContext
from jobs.models import Execution
from tenants.context import tenant_scope
from tools.models import ToolInvocation


@dataclass(frozen=True)
class Progress:
    """How far a run has come when a phase takes it up."""

    todos: list[dict[str, Any]]
    answers: dict[str, dict[str, Any]]
    steps: list[NewStep]
    error: dict[str, Any] | None
    stopped: bool
    settled: list[str]

    @property
    def state(self) -> dict[str, Any]:
        """What the next phase has to know of it."""
        return {"settled": self.settled, "error": self.error, "stopped": self.stopped}


def settle(ctx: PhaseContext) -> Progress:
    """Read what the ended invocations have answered; those not seen before become steps."""
    todos: list[dict[str, Any]] = ctx.state["todos"]
    started: dict[str, str] = ctx.state.get("invocations", {})
    invocations = _invocations(ctx.tenant_id, list(started.values()))
    settled: list[str] = ctx.state.get("settled", [])
    steps: list[NewStep] = []
    answers: dict[str, dict[str, Any]] = {}
    if chosen := ctx.state.get("chosen"):
        answers[planning.DRAFT.key] = chosen
    error = ctx.state.get("error")
    for position in sorted(map(int, started)):
        invocation = invocations[UUID(started[str(position)])]
        execution = invocation.execution
        if execution.status == Execution.Status.SUCCEEDED:
            answers[answer_key(invocation.tool, invocation.action)] = invocation.data or {}
            todos = with_status(todos, position, TodoStatus.COMPLETED)
        else:
            error = execution.error or {"code": "cancelled", "detail": "A step was cancelled."}
            todos = with_status(todos, position, TodoStatus.FAILED)
        if started[str(position)] not in settled:
            steps += steps_of(invocation)
    draft = answers.get(planning.DRAFT.key)
    no_query = draft is not None and draft["draft"] is None
    return Progress(todos, answers, steps, error, bool(error) or no_query, list(started.values()))


def _invocations(tenant_id: UUID, ids: list[str]) -> dict[UUID, ToolInvocation]:
    if not ids:
        return {}
    with tenant_scope(tenant_id):
        rows = ToolInvocation.objects.select_related("execution").filter(pk__in=[UUID(each) for each in ids])
        return {row.pk: row for row in rows}


def with_status(todos: list[dict[str, Any]], position: int, status: TodoStatus) -> list[dict[str, Any]]:
    """The TODO list with another status at this position."""
    return [
        {**todo, "status": status.value} if index == position else todo for index, todo in enumerate(todos)
    ]
