"""The job type ``graph.ask``: one question, from its words to its answer."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from celery import chain

from graph.ask.keeping import LIMITS, as_result, as_state, from_state
from graph.ask.services import ASK_JOB, MAX_QUESTION
from graph.nl import pipeline
from graph.nl.pipeline import Answer, StageReport
from graph.writes.services import approval_create
from jobs.engine.context import PhaseContext
from jobs.engine.flows import INTERACTIVE
from jobs.engine.outcome import NewEvent, Outcome
from jobs.engine.phases import phase
from jobs.models import Event
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from security.scopes import Scope

DEADLINE: Final = timedelta(minutes=2)
PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "question": {"type": "string", "minLength": 1, "maxLength": MAX_QUESTION},
        "dry_run": {
            "type": "boolean",
            "default": False,
            "description": "Do everything but execute: show the query and its plan; keep no change.",
        },
    },
    "required": ["question"],
    "additionalProperties": False,
}


@phase("graph.ask.understand")
def understand_question(ctx: PhaseContext) -> Outcome:
    """Make a draft of the question, or say at once what there is to say."""
    payload = ctx.state["payload"]
    found = pipeline.understand(
        payload["question"],
        tenant_id=ctx.tenant_id,
        principal=ctx.principal,
        dry_run=payload.get("dry_run", False),
    )
    told = progress_event(stage="understand", message=found.stages[-1].detail, percent=50)
    events = (*_stage_events(found.stages), told)
    if isinstance(found, Answer):
        return Outcome(
            state={"answer": as_result(found)}, events=events, record=lambda: _keep_proposal(ctx, found)
        )
    return Outcome(state={"drafted": as_state(found)}, events=events)


@phase("graph.ask.answer", inline=True)
def answer_question(ctx: PhaseContext) -> Outcome:
    """Validate the draft, execute it and put the rows in words; keep the answer."""
    if "answer" in ctx.state:
        return _ended(ctx, ctx.state["answer"], ())
    drafted = from_state(ctx.state["drafted"], principal=ctx.principal)

    def is_cancelled() -> bool:
        ctx.check_cancelled()
        return False

    answer = pipeline.carry_out(drafted, tenant_id=ctx.tenant_id, limits=LIMITS, cancelled=is_cancelled)
    return _ended(ctx, as_result(answer), answer.stages[len(drafted.stages) :])


def _ended(ctx: PhaseContext, answer: dict[str, Any], stages: tuple[StageReport, ...]) -> Outcome:
    told = progress_event(stage="answer", message=answer["outcome"], percent=100)
    return Outcome(
        events=(*_stage_events(stages), told),
        record=job_record_result(execution_id=ctx.execution_id, result=answer),
    )


def _keep_proposal(ctx: PhaseContext, answer: Answer) -> None:
    if answer.proposal is not None:
        approval_create(principal=ctx.principal, proposal=answer.proposal)


def _stage_events(stages: Iterable[StageReport]) -> Iterable[NewEvent]:
    """One event for each stage; what came in and went out is in the answer."""
    for stage in stages:
        told = {"stage": stage.name, "ok": stage.ok, "detail": stage.detail, "elapsed_ms": stage.elapsed_ms}
        yield NewEvent(name=Event.Name.STEP, data={"type": "stage", **told})


register_job_type(
    ASK_JOB,
    description="Answers a question about the graph, or shows how it would.",
    payload_schema=PAYLOAD,
    stages=chain(understand_question.si(), answer_question.si()),
    scope=Scope.GRAPH_READ,
    queues=INTERACTIVE,
    deadline=DEADLINE,
)
