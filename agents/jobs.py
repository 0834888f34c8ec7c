"""The job type ``agent.run``: a job that drives a run, so that both are seen and cancelled as one."""

from typing import Any
from uuid import UUID

from celery import chain

from agents.intent import Category
from agents.models import AgentRun
from agents.services import RUN_FLOW, RUN_JOB, Question, run_create
from jobs.engine.context import PhaseContext
from jobs.engine.flows import INTERACTIVE
from jobs.engine.outcome import Child, NewEvent, Outcome
from jobs.engine.phases import phase
from jobs.errors import Cancelled, ExecutionFailed
from jobs.models import Event, Execution, Job
from jobs.registry import register_job_type
from jobs.services import job_record_result
from security.principal import Principal
from security.scopes import Scope
from tenants.context import tenant_scope

PAYLOAD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "prompt": {"type": "string", "minLength": 1, "maxLength": 10_000},
        "session_id": {"type": "string", "format": "uuid"},
        "model": {"type": "string", "maxLength": 255},
        "temperature": {"type": "number", "minimum": 0, "maximum": 2},
        "params": {
            "type": "object",
            "properties": {"category": {"enum": [category.value for category in Category]}},
            "additionalProperties": False,
        },
        "planning_mode": {"enum": ["full", "optional", "none"]},
        "response_mode": {"enum": ["fallback-only", "llm-best-effort"]},
    },
    "required": ["prompt"],
    "additionalProperties": False,
}


def make_run(principal: Principal, job: Job) -> None:
    """Make the run with its job, so that it can be looked at from the beginning."""
    session_id = job.payload.get("session_id")
    question = Question(**{**job.payload, "session_id": UUID(session_id) if session_id else None})
    run_create(principal=principal, question=question, job_id=job.pk)


def _run(ctx: PhaseContext) -> AgentRun:
    with tenant_scope(ctx.tenant_id):
        run: AgentRun = AgentRun.objects.select_related("execution").get(
            execution__parent_id=ctx.execution_id
        )
    return run


@phase("jobs.agent_run.start")
def start(ctx: PhaseContext) -> Outcome:
    """Let the run begin, and wait for its end."""
    run = _run(ctx)
    told = ("agent_run_started", "orchestrator_init")
    return Outcome(
        events=tuple(
            NewEvent(name=Event.Name.STATUS, data={"type": type_, "status": "running", "run_id": str(run.pk)})
            for type_ in told
        ),
        children=(Child(flow=RUN_FLOW, id=run.pk),),
    )


@phase("jobs.agent_run.finish", inline=True)
def finish(ctx: PhaseContext) -> Outcome:
    """Make the run's end the job's own."""
    run = _run(ctx)
    if run.execution.status == Execution.Status.CANCELLED:
        raise Cancelled
    result = {
        "run_id": str(run.pk), "outcome": run.outcome, "output": run.output, "session_id": str(run.session_id)
    }  # fmt: skip
    failure = None
    if run.execution.status == Execution.Status.FAILED:
        error = run.execution.error or {}
        failure = ExecutionFailed(f"Its run has failed: {error.get('detail', 'no reason was recorded')}")
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result), failure=failure)


register_job_type(
    RUN_JOB,
    description="Asks a question: a run that is seen under jobs too.",
    payload_schema=PAYLOAD,
    stages=chain(start.si(), finish.si()),
    scope=Scope.AGENTS_RUN,
    queues=INTERACTIVE,
    prepare=make_run,
)
