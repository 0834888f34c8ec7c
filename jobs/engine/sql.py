"""The statements that are the heart of the engine, each one round trip.

They use ``clock_timestamp()``: ``now()`` stands still while a statement waits for a lock. They use nothing
newer than PostgreSQL 15.
"""

from functools import cache

_LIVE_ROOT = "NOT EXISTS (SELECT FROM executions r WHERE r.id = x.root_id AND r.cancel_requested)"
_DEAD_LEASE = "(x.lease_until IS NULL OR x.lease_until < clock_timestamp())"
_CANCELLED = (
    "(x.cancel_requested OR EXISTS (SELECT FROM executions r WHERE r.id = x.root_id AND r.cancel_requested))"
)
_OVERDUE = "(x.deadline_at IS NOT NULL AND x.deadline_at < clock_timestamp())"
_ENDED = "('succeeded', 'failed', 'cancelled')"
_RESULT_COLUMNS = "id, tenant_id, flow, queue, phase, phase_count, status, dispatched_at, event_seq"

CREATE = (
    """
WITH k AS (
  INSERT INTO executions (id, tenant_id, kind, flow, subject, principal, root_id, status, phase, phase_count,
    attempt, state, waiting_for, cancel_requested, event_seq, queue, dispatched_at, due_at, deadline_at,
    traceparent, created_at)
  VALUES (%(id)s, %(tenant_id)s, %(kind)s, %(flow)s, %(subject)s, %(principal)s::jsonb, %(id)s, 'pending', 0,
    %(phase_count)s, 0, %(state)s::jsonb, 0, false, 1, %(queue)s,
    CASE WHEN %(due_in)s::interval IS NULL THEN clock_timestamp() END, clock_timestamp() + %(due_in)s,
    clock_timestamp() + COALESCE(%(due_in)s, '0'::interval) + %(deadline)s, %(traceparent)s,
    clock_timestamp())
  RETURNING *
), ke AS (
  INSERT INTO events (execution_id, tenant_id, seq, name, data, created_at)
  SELECT id, tenant_id, 1, 'status', %(first_event)s::jsonb, %(now)s FROM k
)
SELECT 'self' AS whose, """
    + _RESULT_COLUMNS
    + """ FROM k
"""
)

CLAIM = f"""
WITH c AS (
  UPDATE executions x SET status = 'running', lease_token = %(token)s, attempt = attempt + 1,
    lease_until = clock_timestamp() + %(lease)s,
    started_at = COALESCE(started_at, clock_timestamp()),
    event_seq = event_seq + (status = 'pending')::int
  WHERE id = %(id)s AND phase = %(phase)s AND status IN ('pending', 'running')
    AND attempt < %(max_attempts)s AND {_DEAD_LEASE} AND NOT cancel_requested AND {_LIVE_ROOT}
    AND NOT {_OVERDUE}
  RETURNING x.*, set_config('synchronous_commit', 'off', true)
), began AS (
  INSERT INTO events (execution_id, tenant_id, seq, name, data, created_at)
  SELECT id, tenant_id, event_seq, 'status', '{{"status": "running"}}', %(now)s
  FROM c WHERE phase = 0 AND attempt = 1
)
SELECT 'claimed' AS verdict, flow, tenant_id, principal, phase_count, attempt, state, traceparent, event_seq,
  deadline_at - clock_timestamp() AS time_left, phase = 0 AND attempt = 1 AS began
FROM c
UNION ALL
SELECT CASE
    WHEN status IN {_ENDED} THEN 'ended'
    WHEN {_CANCELLED} THEN CASE WHEN {_DEAD_LEASE} THEN 'cancelled' ELSE 'leased' END
    WHEN {_OVERDUE} AND {_DEAD_LEASE} THEN 'overdue'
    WHEN phase > %(phase)s THEN 'done'
    WHEN phase < %(phase)s THEN 'ahead'
    WHEN status = 'waiting' THEN 'waiting'
    WHEN attempt >= %(max_attempts)s AND {_DEAD_LEASE} THEN 'exhausted'
    ELSE 'leased' END,
  flow, tenant_id, principal, phase_count, attempt, state, traceparent, event_seq,
  deadline_at - clock_timestamp(), false
FROM executions x WHERE id = %(id)s AND NOT EXISTS (SELECT FROM c)
"""

RENEW = f"""
UPDATE executions x SET lease_until = clock_timestamp() + %(lease)s
WHERE id = %(id)s AND lease_token = %(token)s AND status = 'running'
RETURNING {_CANCELLED}, set_config('synchronous_commit', 'off', true)
"""

