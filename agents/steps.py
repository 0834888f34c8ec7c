"""Steps of a run before they are rows, and the events that tell of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from agents.models import AgentRun, Step
from jobs.engine.outcome import NewEvent
from jobs.models import Event
from tools.models import ToolInvocation


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """A step that has ended and is to be recorded."""

    action: str
    latency_ms: float
    tool: str = ""
    model: str = ""
    input: dict[str, Any] = field(default_factory=dict)
    output: dict[str, Any] = field(default_factory=dict)
    error: dict[str, Any] | None = None
    finished_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def status(self) -> str:
        """``succeeded`` or ``failed``."""
        return Step.Status.FAILED if self.error else Step.Status.SUCCEEDED


def steps_of(invocation: ToolInvocation) -> list[NewStep]:
    """The steps that an ended invocation stands for: each stage that it went through, or itself."""
    execution = invocation.execution
    finished_at = execution.finished_at or datetime.now(UTC)
    steps = [
        NewStep(
            action=stage["name"],
            tool=invocation.tool,
            input=_short(stage.get("input") or (invocation.arguments if position == 0 else {})),
            output={"detail": stage["detail"], **_short(stage["output"])},
            latency_ms=stage["elapsed_ms"],
            finished_at=finished_at,
        )
        for position, stage in enumerate(invocation.stages)
    ]
    if execution.error or not steps:
        steps.append(
            NewStep(
                action=invocation.action,
                tool=invocation.tool,
                input=_short(invocation.arguments),
                output=_short(invocation.data or {}),
                error=execution.error,
                latency_ms=invocation.duration_ms or 0.0,
                finished_at=finished_at,
            )
        )
    return steps


# Rows of a result are kept once, with the invocation; a step shows that they were there.
_MOST_ITEMS = 20


def _short(value: dict[str, Any]) -> dict[str, Any]:
    return {
        key: [*item[:_MOST_ITEMS], f"... and {len(item) - _MOST_ITEMS} more"]
        if isinstance(item, list) and len(item) > _MOST_ITEMS
        else item
        for key, item in value.items()
    }


def next_number(session_id: UUID) -> int:
    """The number of a session's next step; others get theirs once this transaction has ended.

    So steps become visible in the order of their numbers, without a gap: who has read up to one number misses
    nothing by going on from there. It is no lock of the session's row, since who comes from the commit of a
    phase holds an execution, and who cancels a session holds its row and goes on to the executions.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"steps of {session_id}"])
    last: int | None = Step.objects.filter(session_id=session_id).aggregate(last=Max("seq"))["last"]
    return (last or 0) + 1


def record_steps(*, run: AgentRun, first_index: int, steps: Sequence[NewStep]) -> None:
    """Write steps, numbered from ``first_index`` in their run, within the phase's commit."""
    if not steps:
        return
    number = next_number(run.session_id)
    Step.objects.bulk_create(
        Step(
            run=run,
            session_id=run.session_id,
            tenant_id=run.tenant_id,
            seq=number + offset,
            index=first_index + offset,
            action=step.action,
            tool=step.tool,
            model=step.model,
            status=step.status,
            input=step.input,
            output=step.output,
            error=step.error,
            latency_ms=step.latency_ms,
            started_at=step.finished_at - timedelta(milliseconds=step.latency_ms),
            finished_at=step.finished_at,
        )
        for offset, step in enumerate(steps)
    )


def step_events(*, first_index: int, steps: Sequence[NewStep]) -> tuple[NewEvent, ...]:
    """The events that tell of these steps."""
    return tuple(
        NewEvent(
            name=Event.Name.STEP,
            data={
                "type": "tool_call" if step.tool else "agent_step",
                "index": first_index + offset,
                "action": step.action,
                "tool": step.tool or None,
                "status": step.status,
                "detail": step.output.get("detail"),
                "latency_ms": step.latency_ms,
                "error": step.error,
            },
        )
        for offset, step in enumerate(steps)
    )
