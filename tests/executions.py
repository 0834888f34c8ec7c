"""Start executions, wait for their ends, and check what must hold of every one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db import connections

from jobs.engine.flows import get_flow
from jobs.engine.recovery import recover_once
from jobs.models import Event, Execution
from jobs.services import execution_start, job_create
from security.principal import Principal
from tenants.context import tenant_scope
from tests.processes import wait_until


def start(
    principal: Principal, flow: str, *, due_in: timedelta | None = None, group: str = "", **state: Any
) -> UUID:
    """Start an execution in a transaction of its own."""
    with tenant_scope(principal.tenant_id):
        return execution_start(
            principal=principal, flow=get_flow(flow), state=state, due_in=due_in, exclusive_group=group
        )


def start_demo(principal: Principal, **payload: Any) -> UUID:
    """Start a job of the type ``demo``."""
    with tenant_scope(principal.tenant_id):
        return job_create(principal=principal, type_name="demo", payload=payload).pk


def start_mixed(principal: Principal, *, size: int = 1) -> list[UUID]:
    """Some of everything: phases inline, phases handed over, parents with children. 12 executions a size."""
    started: list[UUID] = []
    for _ in range(size):
        started += [start(principal, "tests.five", seconds=0.05) for _ in range(4)]
        started += [start_demo(principal, duration_ms=250) for _ in range(4)]
        started += [start(principal, "tests.parent", children=1, seconds=0.05) for _ in range(2)]
    return started


def fetch(execution_id: UUID) -> Execution:
    """An execution of whatever tenant, as it is now."""
    return Execution.unscoped.using("engine").get(pk=execution_id)


def events(execution_id: UUID) -> list[Event]:
    """Its events in order."""
    return list(Event.unscoped.using("engine").filter(execution_id=execution_id).order_by("seq"))


def ended(execution_id: UUID, *, timeout: float = 60) -> Execution:
    """The execution once it has ended."""
    wait_until(lambda: fetch(execution_id).is_terminal, timeout=timeout, what=f"the end of {execution_id}")
    return fetch(execution_id)


def running(execution_id: UUID, *, timeout: float = 30) -> Execution:
    """The execution once a worker holds it."""
    wait_until(
        lambda: fetch(execution_id).lease_until is not None,
        timeout=timeout,
        what=f"a claim of {execution_id}",
    )
    return fetch(execution_id)


@dataclass(frozen=True)
class Findings:
    """What is wrong with a set of executions and their descendants; all zeros when nothing is."""

    lost: int = 0
    repeated: int = 0
    missing: int = 0
    gaps: int = 0


_LIVE = """
SELECT count(*) FROM executions
WHERE root_id = ANY(%(roots)s) AND status NOT IN ('succeeded', 'failed', 'cancelled')
"""

# Every phase of the tests' flows and of the demo job records one event that names its step.
_FINDINGS = """
WITH family AS (
  SELECT x.*, (SELECT count(*) FROM executions c WHERE c.parent_id = x.id) AS children,
    COALESCE((x.state ->> 'children')::int, 0) * (x.flow = 'tests.parent')::int AS children_wanted
  FROM executions x WHERE x.root_id = ANY(%(roots)s)
), story AS (
  SELECT f.id, count(e.seq) AS written, count(DISTINCT e.seq) AS numbers, min(e.seq) AS first,
    max(e.seq) AS last, count(*) FILTER (WHERE e.name = 'end') AS ends,
    max(e.seq) FILTER (WHERE e.name = 'end') AS end_at,
    count(COALESCE(e.data ->> 'step', e.data ->> 'stage')) AS steps,
    count(DISTINCT COALESCE(e.data ->> 'step', e.data ->> 'stage')) AS steps_distinct
  FROM family f LEFT JOIN events e ON e.execution_id = f.id GROUP BY f.id
)
SELECT
  count(*) FILTER (WHERE f.status NOT IN ('succeeded', 'failed', 'cancelled'))
    + GREATEST(cardinality(%(roots)s) - count(*) FILTER (WHERE f.parent_id IS NULL), 0),
  count(*) FILTER (WHERE s.steps > s.steps_distinct OR s.ends > 1 OR f.children > f.children_wanted),
  count(*) FILTER (WHERE f.status = 'succeeded'
    AND (s.steps_distinct < f.phase_count OR s.ends = 0 OR f.children < f.children_wanted)),
  count(*) FILTER (WHERE s.first <> 1 OR s.last <> s.written OR s.numbers <> s.written
    OR f.event_seq <> s.last OR s.end_at <> s.last)
FROM family f JOIN story s USING (id)
"""


def live(roots: Iterable[UUID]) -> int:
    """How many of these executions and their descendants have not ended."""
    with connections["engine"].cursor() as cursor:
        cursor.execute(_LIVE, {"roots": list(roots)})
        return int(cursor.fetchone()[0])


def findings(roots: Iterable[UUID]) -> Findings:
    """Check executions and their descendants: ended once, every step recorded once, events 1..n."""
    with connections["engine"].cursor() as cursor:
        cursor.execute(_FINDINGS, {"roots": list(roots)})
        return Findings(*cursor.fetchone())


def assert_sound(roots: Iterable[UUID], *, timeout: float = 60) -> None:
    """Wait until all have ended, and fail unless nothing was lost, repeated or left out."""
    roots = list(roots)
    wait_until(lambda: live(roots) == 0, timeout=timeout, what=f"the end of {len(roots)} executions")
    assert findings(roots) == Findings()


def end_everything() -> None:
    """Cancel what is live, of whatever tenant, and forget every message."""
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            "UPDATE executions SET cancel_requested = true, lease_until = NULL"
            " WHERE status IN ('pending', 'running', 'waiting')"
        )
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        while recover_once(broker).ended:
            pass
        broker.flushall()
