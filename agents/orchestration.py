"""A run from question to answer: what each phase does, and what it hands to the engine."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog

from agents import planning
from agents.answers import Findings, answer, is_refusal
from agents.errors import BeyondSession, StepFailed
from agents.intent import Category, Intent, classify
from agents.llm import demo
from agents.models import AgentRun
from agents.planning import Todo, TodoStatus, answer_key
from agents.steps import NewStep, record_steps, step_events, steps_of
from graph.errors import GraphUnavailable
from graph.schema import schema_of
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import NewEvent, Outcome
from jobs.models import Event, Execution
from tenants.context import tenant_scope
from tools.models import ToolInvocation
from tools.services import invocation_child

logger = structlog.get_logger(__name__)


def run_of(ctx: PhaseContext) -> AgentRun:
    """The row of the run that a phase works on, with its session."""
    with tenant_scope(ctx.tenant_id):
        run: AgentRun = AgentRun.objects.select_related("session").get(pk=ctx.execution_id)
    return run


def run_classify(*, ctx: PhaseContext) -> Outcome:
    """Say what the question is about."""
    run = run_of(ctx)
    began = time.monotonic()
    try:
        schema = schema_of(ctx.tenant_id)
    except GraphUnavailable:
        # Who asks for their rights, or just talks, needs no graph; a question for data will say so itself.
        logger.warning("classified_without_schema")
        schema = None
    wanted = Category(run.params["category"]) if run.params.get("category") else None
    intent = classify(run.prompt, tenant_id=ctx.tenant_id, schema=schema, wanted=wanted)
    step = NewStep(
        action="classify",
        input={"prompt": run.prompt},
        output={"detail": f"{intent.category}: {intent.reason}", **intent.as_json()},
        latency_ms=_since(began),
    )
    return _keep(
        ctx,
        run,
        steps=[step],
        state={"intent": intent.as_json()},
        changes={
            "category": intent.category,
            "confidence": intent.confidence,
            "intent": {"reason": intent.reason, "matched": list(intent.matched), "source": intent.source},
        },
    )


def run_plan(*, ctx: PhaseContext) -> Outcome:
    """Make the TODO list."""
    run = run_of(ctx)
    began = time.monotonic()
    planned = planning.plan(_intent(ctx), prompt=run.prompt, principal=ctx.principal)
    excess = planning.excess(planned, tools=run.session.tools, max_steps=run.session.max_steps)
    todos = [] if excess else [todo.as_json() for todo in planned]
    detail = excess or " → ".join(todo["task"] for todo in todos) or "nothing to run"
    state = {"todos": todos, "error": BeyondSession(excess).as_json() if excess else None}
    step = NewStep(action="plan", output={"detail": detail, "todos": todos}, latency_ms=_since(began))
    outcome = _keep(ctx, run, steps=[step], state=state, changes={"todos": todos})
    return replace(outcome, repetitions=len(todos), events=(*outcome.events, _todo_event(todos)))


def run_execute(*, ctx: PhaseContext, position: int) -> Outcome:
    """Take in what the TODO before has brought, and start the one at this position."""
    run = run_of(ctx)
    progress = _settle(ctx)
    if progress.stopped:
        todos = _with_status(progress.todos, position, TodoStatus.SKIPPED)
        return _keep(
            ctx, run, steps=progress.steps, state={**progress.state, "todos": todos}, changes={"todos": todos}
        )
    todos = _with_status(progress.todos, position, TodoStatus.IN_PROGRESS)
    todo = Todo(**todos[position])
    if not todo.tool:
        return _respond(ctx, run, progress, position)
    child, record_invocation = invocation_child(
        tenant_id=ctx.tenant_id,
        tool=todo.tool,
        action=todo.action,
        arguments=planning.arguments_of(todo, prompt=run.prompt, answers=progress.answers),
    )
    started = {**ctx.state.get("invocations", {}), str(position): str(child.id)}
    outcome = _keep(
        ctx,
        run,
        steps=progress.steps,
        state={**progress.state, "todos": todos, "invocations": started},
        changes={"todos": todos},
        also=record_invocation,
    )
    return replace(outcome, children=(child,), events=(*outcome.events, _todo_event(todos)))


def _respond(ctx: PhaseContext, run: AgentRun, progress: "Progress", position: int) -> Outcome:
    """Let a model answer."""
    began = time.monotonic()
    completion = demo.complete(run.prompt)
    said = {"text": completion.text, "provider": completion.provider, "model": completion.model}
    step = NewStep(
        action=planning.RESPOND.action,
        model=completion.model,
        input={"prompt": run.prompt},
        output={"detail": completion.text, "usage": completion.usage, **said},
        latency_ms=_since(began),
    )
    todos = _with_status(progress.todos, position, TodoStatus.COMPLETED)
    return _keep(
        ctx,
        run,
        steps=[*progress.steps, step],
        state={**progress.state, "todos": todos, "said": said},
        changes={"todos": todos, "model": completion.model},
    )


def run_finalize(*, ctx: PhaseContext) -> Outcome:
    """Write the answer; the run fails when a step has failed for other reasons than a considered no."""
    run = run_of(ctx)
    progress = _settle(ctx)
    changes: dict[str, Any] = {"todos": progress.todos, "metrics": _metrics(ctx, progress)}
    if progress.error and not is_refusal(progress.error):
        failure = StepFailed(progress.error["detail"], extensions={"cause": progress.error["code"]})
        return replace(_keep(ctx, run, steps=progress.steps, changes=changes), failure=failure)
    answers = progress.answers
    if "said" in ctx.state:
        answers = {**answers, planning.RESPOND.key: ctx.state["said"]}
    final = answer(Findings(run.prompt, ctx.principal, _intent(ctx), answers, progress.error))
    step = NewStep(action="finalize", output={"detail": final.outcome.value}, latency_ms=0.0)
    changes |= {
        "outcome": final.outcome,
        "output": final.text,
        "outputs": final.all_outputs,
        "cypher": final.cypher,
        "provenance": final.provenance,
    }
    outcome = _keep(ctx, run, steps=[*progress.steps, step], changes=changes)
    return replace(outcome, events=(*outcome.events, _todo_event(progress.todos)))


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


def _settle(ctx: PhaseContext) -> Progress:
    """Read what the ended invocations have answered; those not seen before become steps."""
    todos: list[dict[str, Any]] = ctx.state["todos"]
    started: dict[str, str] = ctx.state.get("invocations", {})
    invocations = _invocations(ctx.tenant_id, list(started.values()))
    settled: list[str] = ctx.state.get("settled", [])
    steps: list[NewStep] = []
    answers: dict[str, dict[str, Any]] = {}
    error = ctx.state.get("error")
    for position in sorted(map(int, started)):
        invocation = invocations[UUID(started[str(position)])]
        execution = invocation.execution
        if execution.status == Execution.Status.SUCCEEDED:
            answers[answer_key(invocation.tool, invocation.action)] = invocation.data or {}
            todos = _with_status(todos, position, TodoStatus.COMPLETED)
        else:
            error = execution.error or {"code": "cancelled", "detail": "A step was cancelled."}
            todos = _with_status(todos, position, TodoStatus.FAILED)
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


def _keep(
    ctx: PhaseContext,
    run: AgentRun,
    *,
    steps: list[NewStep],
    changes: dict[str, Any],
    state: dict[str, Any] | None = None,
    also: Callable[[], None] | None = None,
) -> Outcome:
    """An outcome that writes these steps, with their events, and these fields of the run."""
    first_index = ctx.state.get("step_count", 0) + 1

    def record() -> None:
        record_steps(run=run, first_index=first_index, steps=steps)
        AgentRun.objects.filter(pk=run.pk).update(**changes)
        if also is not None:
            also()

    return Outcome(
        state={**(state or {}), "step_count": first_index - 1 + len(steps)},
        events=step_events(first_index=first_index, steps=steps),
        record=record,
    )


def _intent(ctx: PhaseContext) -> Intent:
    data = ctx.state["intent"]
    return Intent(**{**data, "category": Category(data["category"]), "matched": tuple(data["matched"])})


def _metrics(ctx: PhaseContext, progress: Progress) -> dict[str, Any]:
    return {
        "tool_calls": len(progress.settled),
        "tool_errors": sum(todo["status"] == TodoStatus.FAILED for todo in progress.todos),
        "total_llm_calls": int("said" in ctx.state),
    }


def _with_status(todos: list[dict[str, Any]], position: int, status: TodoStatus) -> list[dict[str, Any]]:
    return [
        {**todo, "status": status.value} if index == position else todo for index, todo in enumerate(todos)
    ]


def _todo_event(todos: list[dict[str, Any]]) -> NewEvent:
    return NewEvent(name=Event.Name.TODO, data={"todos": todos})


def _since(began: float) -> float:
    return round((time.monotonic() - began) * 1000, 3)
