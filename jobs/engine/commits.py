"""Commit what a phase has done, with what follows from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from jobs.engine import sql
from jobs.engine.claims import Claim, statement
from jobs.engine.context import PhaseContext
from jobs.engine.flows import Flow, get_flow
from jobs.engine.outcome import Child, NewEvent, Outcome
from jobs.models import Event, Execution, wire_status
from platform_project.http import trace
from security.principal import Principal
from security.roles import ROLES
from tenants.context import tenant_scope


@dataclass(frozen=True)
class Touched:
    """An execution as a commit has left it."""

    whose: str
    id: UUID
    tenant_id: UUID
    flow: str
    queue: str
    phase: int
    phase_count: int
    status: str
    dispatched_at: datetime | None
    event_seq: int
    traceparent: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    makes_room: bool = False
    """Whether something that waits for its turn may begin now: by its end, or this itself."""

    @property
    def is_runnable(self) -> bool:
        """Whether a message has to be sent for it."""
        return self.status in ("pending", "running") and self.dispatched_at is not None


def as_json(value: Any) -> str:
    """JSON text of values that come from phases (times, UUIDs, decimals included)."""
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":"))


def events_json(events: Sequence[NewEvent]) -> str:
    """Events as the statements take them."""
    return as_json([{"name": event.name, "data": event.data} for event in events])


def end_event(*, kind: str, status: str, error: dict[str, Any] | None = None) -> NewEvent:
    """The last event of an execution, in the words of its kind."""
    data: dict[str, Any] = {"status": wire_status(kind, status)}
    if error:
        data["error"] = error
    return NewEvent(name=Event.Name.END, data=data)


@dataclass(frozen=True)
class Committed:
    """What a statement changed: the executions, and the events written for the first of them.

    Empty when nothing was written: the execution was cancelled, has ended, or is another worker's.
    """

    executions: tuple[Touched, ...] = ()
    events: tuple[NewEvent, ...] = ()
    at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.executions)


def execute(
    query: str,
    parameters: dict[str, Any],
    *,
    events: Sequence[NewEvent],
    using: str = "engine",
) -> Committed:
    """Run a statement that writes events, with the time that they will show, live and replayed."""
    now = datetime.now(UTC)
    rows = statement(using, query, {**parameters, "events": events_json(events), "now": now})
    if not rows:
        return Committed()
    return Committed(tuple(Touched(**row) for row in rows), tuple(events), now)


def create(
    *,
    execution_id: UUID,
    flow: Flow,
    principal: Principal,
    state: Mapping[str, Any],
    traceparent: str = "",
    due_in: timedelta | None = None,
    priority: int = Execution.Priority.NORMAL,
    parent_id: UUID | None = None,
    exclusive_group: str = "",
) -> Committed:
    """Insert an execution with its first event, within the caller's transaction and tenant scope.

    It is held back while as many of its owner's or its tenant's are under way as may be.

    Args:
        parent_id: it is to be a child of this root, and is held until a phase of that names it as a child.
        exclusive_group: of those of its tenant that have the same, one is under way at a time.
    """
    first = _pending_event(flow.kind)
    parameters = {
        "id": execution_id,
        "tenant_id": principal.tenant_id,
        "kind": flow.kind.value,
        "flow": flow.name,
        "subject": principal.sub,
        "principal": as_json(principal.as_json()),
        "parent_id": parent_id,
        "phase_count": flow.phase_count(),
        "state": as_json(state),
        "queue": flow.first_queue(priority),
        "priority": priority,
        "exclusive_group": exclusive_group,
        "shares": as_json(shares()),
        "tenant_share": settings.TENANT_CONCURRENT_JOBS,
        "due_in": due_in,
        "deadline": flow.deadline,
        "traceparent": traceparent,
        "first_event": as_json(first.data),
    }
    return execute(sql.CREATE, parameters, events=(first,), using="default")


def advance(*, flow: Flow, context: PhaseContext, outcome: Outcome, keep: bool) -> Committed:
    """Commit a phase: its rows, events and children, and what comes next, in one transaction.

    Args:
        keep: hold on to the lease, since the next phase goes on in the same task.

    Raises:
        ValueError: a phase that is the last, or has failed, has spawned children: nothing is left that could
            wait for them.
    """
    phase_count = flow.count_after(context.phase_count, outcome.repetitions)
    is_last = context.phase + 1 >= phase_count
    ends = is_last or outcome.failure is not None
    if outcome.children and ends:
        raise ValueError(f"Phase {context.phase} of {flow.name} ends it and spawned children.")
    status = Execution.Status.RUNNING
    error = outcome.failure.as_json() if outcome.failure else None
    events = outcome.events
    if ends:
        status = Execution.Status.FAILED if outcome.failure else Execution.Status.SUCCEEDED
        events = (*events, end_event(kind=flow.kind, status=status, error=error))
    elif outcome.children:
        status = Execution.Status.WAITING
    parameters = {
        "id": context.execution_id,
        "phase": context.phase,
        "token": context.lease.token,
        "next_phase": context.phase + 1,
        "phase_count": phase_count,
        "status": status.value,
        "error": as_json(error) if error else None,
        "keep": keep,
        "lease": settings.ENGINE_LEASE,
        "state": as_json(outcome.state),
        "children": as_json([_child_row(child) for child in outcome.children]),
        "children_count": len(outcome.children),
        "queue": flow.continuing_queue,
    }
    query = sql.advance(ends=ends, spawns=bool(outcome.children))
    if outcome.record is None:
        # Rows of the engine's own, one statement: its transaction needs no round trips of its own.
        return execute(query, parameters, events=events)
    with tenant_scope(context.tenant_id):
        committed = execute(query, parameters, events=events, using="default")
        if committed:
            outcome.record()
    return committed


def shares() -> dict[str, int]:
    """How many executions of a kind one person of each role may have under way at once."""
    return {role.value: definition.concurrent_jobs for role, definition in ROLES.items()}


def _child_row(child: Child) -> dict[str, Any]:
    flow = get_flow(child.flow)
    return {
        "id": child.id,
        "kind": flow.kind,
        "flow": flow.name,
        "state": child.state,
        "first_event": _pending_event(flow.kind).data,
        "phase_count": flow.phase_count(),
        "queue": flow.continuing_queue,
        "deadline": flow.deadline.total_seconds(),
        "traceparent": trace.current_traceparent(),
    }


def _pending_event(kind: Execution.Kind) -> NewEvent:
    status = wire_status(kind, Execution.Status.PENDING)
    return NewEvent(name=Event.Name.STATUS, data={"status": status})


def begun(claim: Claim) -> Committed:
    """What a claim wrote beside the lease: the first of all says that the execution is running."""
    if not claim.began:
        return Committed()
    context = claim.context
    itself = Touched(
        whose="self",
        id=context.execution_id,
        tenant_id=context.tenant_id,
        flow=claim.flow,
        queue="",
        phase=context.phase,
        phase_count=context.phase_count,
        status=Execution.Status.RUNNING,
        dispatched_at=None,
        event_seq=claim.event_seq,
    )
    event = NewEvent(name=Event.Name.STATUS, data={"status": Execution.Status.RUNNING.value})
    return Committed((itself,), (event,), claim.at)


def append(*, context: PhaseContext, events: Sequence[NewEvent]) -> Committed:
    """Write events while a phase is still at work; nothing when its lease has gone."""
    parameters = {"id": context.execution_id, "token": context.lease.token}
    return execute(sql.APPEND, parameters, events=events)


def postpone(*, flow: Flow, context: PhaseContext, delay: timedelta, error: dict[str, Any]) -> Committed:
    """Let a phase that could not be done be tried again after a delay, as a row that is due."""
    data = {
        "type": "retry",
        "attempt": context.attempt,
        "delay_seconds": delay.total_seconds(),
        "error": error,
    }
    warning = NewEvent(name=Event.Name.WARNING, data=data)
    return _due_later(flow, context, delay, events=(warning,), counts=True)


def put_off(*, flow: Flow, context: PhaseContext, delay: timedelta) -> Committed:
    """Let a phase that found no room be done again after a delay, as a row that is due; it was no attempt."""
    return _due_later(flow, context, delay, events=(), counts=False)


def _due_later(
    flow: Flow, context: PhaseContext, delay: timedelta, *, events: Sequence[NewEvent], counts: bool
) -> Committed:
    parameters = {
        "id": context.execution_id,
        "phase": context.phase,
        "token": context.lease.token,
        "delay": delay,
        "queue": flow.continuing_queue,
        "counts": counts,
    }
    return execute(sql.POSTPONE, parameters, events=events)
