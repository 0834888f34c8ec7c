"""Start and cancel runs, and cancel sessions with theirs."""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from agents.errors import UnknownModel
from agents.intent import Category
from agents.llm import demo
from agents.models import AgentRun, Session
from agents.planning import missing_scope
from agents.sessions import session_create, session_end, session_enter, steps_take_up
from jobs.engine.flows import get_flow
from jobs.models import Execution
from jobs.services import execution_cancel, execution_start, job_create
from platform_project.http.errors import PermissionRefused
from security.principal import Principal

RUN_FLOW = "agents.run"
RUN_JOB = "agent.run"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, and how it is to be answered."""

    prompt: str
    session_id: UUID | None = None
    model: str = ""
    temperature: float | None = None
    params: dict[str, Any] = field(default_factory=dict)
    planning_mode: str = "none"
    response_mode: str = "fallback-only"


def run_create(*, principal: Principal, question: Question, job_id: UUID | None = None) -> AgentRun:
    """Record a run, in the given session or a new one, and queue its first phase.

    Args:
        job_id: the job that drives the run: its first phase is queued when the job comes to it.

    Raises:
        SessionNotFound, SessionNotActive: the session is not there, not the principal's, or has ended.
        UnknownModel: there is no such model.
        PermissionRefused: the principal may not ask for this category.
    """
    if question.model not in ("", demo.MODEL):
        raise UnknownModel(f"There is no model {question.model!r}.", extensions={"known": [demo.MODEL]})
    category = question.params.get("category")
    if category and (scope := missing_scope(Category(category), principal)):
        raise PermissionRefused(f"The category {category} needs the scope {scope}.")
    session = _session(principal, question.session_id)
    execution_id = execution_start(principal=principal, flow=get_flow(RUN_FLOW), state={}, parent_id=job_id)
    run: AgentRun = AgentRun.objects.create(
        execution_id=execution_id,
        tenant_id=principal.tenant_id,
        session=session,
        prompt=question.prompt,
        model=question.model,
        temperature=session.temperature if question.temperature is None else question.temperature,
        params=question.params,
        planning_mode=question.planning_mode,
        response_mode=question.response_mode,
    )
    return run


def run_create_by_job(*, principal: Principal, question: Question) -> AgentRun:
    """Record a run that a job of type ``agent.run`` drives, so that it is seen under both.

    Raises:
        What ``run_create`` and ``jobs.services.job_create`` raise.
    """
    asked = {name: value for name, value in asdict(question).items() if value not in (None, "", {})}
    if question.session_id is not None:
        asked["session_id"] = str(question.session_id)
    job = job_create(principal=principal, type_name=RUN_JOB, payload=asked)
    run: AgentRun = AgentRun.objects.select_related("execution").get(execution__parent_id=job.pk)
    return run


def run_cancel(*, run: AgentRun) -> AgentRun:
    """Ask a run to stop, and the job that drives it; its children read the flag from their root."""
    # The run first: its own commits lock it before its parent, too.
    run.execution = execution_cancel(execution=run.execution)
    if run.execution.parent_id is not None:
        execution_cancel(execution=Execution.unscoped.get(pk=run.execution.root_id))
    return run


def session_cancel(*, session: Session) -> Session:
    """End a session, and ask what runs in it to stop. One that has ended stays as it is."""
    session = Session.unscoped.select_for_update(no_key=True).get(pk=session.pk)
    if session.status == Session.Status.ACTIVE:
        runs = AgentRun.unscoped.filter(session=session).select_related("execution")
        for run in runs.exclude(execution__status__in=Execution.TERMINAL).order_by("pk"):
            run_cancel(run=run)
        session_end(session=session, status=Session.Status.CANCELLED)
    return session


def _session(principal: Principal, session_id: UUID | None) -> Session:
    if session_id is None:
        return session_create(principal=principal)[0]
    session = session_enter(principal=principal, session_id=session_id)
    steps_take_up(session=session)
    return session
