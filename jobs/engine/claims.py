"""Claim an execution for one phase, and keep the claim."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from psycopg.rows import dict_row

from jobs.engine import sql
from jobs.engine.context import Lease, PhaseContext
from security.principal import Principal


@dataclass(frozen=True)
class Claim:
    """What came of a message.

    Attributes:
        verdict: ``claimed``, or why not. ``done ended ahead waiting held leased`` call for nothing;
            ``elsewhere`` is for another worker, to whom recovery will send it; ``cancelled overdue
            exhausted`` call for whoever sees them to write the end.
        began: it is the first claim of all, which wrote an event at the time ``at``.
    """

    verdict: str
    flow: str
    traceparent: str
    context: PhaseContext
    event_seq: int
    began: bool
    at: datetime


def statement(using: str, query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one of the engine's statements, prepared, on a connection of Django's; JSON comes as text.

    Raises:
        django.db.OperationalError: the connection is gone; whether the statement took effect is not known.
    """
    connection = connections[using]
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        psycopg.Cursor(connection.connection, row_factory=dict_row) as cursor,
    ):
        cursor.execute(query.encode(), parameters, prepare=True)
        return cursor.fetchall()


def claim(*, execution_id: UUID, phase: int) -> Claim | None:
    """Claim an execution for a phase with a lease, or learn why not; None when there is no such execution."""
    token = uuid4()
    now = datetime.now(UTC)
    parameters = {
        "id": execution_id,
        "phase": phase,
        "token": token,
        "lease": settings.ENGINE_LEASE,
        "max_attempts": settings.ENGINE_MAX_ATTEMPTS,
        "flows": settings.WORKER_FLOWS,
        "now": now,
    }
    try:
        rows = statement("engine", sql.CLAIM, parameters)
    except (OperationalError, InterfaceError):
        # After a restart of PostgreSQL the first statement meets a dead connection. A claim may be repeated:
        # one that did take effect is answered with "leased".
        connections["engine"].close()
        rows = statement("engine", sql.CLAIM, parameters)
    if not rows:
        return None
    row = rows[0]
    context = PhaseContext(
        execution_id=execution_id,
        tenant_id=row["tenant_id"],
        principal=Principal.from_json(json.loads(row["principal"])),
        phase=phase,
        phase_count=row["phase_count"],
        attempt=row["attempt"],
        state=json.loads(row["state"]),
        lease=Lease(execution_id=execution_id, token=token, ends_at=_monotonic(row["time_left"])),
    )
    return Claim(
        row["verdict"], row["flow"], row["traceparent"], context, row["event_seq"], row["began"], now
    )


def _monotonic(time_left: timedelta | None) -> float | None:
    """A deadline on this process's own clock: the hosts' clocks may differ from PostgreSQL's."""
    return None if time_left is None else time.monotonic() + time_left.total_seconds()


def renew(lease: Lease, *, connection: psycopg.Connection[Any]) -> None:
    """Prolong a lease and set its flags from what the database says. Silent once the deadline has passed."""
    if lease.is_overdue:
        return
    row = connection.execute(
        sql.RENEW.encode(),
        {"id": lease.execution_id, "token": lease.token, "lease": settings.ENGINE_LEASE},
        prepare=True,
    ).fetchone()
    if row is None:
        lease.lost.set()
    elif row[0]:
        lease.cancelled.set()