# What follows a change of executions, named `e`, which carries `events` (a JSON array) beside its columns.
_EVENTS = """
i AS (
  INSERT INTO events (execution_id, tenant_id, seq, name, data, created_at)
  SELECT e.id, e.tenant_id, e.event_seq - jsonb_array_length(e.events) + n, v ->> 'name', v -> 'data',
    %(now)s
  FROM e, jsonb_array_elements(e.events) WITH ORDINALITY AS a(v, n)
)
"""

_PARENTS_WOKEN = f"""
p AS (
  UPDATE executions x SET waiting_for = GREATEST(x.waiting_for - ended.n, 0),
    status = CASE WHEN x.waiting_for <= ended.n THEN 'running' ELSE x.status END,
    dispatched_at = CASE WHEN x.waiting_for <= ended.n THEN clock_timestamp() ELSE x.dispatched_at END
  FROM (SELECT parent_id, count(*) AS n FROM e WHERE status IN {_ENDED} AND parent_id IS NOT NULL
    GROUP BY parent_id) AS ended
  WHERE x.id = ended.parent_id AND x.status = 'waiting' AND x.id NOT IN (SELECT id FROM e)
  RETURNING x.*
)
"""

_CHILDREN = """
k AS (
  INSERT INTO executions (id, tenant_id, kind, flow, subject, principal, parent_id, root_id, status, phase,
    phase_count, attempt, state, waiting_for, cancel_requested, event_seq, queue, dispatched_at, deadline_at,
    traceparent, created_at)
  SELECT c.id, e.tenant_id, c.kind, c.flow, e.subject, e.principal, e.id, e.root_id, 'pending', 0,
    c.phase_count, 0, c.state, 0, false, 1, c.queue, clock_timestamp(),
    LEAST(e.deadline_at, clock_timestamp() + c.deadline), e.traceparent, clock_timestamp()
  FROM e, jsonb_to_recordset(%(children)s::jsonb) AS c(id uuid, kind text, flow text, state jsonb,
    phase_count smallint, queue text, deadline interval)
  RETURNING *
), ke AS (
  INSERT INTO events (execution_id, tenant_id, seq, name, data, created_at)
  SELECT k.id, k.tenant_id, 1, 'status', c.first_event, %(now)s
  FROM k, jsonb_to_recordset(%(children)s::jsonb) AS c(id uuid, first_event jsonb) WHERE c.id = k.id
)
"""


@cache
def advance(*, ends: bool, spawns: bool) -> str:
    """The statement that commits a phase, without the parts that its outcome does not need.

    What PostgreSQL need not set up is a third of the statement's time, and most phases neither end their
    execution nor spawn children.
    """
    parts, results = [_EVENTS], ""
    if ends:
        parts.append(_PARENTS_WOKEN)
        results += f"UNION ALL SELECT 'parent', {_RESULT_COLUMNS} FROM p\n"
    if spawns:
        parts.append(_CHILDREN)
        results += f"UNION ALL SELECT 'child', {_RESULT_COLUMNS} FROM k\n"
    return f"""
WITH e AS (
  UPDATE executions x SET phase = %(next_phase)s, phase_count = %(phase_count)s, status = %(status)s::text,
    attempt = %(keep)s::int, state = x.state || %(state)s::jsonb, waiting_for = %(children_count)s,
    event_seq = x.event_seq + jsonb_array_length(%(events)s::jsonb), queue = %(queue)s,
    dispatched_at = clock_timestamp(), due_at = NULL,
    lease_token = CASE WHEN %(keep)s THEN x.lease_token END,
    lease_until = CASE WHEN %(keep)s THEN clock_timestamp() + %(lease)s END,
    error = %(error)s::jsonb,
    finished_at = CASE WHEN %(status)s::text IN ('succeeded', 'failed') THEN clock_timestamp() END
  WHERE id = %(id)s AND phase = %(phase)s AND lease_token = %(token)s AND status = 'running'
    AND NOT cancel_requested AND {_LIVE_ROOT}
  RETURNING x.*, %(events)s::jsonb AS events
), {", ".join(parts)}
SELECT 'self' AS whose, {_RESULT_COLUMNS} FROM e
{results}"""


# A phase is to be tried again later: the row keeps its attempts and is due, not dispatched.
POSTPONE = f"""
WITH e AS (
  UPDATE executions x SET lease_token = NULL, lease_until = NULL, dispatched_at = NULL,
    due_at = clock_timestamp() + %(delay)s, queue = %(queue)s,
    event_seq = x.event_seq + jsonb_array_length(%(events)s::jsonb)
  WHERE id = %(id)s AND phase = %(phase)s AND lease_token = %(token)s AND status = 'running'
  RETURNING x.*, %(events)s::jsonb AS events
), {_EVENTS}
SELECT 'self' AS whose, {_RESULT_COLUMNS} FROM e
"""

