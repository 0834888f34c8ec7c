"""Questions whose answer is 0 in a sound database. They read what the scope shows, one tenant or all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

_WITHOUT_ROW: Final = """
SELECT count(*), (array_agg(x.id))[1:%(examples)s] FROM executions x
WHERE x.created_at >= %(since)s AND x.kind = '{kind}'
  AND NOT EXISTS (SELECT FROM {table} r WHERE r.execution_id = x.id)
"""

# Retention leaves the last event of what has ended: a story is whole, or its last line.
_GAPS: Final = """
SELECT count(*), (array_agg(story.id))[1:%(examples)s] FROM (
  SELECT x.id, x.event_seq, count(e.id) AS written, min(e.seq) AS first, max(e.seq) AS last
  FROM executions x LEFT JOIN events e ON e.execution_id = x.id
  WHERE x.created_at >= %(since)s AND x.status IN ('succeeded', 'failed', 'cancelled')
  GROUP BY x.id
) AS story
WHERE story.event_seq > 0 AND (story.last IS DISTINCT FROM story.event_seq
  OR story.written <> story.last - story.first + 1 OR (story.first <> 1 AND story.written > 1))
"""

CHECKS: Final[Mapping[str, str]] = {
    "runs_without_row": _WITHOUT_ROW.format(kind="run", table="agent_runs"),
    "invocations_without_row": _WITHOUT_ROW.format(kind="invocation", table="tool_invocations"),
    "jobs_without_row": _WITHOUT_ROW.format(kind="job", table="jobs"),
    "gaps_in_events": _GAPS,
    "children_beyond_their_root": """
SELECT count(*), (array_agg(x.id))[1:%(examples)s] FROM executions x
WHERE x.created_at >= %(since)s AND x.id <> x.root_id AND (
  NOT EXISTS (SELECT FROM executions r WHERE r.id = x.root_id)
  OR x.status NOT IN ('succeeded', 'failed', 'cancelled') AND EXISTS (SELECT FROM executions r
    WHERE r.id = x.root_id AND r.status IN ('succeeded', 'failed', 'cancelled')
      AND r.finished_at < clock_timestamp() - interval '1 minute'))
""",
    "waiting_for_nobody": """
SELECT count(*), (array_agg(x.id))[1:%(examples)s] FROM executions x
WHERE x.created_at >= %(since)s AND x.status = 'waiting' AND NOT EXISTS (SELECT FROM executions c
  WHERE c.parent_id = x.id AND (c.status NOT IN ('succeeded', 'failed', 'cancelled')
    OR c.finished_at > clock_timestamp() - interval '1 minute'))
""",
    "steps_of_other_sessions": """
SELECT count(*), (array_agg(s.id))[1:%(examples)s] FROM steps s JOIN agent_runs r ON r.execution_id = s.run_id
WHERE s.started_at >= %(since)s AND s.session_id <> r.session_id
""",
}
EXAMPLES: Final = 5


@dataclass(frozen=True)
class Answer:
    """How many rows are not as they should be, and the ids of some of them."""

    found: int
    examples: tuple[str, ...]


def ask(name: str, *, since: datetime) -> Answer:
    """The answer to one of ``CHECKS`` for rows made since a time, within the caller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(CHECKS[name], {"since": since, "examples": EXAMPLES})
        found, examples = cursor.fetchone()
    return Answer(found, tuple(str(each) for each in examples or ()))
