"""A run from question to answer: what each phase does, and what it hands to the engine."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import structlog

from agents import planning
from agents.answers import Findings, answer, is_refusal
from agents.errors import BeyondSession, StepFailed
from agents.followups import choice_of, kept_choice
from agents.intent import Category, Intent, classify
from agents.intent.model import Source
from agents.llm import demo
from agents.models import AgentRun
from agents.planning import Todo, TodoStatus
from agents.progress import Progress, settle, with_status
from agents.steps import NewStep, record_steps, step_events
from graph.errors import GraphQueryFailed, GraphTimeout, GraphUnavailable
from graph.nl import pipeline
from graph.schema import schema_of
from graph.writes.services import approval_create
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import NewEvent, Outcome
from jobs.models import Event
from tenants.context import tenant_scope
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
    except (GraphUnavailable, GraphTimeout, GraphQueryFailed):
        # Who asks for their rights, or just talks, needs no graph; a question for data will say so itself.
        logger.warning("classified_without_schema", exc_info=True)
        schema = None
    with tenant_scope(ctx.tenant_id):
        choice = choice_of(run)
    if choice:
        intent = Intent(Category.GRAPH, 1.0, f"chooses “{choice.text}”", (run.prompt,), Source.CHOICE)
    else:
        wanted = Category(run.params["category"]) if run.params.get("category") else None
        intent = classify(run.prompt, tenant_id=ctx.tenant_id, schema=schema, wanted=wanted)
    step = NewStep(
        action="classify",
        input={"prompt": run.prompt},
        output={
            "detail": f"{intent.category}: {intent.reason}",
            **intent.as_json(),
            **({"chosen": kept_choice(choice)} if choice else {}),
        },
        latency_ms=_since(began),
    )
    return _keep(
        ctx,
        run,
        steps=[step],
        state={"intent": intent.as_json(), "chosen": choice.drafted if choice else None},
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
    planned = planning.plan(_intent(ctx), principal=ctx.principal)
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
    progress = settle(ctx)
    if progress.stopped:
        todos = with_status(progress.todos, position, TodoStatus.SKIPPED)
        return _keep(
            ctx, run, steps=progress.steps, state={**progress.state, "todos": todos}, changes={"todos": todos}
        )
    todo = planning.adapted(Todo(**progress.todos[position]), progress.answers)
    if todo is None:
        todos = with_status(progress.todos, position, TodoStatus.SKIPPED)
        return _keep(
            ctx, run, steps=progress.steps, state={**progress.state, "todos": todos}, changes={"todos": todos}
        )
    todos = [*progress.todos]
    todos[position] = {**todo.as_json(), "status": TodoStatus.IN_PROGRESS.value}
    if not todo.tool:
        return _WITHOUT_TOOL[todo.key](ctx, run, progress, position)
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


def _respond(ctx: PhaseContext, run: AgentRun, progress: Progress, position: int) -> Outcome:
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
    todos = with_status(progress.todos, position, TodoStatus.COMPLETED)
    return _keep(
        ctx,
        run,
        steps=[*progress.steps, step],
        state={**progress.state, "todos": todos, "said": said},
        changes={"todos": todos, "model": completion.model},
    )


def _propose(ctx: PhaseContext, run: AgentRun, progress: Progress, position: int) -> Outcome:
    """Make the dry run of a change, and keep what can be approved of it together with the step."""
    answer = pipeline.proposed(run.prompt, principal=ctx.principal)
    [report] = answer.stages
    proposal = answer.proposal

    def keep_proposal() -> None:
        if proposal is not None:
            approval_create(principal=ctx.principal, proposal=proposal)

    step = NewStep(
        action=report.name,
        input=report.input,
        output={"detail": report.detail, **report.output},
        latency_ms=report.elapsed_ms,
    )
    todos = with_status(progress.todos, position, TodoStatus.COMPLETED)
    return _keep(
        ctx,
        run,
        steps=[*progress.steps, step],
        state={**progress.state, "todos": todos, "proposed": answer.as_json()},
        changes={"todos": todos},
        also=keep_proposal,
    )


# What the run does itself, by the TODO that asks for it.
_WITHOUT_TOOL: Final[dict[str, Callable[[PhaseContext, AgentRun, Progress, int], Outcome]]] = {
    planning.RESPOND.key: _respond,
    planning.PROPOSE.key: _propose,
}


def run_finalize(*, ctx: PhaseContext) -> Outcome:
    """Write the answer; the run fails when a step has failed for other reasons than a considered no."""
    run = run_of(ctx)
    progress = settle(ctx)
    changes: dict[str, Any] = {"todos": progress.todos, "metrics": _metrics(ctx, progress)}
    if progress.error and not is_refusal(progress.error):
        failure = StepFailed(progress.error["detail"], extensions={"cause": progress.error["code"]})
        return replace(_keep(ctx, run, steps=progress.steps, changes=changes), failure=failure)
    answers = progress.answers
    for key, name in _OWN_ANSWERS.items():
        if name in ctx.state:
            answers = {**answers, key: ctx.state[name]}
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


# By the TODO that brought them: where the state keeps the answers that the run has found itself.
_OWN_ANSWERS: Final = {planning.RESPOND.key: "said", planning.PROPOSE.key: "proposed"}


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


def _todo_event(todos: list[dict[str, Any]]) -> NewEvent:
    return NewEvent(name=Event.Name.TODO, data={"todos": todos})


def _since(began: float) -> float:
    return round((time.monotonic() - began) * 1000, 3)