# Progress within a phase: events alone, for whoever still holds the lease.
APPEND = f"""
WITH e AS (
  UPDATE executions x SET event_seq = x.event_seq + jsonb_array_length(%(events)s::jsonb)
  WHERE id = %(id)s AND lease_token = %(token)s AND status = 'running'
  RETURNING x.*, %(events)s::jsonb AS events
), {_EVENTS}
SELECT 'self' AS whose, {_RESULT_COLUMNS} FROM e
"""

_END = """
  UPDATE executions x SET status = %(status)s::text, error = %(error)s::jsonb, lease_token = NULL,
    lease_until = NULL, waiting_for = 0, finished_at = clock_timestamp(),
    event_seq = x.event_seq + jsonb_array_length(%(events)s::jsonb)
  FROM target WHERE x.id = target.id
  RETURNING x.*, %(events)s::jsonb AS events
"""

_END_RESULT = f"""
SELECT 'self' AS whose, {_RESULT_COLUMNS} FROM e
UNION ALL SELECT 'parent', {_RESULT_COLUMNS} FROM p
"""

# The worker that holds the lease writes the end.
END_OWN = f"""
WITH target AS (SELECT id FROM executions x WHERE id = %(id)s AND lease_token = %(token)s
    AND phase = %(phase)s AND status = 'running' AND (NOT %(only_if_cancelled)s OR {_CANCELLED}) FOR UPDATE),
e AS ({_END}), {_EVENTS}, {_PARENTS_WOKEN} {_END_RESULT}
"""

# Nobody holds the lease: whoever sees it writes the end, up to a number of rows at a time.
_NOT_HELD = f"status IN ('pending', 'running', 'waiting') AND {_DEAD_LEASE}"


def end_abandoned(reason: str, *, one: bool) -> str:
    """The statement that ends executions which nobody holds and which are cancelled, overdue or exhausted."""
    predicate = {
        "cancelled": _CANCELLED,
        "overdue": _OVERDUE,
        "exhausted": "x.status = 'running' AND x.attempt >= %(max_attempts)s AND x.lease_token IS NOT NULL",
    }[reason]
    which = "AND x.id = %(id)s" if one else "ORDER BY x.id LIMIT %(limit)s"
    return f"""
WITH target AS (SELECT id FROM executions x WHERE {_NOT_HELD} AND {predicate} {which}
  FOR UPDATE SKIP LOCKED),
e AS ({_END}), {_EVENTS}, {_PARENTS_WOKEN} {_END_RESULT}
"""


# An unclaimed row that is older than the oldest message still waiting in its queue has lost its own: the
# queues are first in, first out. `%(watermarks)s` maps queue names to the age of that message.
LOST = f"""
WITH lost AS (
  SELECT x.id FROM executions x
  WHERE x.status IN ('pending', 'running') AND (
    x.lease_until < clock_timestamp() OR x.lease_until IS NULL AND x.dispatched_at < LEAST(
      clock_timestamp(), (%(watermarks)s::jsonb ->> x.queue)::timestamptz) - %(grace)s)
  ORDER BY x.dispatched_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE executions e SET dispatched_at = clock_timestamp(), lease_until = NULL
FROM lost WHERE e.id = lost.id
RETURNING {", ".join(f"e.{column}" for column in _RESULT_COLUMNS.split(", "))}
"""

DUE = f"""
WITH due AS (
  SELECT x.id FROM executions x
  WHERE x.status IN ('pending', 'running') AND x.lease_until IS NULL AND x.dispatched_at IS NULL
    AND (x.due_at IS NULL OR x.due_at <= clock_timestamp())
  ORDER BY x.due_at NULLS FIRST, x.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE executions e SET dispatched_at = clock_timestamp(), due_at = NULL
FROM due WHERE e.id = due.id
RETURNING {", ".join(f"e.{column}" for column in _RESULT_COLUMNS.split(", "))}
"""

# A parent whose children have all ended and that nobody woke.
WAKE = f"""
WITH orphan AS (
  SELECT x.id FROM executions x WHERE x.status = 'waiting' AND NOT EXISTS (
    SELECT FROM executions c WHERE c.parent_id = x.id AND c.status NOT IN {_ENDED})
  LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE executions e SET status = 'running', waiting_for = 0, dispatched_at = clock_timestamp()
FROM orphan WHERE e.id = orphan.id
RETURNING {", ".join(f"e.{column}" for column in _RESULT_COLUMNS.split(", "))}
"""

REQUEST_CANCEL = f"""
UPDATE executions SET cancel_requested = true
WHERE id = %(id)s AND status NOT IN {_ENDED} RETURNING id
"""
