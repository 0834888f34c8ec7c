"""Read sessions, runs and their steps, as far as a principal may see them."""

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from agents.errors import SessionNotFound, StepNotFound
from agents.models import AgentRun, Session, Step
from jobs.selectors import oversees, visible
from platform_project.http.errors import NotFound
from security.principal import Principal


def runs_visible(*, principal: Principal) -> QuerySet[AgentRun]:
    """The runs that the principal may see."""
    return visible(AgentRun.objects.all(), principal)


def run_visible(*, principal: Principal, run_id: UUID) -> AgentRun:
    """One run.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    run = runs_visible(principal=principal).filter(pk=run_id).first()
    if run is None:
        raise NotFound(f"There is no run {run_id}.")
    return run


def steps_of_run(run: AgentRun) -> QuerySet[Step]:
    """The steps of a run, in their order."""
    return Step.objects.filter(run=run).order_by("index")


def sessions_visible(*, principal: Principal) -> QuerySet[Session]:
    """The sessions that the principal may see, last used first, each with id and number of its last step."""
    last = Step.objects.filter(session=OuterRef("pk")).order_by("-seq")
    rows: QuerySet[Session] = Session.objects.order_by("-updated_at").annotate(
        last_step_id=Subquery(last.values("pk")[:1]), last_step_seq=Subquery(last.values("seq")[:1])
    )
    return rows if oversees(principal) else rows.filter(subject=principal.sub)


def session_visible(*, principal: Principal, session_id: UUID) -> Session:
    """One session.

    Raises:
        SessionNotFound: there is none, or it is not the principal's to see.
    """
    session = sessions_visible(principal=principal).filter(pk=session_id).first()
    if session is None:
        raise SessionNotFound(f"There is no session {session_id}.")
    return session


def steps_of_session(session: Session) -> QuerySet[Step]:
    """The steps of all of a session's runs and those that were added to it, in their order."""
    return Step.objects.filter(session=session).order_by("seq")


def step_of_session(session: Session, step_id: UUID) -> Step:
    """One of them.

    Raises:
        StepNotFound: it is none of this session's.
    """
    step = steps_of_session(session).filter(pk=step_id).first()
    if step is None:
        raise StepNotFound(f"There is no step {step_id} in this session.")
    return step
