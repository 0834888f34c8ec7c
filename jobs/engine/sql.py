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
_OVERDUE = "(x.deadline_at IS NOT NULL AND x.deadline_at < clock_timestamp() AND NOT x.held)"
# A worker may be bound to some flows of jobs; runs and invocations are everybody's.
_ELSEWHERE = "(x.kind = 'job' AND COALESCE(x.flow <> ALL (%(flows)s::text[]), false))"
ENDED = "('succeeded', 'failed', 'cancelled')"
RESULT_COLUMNS = (
    "id, tenant_id, flow, queue, phase, phase_count, status, dispatched_at, event_seq, traceparent,"
    " started_at, finished_at"
)
# Whether an end may let something begin that waits for its turn.
_MAKES_ROOM = (
    "e.parent_id IS NULL AND EXISTS (SELECT FROM executions h WHERE h.held AND h.parent_id IS NULL"
    " AND h.tenant_id = e.tenant_id) AS makes_room"
)

# Fair share: how much of a kind is under way for a tenant, and for one of its people.
UNDER_WAY = (
    "SELECT count(*) FROM executions w WHERE w.tenant_id = {whose}.tenant_id AND w.kind = {whose}.kind"
    " AND w.status IN ('pending', 'running', 'waiting') AND NOT w.held AND w.parent_id IS NULL"
)
UNDER_WAY_OF_OWNER = UNDER_WAY + " AND w.subject = {whose}.subject"
# How much one person may have under way: as the most generous of its roles says, in its tenant or else
# everywhere (``%(shares)s``); without a role there is no such bound.
SHARE = (
    "(SELECT max(COALESCE((t.role_limits -> r ->> 'concurrent_jobs')::int, (%(shares)s::jsonb ->> r)::int))"
    " FROM jsonb_array_elements_text({principal} -> 'roles') AS roles(r))"
)

# What begins at the same moment is counted by neither: the bounds may be passed by as many as are created at
# once, and never by what waits for its turn. What has a group always does, since one of a group goes alone.
CREATE = f"""
WITH asked AS (
  SELECT %(tenant_id)s::uuid AS tenant_id, %(kind)s::text AS kind, %(subject)s::text AS subject,
    {SHARE.format(principal="%(principal)s::jsonb")} AS share,
    COALESCE(t.concurrent_jobs, %(tenant_share)s) AS tenant_share, t.status AS tenant_status
  FROM tenants t WHERE t.id = %(tenant_id)s
), admission AS (
  SELECT %(parent_id)s::uuid IS NOT NULL OR %(exclusive_group)s::text <> '' OR tenant_status <> 'active'
    OR ({UNDER_WAY.format(whose="asked")}) >= tenant_share
    OR share IS NOT NULL AND ({UNDER_WAY_OF_OWNER.format(whose="asked")}) >= share AS held
  FROM asked
), k AS (
  INSERT INTO executions (id, tenant_id, kind, flow, subject, principal, parent_id, root_id, status, phase,
    phase_count, attempt, state, waiting_for, cancel_requested, event_seq, queue, priority, held,
    exclusive_group, dispatched_at, due_at, deadline_at, traceparent, created_at)
  SELECT %(id)s, %(tenant_id)s, %(kind)s, %(flow)s, %(subject)s, %(principal)s::jsonb, %(parent_id)s,
    COALESCE(%(parent_id)s, %(id)s), 'pending', 0, %(phase_count)s, 0, %(state)s::jsonb, 0, false, 1,
    %(queue)s, %(priority)s, held, %(exclusive_group)s,
    CASE WHEN %(due_in)s::interval IS NULL AND NOT held THEN clock_timestamp() END,
    clock_timestamp() + %(due_in)s,
    clock_timestamp() + COALESCE(%(due_in)s, '0'::interval) + %(deadline)s, %(traceparent)s,
    clock_timestamp()
  FROM admission
  RETURNING *
), ke AS (
  INSERT INTO events (execution_id, tenant_id, seq, name, data, created_at)
  SELECT id, tenant_id, 1, 'status', %(first_event)s::jsonb, %(now)s FROM k
)
SELECT 'self' AS whose, {RESULT_COLUMNS}, exclusive_group <> '' AS makes_room FROM k
"""

