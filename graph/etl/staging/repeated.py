"""Make one of what was taken several times.

Nodes and relationships are written down as they come, and told apart here, all at once: to sort an index
takes a fraction of the time that it takes to keep it while they come.
"""

import json
import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import Final

from graph.etl.canonical import canonical_properties
from graph.etl.staging.store import Staging
from graph.etl.staging.taking import (
    REJECT,
    TOO_MANY_SETS,
    decoded,
    identity,
    label_sets,
    labels_text,
    numbered_id,
)

_AT_ONCE: Final = 1_000


def merge_repeated(staging: Staging) -> None:
    """Merge nodes of the same id and relationships of the same identity; of two values the later counts.

    Relationships without an id are numbered where there are several between the same ends. Safe to repeat.

    Raises:
        Overtaken, InsufficientStorage
    """
    with staging.transaction():
        if not _nodes_are_unique(staging):
            _merge_nodes(staging)
            _nodes_are_unique(staging)
    with staging.transaction():
        staging.run("CREATE INDEX IF NOT EXISTS relationships_key ON relationships (key)")
        _number_parallels(staging)
        _merge_relationships(staging)


def _nodes_are_unique(staging: Staging) -> bool:
    """Whether no two have the same id; then they can be found by it."""
    try:
        staging.run("CREATE UNIQUE INDEX IF NOT EXISTS nodes_orig_id ON nodes (orig_id)")
    except sqlite3.IntegrityError:
        return False
    return True


def _merge_nodes(staging: Staging) -> None:
    sets = label_sets(staging)
    for orig_id, rows in groupby(staging.run(_REPEATED_NODES), itemgetter(0)):
        _, first, _, number, text, body = next(rows)
        labels, properties = frozenset(json.loads(text)), decoded(body)
        for _, seq, line, _, more_labels, more in rows:  # noqa: B031  # what is left of the group
            staging.run("DELETE FROM nodes WHERE seq = ?", (seq,))
            both = labels.union(json.loads(more_labels))
            if both != labels:
                if (of_both := sets.number_of(labels_text(both))) is None:
                    staging.run(REJECT, (line, TOO_MANY_SETS, orig_id))
                    continue
                labels, number = both, of_both
            properties.update(decoded(more))
        staging.run(
            "UPDATE nodes SET labels = ?, body = ? WHERE seq = ?",
            (number, canonical_properties(properties), first),
        )


def _number_parallels(staging: Staging) -> None:
    parallels = staging.run(_PARALLELS)
    while part := parallels.fetchmany(_AT_ONCE):
        rows = []
        for seq, kind, start, end, place in part:
            orig_id = numbered_id(kind, start, end, place)
            rows.append((identity(kind, start, end, orig_id), orig_id, seq))
        staging.run_many("UPDATE relationships SET key = ?, orig_id = ? WHERE seq = ?", rows)


def _merge_relationships(staging: Staging) -> None:
    for _, rows in groupby(staging.run(_REPEATED_RELATIONSHIPS), itemgetter(0)):
        _, first, body = next(rows)
        properties = decoded(body)
        for _, seq, more in rows:  # noqa: B031  # what is left of the group
            staging.run("DELETE FROM relationships WHERE seq = ?", (seq,))
            properties.update(decoded(more))
        staging.run(
            "UPDATE relationships SET body = ? WHERE seq = ?", (canonical_properties(properties), first)
        )


# Each of these is sorted before its first row is there, so that what it reads may be changed meanwhile.
_REPEATED_NODES: Final = (
    "SELECT n.orig_id, n.seq, n.line, s.id, s.labels, n.body FROM nodes n "
    "JOIN label_sets s ON s.id = n.labels "
    "WHERE n.orig_id IN (SELECT orig_id FROM nodes GROUP BY orig_id HAVING count(*) > 1) "
    "ORDER BY n.orig_id, n.seq"
)
_REPEATED_KEYS: Final = "SELECT key FROM relationships GROUP BY key HAVING count(*) > 1"
_REPEATED_RELATIONSHIPS: Final = (
    f"SELECT key, seq, body FROM relationships WHERE key IN ({_REPEATED_KEYS}) ORDER BY +key, seq"
)
_PARALLELS: Final = (
    "SELECT r.seq, t.name, r.start, r.end, r.place FROM (SELECT seq, type, start, end, "
    "row_number() OVER (PARTITION BY key ORDER BY seq) AS place FROM relationships "
    f"WHERE key IN ({_REPEATED_KEYS}) AND numbered) r "
    "JOIN types t ON t.id = r.type WHERE r.place > 1 ORDER BY r.seq"
)
