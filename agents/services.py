"""Start and cancel runs."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from agents.errors import SessionNotActive, SessionNotFound, UnknownModel
from agents.intent import Category
from agents.llm import demo
from agents.models import AgentRun, Session
from agents.planning import missing_scope
from jobs.engine.flows import get_flow
from jobs.services import execution_cancel, execution_start
from platform_project.http.errors import PermissionRefused
from security.principal import Principal

RUN_FLOW = "agents.run"


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


def run_create(*, principal: Principal, question: Question) -> AgentRun:
    """Record a run, in the given session or a new one, and queue its first phase.

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
    execution_id = execution_start(principal=principal, flow=get_flow(RUN_FLOW), state={})
    run: AgentRun = AgentRun.objects.create(
        execution_id=execution_id,
        tenant_id=principal.tenant_id,
        session=session,
        prompt=question.prompt,
        model=question.model,
        temperature=question.temperature,
        params=question.params,
        planning_mode=question.planning_mode,
        response_mode=question.response_mode,
    )
    return run


def run_cancel(*, run: AgentRun) -> AgentRun:
    """Ask a run to stop; its children read the flag from it."""
    run.execution = execution_cancel(execution=run.execution)
    return run


def _session(principal: Principal, session_id: UUID | None) -> Session:
    if session_id is None:
        created: Session = Session.objects.create(tenant_id=principal.tenant_id, subject=principal.sub)
        return created
    session: Session | None = Session.objects.filter(pk=session_id, subject=principal.sub).first()
    if session is None:
        raise SessionNotFound(f"There is no session {session_id}.")
    if session.status != Session.Status.ACTIVE:
        raise SessionNotActive(extensions={"current_status": session.status})
    session.save(update_fields=["updated_at"])
    return session