CLAIM = f"""
WITH c AS (
  UPDATE executions x SET status = 'running', lease_token = %(token)s, attempt = attempt + 1,
    lease_until = clock_timestamp() + %(lease)s,
    started_at = COALESCE(started_at, clock_timestamp()),
    event_seq = event_seq + (status = 'pending')::int
  WHERE id = %(id)s AND phase = %(phase)s AND status IN ('pending', 'running')
    AND attempt < %(max_attempts)s AND {_DEAD_LEASE} AND NOT cancel_requested AND {_LIVE_ROOT}
    AND NOT {_OVERDUE} AND NOT held AND NOT {_ELSEWHERE}
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
    WHEN status IN {ENDED} THEN 'ended'
    WHEN {_CANCELLED} THEN CASE WHEN {_DEAD_LEASE} THEN 'cancelled' ELSE 'leased' END
    WHEN {_OVERDUE} AND {_DEAD_LEASE} THEN 'overdue'
    WHEN phase > %(phase)s THEN 'done'
    WHEN phase < %(phase)s THEN 'ahead'
    WHEN status = 'waiting' THEN 'waiting'
    WHEN attempt >= %(max_attempts)s AND {_DEAD_LEASE} THEN 'exhausted'
    WHEN held THEN 'held'
    WHEN {_ELSEWHERE} THEN 'elsewhere'
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
  FROM (SELECT parent_id, count(*) AS n FROM e WHERE status IN {ENDED} AND parent_id IS NOT NULL
    GROUP BY parent_id) AS ended
  WHERE x.id = ended.parent_id AND x.status = 'waiting' AND x.id NOT IN (SELECT id FROM e)
  RETURNING x.*
)
"""

_END_RESULT = f"""
SELECT 'self' AS whose, {RESULT_COLUMNS}, {_MAKES_ROOM} FROM e
UNION ALL SELECT 'parent', {RESULT_COLUMNS}, false FROM p
"""

# A child that was made with its parent is held until now; it has its first event.
_CHILDREN = """
k AS (
  INSERT INTO executions (id, tenant_id, kind, flow, subject, principal, parent_id, root_id, status, phase,
    phase_count, attempt, state, waiting_for, cancel_requested, event_seq, queue, priority, held,
    dispatched_at, deadline_at, traceparent, created_at)
  SELECT c.id, e.tenant_id, c.kind, c.flow, e.subject, e.principal, e.id, e.root_id, 'pending', 0,
    c.phase_count, 0, c.state, 0, false, 1, c.queue, e.priority, false, clock_timestamp(),
    LEAST(e.deadline_at, clock_timestamp() + c.deadline), c.traceparent, clock_timestamp()
  FROM e, jsonb_to_recordset(%(children)s::jsonb) AS c(id uuid, kind text, flow text, state jsonb,
    phase_count smallint, queue text, deadline interval, traceparent text)
  ON CONFLICT (id) DO UPDATE SET held = false, dispatched_at = clock_timestamp(), queue = EXCLUDED.queue,
    deadline_at = EXCLUDED.deadline_at
  WHERE executions.held AND executions.parent_id = EXCLUDED.parent_id
  RETURNING *, xmax = 0 AS is_new
), ke AS (
  INSERT INTO events (execution_id, tenant_id, seq, name, data, created_at)
  SELECT k.id, k.tenant_id, 1, 'status', c.first_event, %(now)s
  FROM k, jsonb_to_recordset(%(children)s::jsonb) AS c(id uuid, first_event jsonb) WHERE c.id = k.id
  ON CONFLICT DO NOTHING
)
"""


