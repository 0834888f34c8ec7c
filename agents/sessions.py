"""Open sessions, add steps to them, end them, and forget them."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agents.errors import DuplicateSession, SessionNotActive, SessionNotFound
from agents.models import DEFAULT_MAX_STEPS, DEFAULT_TEMPERATURE, AgentRun, Session, Step
from agents.steps import next_number
from jobs.models import Execution
from security.principal import Principal
from tenants.ids import new_id


@dataclass(frozen=True, kw_only=True)
class SessionConfig:
    """How the runs of a session are answered.

    ``tools`` is the list of those that they may use, of the ones that the principal may use: it narrows, and
    grants nothing.
    """

    manager: str = ""
    preferred_workers: list[str] | None = None
    llm_preferences: dict[str, str] | None = None
    agent_role: str = ""
    tools: list[str] | None = None
    temperature: float = DEFAULT_TEMPERATURE
    max_steps: int = DEFAULT_MAX_STEPS


@dataclass(frozen=True, kw_only=True)
class AddedStep:
    """What somebody adds to a conversation."""

    type: Step.Type
    message: str = ""
    tool: str = ""
    input: dict[str, Any] = field(default_factory=dict)
    output: dict[str, Any] = field(default_factory=dict)


def session_create(
    *,
    principal: Principal,
    config: SessionConfig | None = None,
    session_id: UUID | None = None,
    prompt: str = "",
    metadata: dict[str, Any] | None = None,
) -> tuple[Session, bool]:
    """Open a session of the principal's, and whether that was needed.

    With the id of one that is the principal's already, it is that session, as it is. A ``prompt`` is its
    first step, for its first run to take up.

    Raises:
        DuplicateSession: the id is taken. Inserting comes first, so that neither the answer nor the time that
            it takes tells by whom, not even whether it is somebody of this tenant.
    """
    session = Session(
        id=session_id or new_id(),
        tenant_id=principal.tenant_id,
        subject=principal.sub,
        metadata=metadata or {},
        **asdict(config or SessionConfig()),
    )
    if session_id is None:
        session.save(force_insert=True)
    elif own := _taken_by(session):
        return own, False
    if prompt:
        _record(session, AddedStep(type=Step.Type.USER, message=prompt))
    return session, True


def _taken_by(session: Session) -> Session | None:
    """Insert a session, or find the one that has its id and is of the same owner."""
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:
        own: Session | None = Session.objects.filter(pk=session.pk, subject=session.subject).first()
        if own is None:
            raise DuplicateSession from error
        return own
    return None


def session_enter(*, principal: Principal, session_id: UUID) -> Session:
    """An active session of the principal's, which nobody ends before this transaction has.

    Raises:
        SessionNotFound: there is none, or it is somebody else's.
        SessionNotActive: it has ended.
    """
    # The steps of running phases refer to the row; only a lock that leaves its key alone lets them go on.
    rows = Session.objects.select_for_update(no_key=True)
    session: Session | None = rows.filter(pk=session_id, subject=principal.sub).first()
    if session is None:
        raise SessionNotFound(f"There is no session {session_id}.")
    if session.status != Session.Status.ACTIVE:
        active = Session.Status.ACTIVE.value
        raise SessionNotActive(extensions={"current_status": session.status, "expected_status": active})
    session.save(update_fields=["updated_at"])
    return session


def step_add(*, principal: Principal, session_id: UUID, step: AddedStep) -> Step:
    """Add a step to a session of the principal's.

    Raises:
        SessionNotFound, SessionNotActive: as ``session_enter`` does.
    """
    return _record(session_enter(principal=principal, session_id=session_id), step)


def _record(session: Session, step: AddedStep) -> Step:
    number = next_number(session.pk)
    recorded: Step = Step.objects.create(
        tenant_id=session.tenant_id,
        session=session,
        seq=number,
        index=number,
        action=step.type,
        message=step.message,
        tool=step.tool,
        status=Step.Status.QUEUED,
        input=step.input,
        output=step.output,
        started_at=timezone.now(),
    )
    return recorded


def steps_take_up(*, session: Session) -> None:
    """A run begins: what was added before it is part of what it goes by."""
    _end_queued(session, Step.Status.SUCCEEDED)


def session_end(*, session: Session, status: Session.Status) -> None:
    """Write the end of an active session, whose row the caller has locked. What is queued is cancelled."""
    session.status = status
    session.save(update_fields=["status", "updated_at"])
    _end_queued(session, Step.Status.CANCELLED)


def _end_queued(session: Session, status: Step.Status) -> None:
    queued = Step.unscoped.filter(session=session, status=Step.Status.QUEUED)
    queued.update(status=status, finished_at=timezone.now())


def sessions_expired_delete(*, before: datetime, limit: int) -> int:
    """Delete sessions that nobody has used since a time, with their runs and all that these have recorded.

    Those in which something still runs stay. It works on the rows that the caller's scope shows, a tenant's
    or those of all; safe to repeat, and to do in several processes at once.

    Returns:
        How many were deleted; when it is ``limit`` there may be more.
    """
    live = AgentRun.unscoped.filter(session=OuterRef("pk")).exclude(execution__status__in=Execution.TERMINAL)
    expired = Session.unscoped.filter(~Exists(live), updated_at__lt=before).order_by("updated_at")
    # Who enters one of them has locked it, and changes the time by which it was chosen.
    locked = expired.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    chosen = list(locked[:limit])
    Execution.unscoped.filter(agent_run__session__in=chosen).delete()
    Session.unscoped.filter(pk__in=chosen).delete()
    return len(chosen)
