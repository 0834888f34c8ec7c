"""The statements that send executions on: what was lost, what is due, whose turn it is, who must be woken."""

from jobs.engine.sql import ENDED, RESULT_COLUMNS, SHARE, UNDER_WAY, UNDER_WAY_OF_OWNER

_RETURNED = ", ".join(f"e.{column}" for column in RESULT_COLUMNS.split(", "))

# An unclaimed row that is older than the oldest message still waiting in its queue has lost its own: the
# queues are first in, first out. `%(watermarks)s` maps queue names to the age of that message.
LOST = f"""
WITH lost AS (
  SELECT x.id FROM executions x
  WHERE x.status IN ('pending', 'running') AND (
    x.lease_until < clock_timestamp() OR x.lease_until IS NULL AND x.dispatched_at < LEAST(
      clock_timestamp(), (%(watermarks)s::jsonb ->> x.queue)::timestamptz) - %(grace)s)
  ORDER BY x.priority DESC, x.dispatched_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE executions e SET dispatched_at = clock_timestamp(), lease_until = NULL
FROM lost WHERE e.id = lost.id
RETURNING {_RETURNED}
"""

DUE = f"""
WITH due AS (
  SELECT x.id FROM executions x
  WHERE x.status IN ('pending', 'running') AND x.lease_until IS NULL AND x.dispatched_at IS NULL
    AND NOT x.held AND (x.due_at IS NULL OR x.due_at <= clock_timestamp())
  ORDER BY x.priority DESC, x.due_at NULLS FIRST, x.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE executions e SET dispatched_at = clock_timestamp(), due_at = NULL
FROM due WHERE e.id = due.id
RETURNING {_RETURNED}
"""

# What of an owner's waits for its turn and could have it now.
_HELD = (
    "x.held AND x.parent_id IS NULL AND x.tenant_id = owner.tenant_id AND x.kind = owner.kind"
    " AND x.subject = owner.subject AND (x.due_at IS NULL OR x.due_at <= clock_timestamp())"
)
_HELD_COLUMNS = "x.id, x.tenant_id, x.kind, x.subject, x.priority, x.principal, x.exclusive_group"
# Whether one of its group is under way.
_GROUP_IS_BUSY = (
    "EXISTS (SELECT FROM executions w WHERE w.tenant_id = x.tenant_id AND w.exclusive_group <> ''"
    " AND w.exclusive_group = x.exclusive_group AND w.status IN ('pending', 'running', 'waiting')"
    " AND NOT w.held AND w.parent_id IS NULL)"
)

# Those whose turn it is: of each person the most important first, and people take turns within their tenant.
# Of a group one goes alone, the oldest of the most important whose owners have room; the others of it take no
# place until then. Whoever runs it holds ``ADMISSION_LOCK``, so that nobody counts what another has just let
# in.
ADMIT = f"""
WITH owner AS (
  SELECT x.tenant_id, x.kind, x.subject FROM executions x
  WHERE x.held AND x.parent_id IS NULL AND (%(tenant_id)s::uuid IS NULL OR x.tenant_id = %(tenant_id)s)
  GROUP BY x.tenant_id, x.kind, x.subject
), candidate AS (
  SELECT c.*, COALESCE(t.concurrent_jobs, %(tenant_share)s) - ({UNDER_WAY.format(whose="owner")}) AS room,
    c.share - own.under_way AS own_room,
    row_number() OVER (PARTITION BY c.tenant_id, c.exclusive_group
      ORDER BY COALESCE(c.place <= c.share - own.under_way, true) DESC, c.priority DESC, c.id)
      AS place_in_group
  FROM owner JOIN tenants t ON t.id = owner.tenant_id AND t.status = 'active'
  CROSS JOIN LATERAL ({UNDER_WAY_OF_OWNER.format(whose="owner")}) AS own(under_way)
  CROSS JOIN LATERAL (
    SELECT x.*, {SHARE.format(principal="x.principal")} AS share,
      row_number() OVER mine AS place, count(*) FILTER (WHERE x.exclusive_group <> '') OVER mine AS grouped
    FROM (
      (SELECT {_HELD_COLUMNS} FROM executions x WHERE {_HELD} AND x.exclusive_group = ''
        ORDER BY x.priority DESC, x.id LIMIT %(limit)s)
      UNION ALL
      (SELECT * FROM (
        SELECT DISTINCT ON (x.exclusive_group) {_HELD_COLUMNS} FROM executions x
        WHERE {_HELD} AND x.exclusive_group <> ''
        ORDER BY x.exclusive_group, x.priority DESC, x.id) AS x WHERE NOT {_GROUP_IS_BUSY})) AS x
    WINDOW mine AS (ORDER BY x.priority DESC, x.id)) AS c
  -- Any of a group may have to let another go first, and so leave its place to the owner's next.
  WHERE c.share IS NULL OR c.place - c.grouped <= c.share - own.under_way
), alone AS (
  SELECT id, tenant_id, kind, priority, room, own_room,
    row_number() OVER (PARTITION BY tenant_id, kind, subject ORDER BY priority DESC, id) AS place
  FROM candidate WHERE exclusive_group = '' OR place_in_group = 1
), turn AS (
  SELECT id, room, row_number() OVER (PARTITION BY tenant_id, kind ORDER BY priority DESC, place, id) AS place
  FROM alone WHERE own_room IS NULL OR place <= own_room
), chosen AS (
  SELECT x.id FROM executions x JOIN turn ON turn.id = x.id
  WHERE turn.place <= turn.room AND x.held FOR UPDATE OF x SKIP LOCKED
)
UPDATE executions e SET held = false, dispatched_at = clock_timestamp(), due_at = NULL,
  deadline_at = clock_timestamp() + (e.deadline_at - e.created_at)
FROM chosen WHERE e.id = chosen.id
RETURNING {_RETURNED}
"""
ADMISSION_LOCK = "SELECT pg_advisory_xact_lock(hashtext('executions: admission'))"

# A parent whose children have all ended and that nobody woke.
WAKE = f"""
WITH orphan AS (
  SELECT x.id FROM executions x WHERE x.status = 'waiting' AND NOT EXISTS (
    SELECT FROM executions c WHERE c.parent_id = x.id AND c.status NOT IN {ENDED})
  LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE executions e SET status = 'running', waiting_for = 0, dispatched_at = clock_timestamp()
FROM orphan WHERE e.id = orphan.id
RETURNING {_RETURNED}
"""