@cache
def advance(*, ends: bool, spawns: bool) -> str:
    """The statement that commits a phase, without the parts that its outcome does not need.

    What PostgreSQL need not set up is a third of the statement's time, and most phases neither end their
    execution nor spawn children.
    """
    parts, results = [_EVENTS], f"SELECT 'self' AS whose, {RESULT_COLUMNS} FROM e"
    if ends:
        parts, results = [_EVENTS, _PARENTS_WOKEN], _END_RESULT
    if spawns:
        parts.append(_CHILDREN)
        whose = "CASE WHEN is_new THEN 'child' ELSE 'released' END"
        results += f" UNION ALL SELECT {whose}, {RESULT_COLUMNS} FROM k"
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
{results}
"""


# A phase is to be done again later: the row is due, not dispatched, and keeps its attempts, without this one
# where that does not count. The first of all always does, since what it wrote is written once.
POSTPONE = f"""
WITH e AS (
  UPDATE executions x SET lease_token = NULL, lease_until = NULL, dispatched_at = NULL,
    due_at = clock_timestamp() + %(delay)s, queue = %(queue)s,
    attempt = CASE WHEN %(counts)s THEN x.attempt ELSE GREATEST(x.attempt - 1, (x.phase = 0)::int) END,
    event_seq = x.event_seq + jsonb_array_length(%(events)s::jsonb)
  WHERE id = %(id)s AND phase = %(phase)s AND lease_token = %(token)s AND status = 'running'
  RETURNING x.*, %(events)s::jsonb AS events
), {_EVENTS}
SELECT 'self' AS whose, {RESULT_COLUMNS} FROM e
"""

# Progress within a phase: events alone, for whoever still holds the lease.
APPEND = f"""
WITH e AS (
  UPDATE executions x SET event_seq = x.event_seq + jsonb_array_length(%(events)s::jsonb)
  WHERE id = %(id)s AND lease_token = %(token)s AND status = 'running'
  RETURNING x.*, %(events)s::jsonb AS events
), {_EVENTS}
SELECT 'self' AS whose, {RESULT_COLUMNS} FROM e
"""

_END = """
  UPDATE executions x SET status = %(status)s::text, error = %(error)s::jsonb, lease_token = NULL,
    lease_until = NULL, waiting_for = 0, held = false, finished_at = clock_timestamp(),
    event_seq = x.event_seq + jsonb_array_length(%(events)s::jsonb)
  FROM target WHERE x.id = target.id
  RETURNING x.*, %(events)s::jsonb AS events
"""

# The worker that holds the lease writes the end.
END_OWN = f"""
WITH target AS (SELECT id FROM executions x WHERE id = %(id)s AND lease_token = %(token)s
    AND phase = %(phase)s AND status = 'running' AND (NOT %(only_if_cancelled)s OR {_CANCELLED}) FOR UPDATE),
e AS ({_END}), {_EVENTS}, {_PARENTS_WOKEN} {_END_RESULT}
"""

# Nobody holds the lease: whoever sees it writes the end, up to a number of rows at a time.
_UNLEASED = f"status IN ('pending', 'running', 'waiting') AND {_DEAD_LEASE}"


def end_abandoned(reason: str, *, one: bool) -> str:
    """The statement that ends executions which no worker has leased, for one of the reasons to do so."""
    predicate = {
        "cancelled": _CANCELLED,
        "overdue": _OVERDUE,
        "exhausted": "x.status = 'running' AND x.attempt >= %(max_attempts)s AND x.lease_token IS NOT NULL",
        "unstarted": "x.held AND EXISTS (SELECT FROM executions p WHERE p.id = x.parent_id"
        f" AND p.status IN {ENDED})",
    }[reason]
    if reason != "cancelled":
        # Who asked for a cancellation gets one, whatever else is found at the same moment.
        predicate += f" AND NOT {_CANCELLED}"
    which = "AND x.id = %(id)s" if one else "ORDER BY x.id LIMIT %(limit)s"
    return f"""
WITH target AS (SELECT id FROM executions x WHERE {_UNLEASED} AND {predicate} {which}
  FOR UPDATE SKIP LOCKED),
e AS ({_END}), {_EVENTS}, {_PARENTS_WOKEN} {_END_RESULT}
"""


REQUEST_CANCEL = f"""
UPDATE executions SET cancel_requested = true
WHERE id = %(id)s AND status NOT IN {ENDED} RETURNING id
"""
