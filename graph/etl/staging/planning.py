"""Put what is to be changed in order, and divide it into batches.

A batch is one statement for rows of one kind: nodes of one set of labels, or relationships of one type
between ends that are found by the same labels. Which rows are in which batch is settled here, once.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from graph.etl.canonical import ContentHash, canonical_node, canonical_relationship
from graph.etl.records import NodeRecord, RelationshipRecord
from graph.etl.staging.store import Staging
from graph.etl.staging.taking import Action, decoded
from graph.etl.undo import Change, UndoWriter, short

BATCH_ROWS: Final = 2_000
BATCH_BYTES: Final = 1_500_000
"""Of properties as JSON, unless one row alone has more."""
NO_LABEL: Final = ""
"""The key of nodes without labels."""
_LOADED: Final = f"({Action.CREATE}, {Action.CHANGE}, {Action.LEAVE})"
_SETS_IN_USE: Final = (
    f"SELECT labels FROM nodes WHERE action <> {Action.DROP} "
    f"UNION SELECT was FROM nodes WHERE action <> {Action.DROP}"
)
_CHECKED_EACH: Final = 1_000


class Step:
    """What batches do, in the order in which they do it."""

    DELETE_RELATIONSHIPS: Final = "delete_relationships"
    DELETE_NODES: Final = "delete_nodes"
    CREATE_NODES: Final = "create_nodes"
    CHANGE_NODES: Final = "change_nodes"
    CREATE_RELATIONSHIPS: Final = "create_relationships"
    CHANGE_RELATIONSHIPS: Final = "change_relationships"


@dataclass(frozen=True)
class Batch:
    """Some rows for one statement.

    Attributes:
        kind: what its rows have in common: of nodes the numbers of their label sets, after and before it; of
            relationships the key label of the start, the type, the key label of the end, and whether the
            graph has them under their id.
        first, last: places in the order, both included.
        before: how many rows there are in the batches before it.
    """

    number: int
    step: str
    kind: tuple[Any, ...]
    first: int
    last: int
    rows: int
    before: int


def choose_keys(staging: Staging, indexed: Collection[str]) -> list[str]:
    """Choose for each set of labels the one by which its nodes are found; those that are chosen.

    A label that is indexed already, and else the one that most sets have.
    """
    rows = staging.run(f"SELECT id, labels FROM label_sets WHERE id IN ({_SETS_IN_USE})").fetchall()
    sets = [(number, json.loads(labels)) for number, labels in rows]
    frequency = Counter(label for _, labels in sets for label in labels)
    keys = {
        number: min(
            labels, key=lambda label: (label not in indexed, -frequency[label], label), default=NO_LABEL
        )
        for number, labels in sets
    }
    with staging.transaction():
        staging.run_many("UPDATE label_sets SET key = ? WHERE id = ?", [(key, n) for n, key in keys.items()])
    return sorted(set(keys.values()))


def plan(staging: Staging) -> int:
    """Order the rows and divide them into batches; how many batches there are."""
    with staging.transaction():
        staging.run("DELETE FROM ordered")
        staging.run("DELETE FROM batches")
    number = before = 0
    for step, select in _ORDERED.items():
        with staging.transaction():
            for kind, rows in _divided(staging.run(select)):
                places = range(before + 1, before + 1 + len(rows))
                staging.run_many("INSERT INTO ordered VALUES (?, ?)", zip(places, rows, strict=True))
                row = (number, step, json.dumps(kind), places[0], places[-1], len(rows), before)
                staging.run("INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                number, before = number + 1, before + len(rows)
    return number


def _divided(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], list[int]]]:
    """What the rows of each batch have in common, and their sequence numbers.

    Args:
        rows: a sequence number, a length in characters, and what rows of one batch must have in common.
    """
    kind: tuple[Any, ...] = ()
    numbers: list[int] = []
    size = 0
    for seq, length, *rest in rows:
        each = tuple(rest)
        if numbers and (each != kind or len(numbers) == BATCH_ROWS or size + length > BATCH_BYTES):
            yield kind, numbers
            numbers, size = [], 0
        kind, size = each, size + length
        numbers.append(seq)
    if numbers:
        yield kind, numbers


_KEYS: Final = (
    "JOIN types t ON t.id = r.type JOIN nodes a ON a.orig_id = r.start JOIN nodes b ON b.orig_id = r.end "
    "JOIN label_sets x ON x.id = {a} JOIN label_sets y ON y.id = {b} WHERE r.action = {action} "
    "ORDER BY x.key, t.id, y.key, r.found, a.seq, r.seq"
)
_RELATIONSHIPS: Final = (
    f"SELECT r.seq, length(r.body), x.key, t.name, y.key, r.found FROM relationships r {_KEYS}"
)
_AFTER: Final = {"a": "a.labels", "b": "b.labels"}
_BEFORE: Final = {"a": "a.was", "b": "b.was"}
_ORDERED: Final = {
    Step.DELETE_RELATIONSHIPS: _RELATIONSHIPS.format(**_BEFORE, action=Action.DELETE.value),
    Step.DELETE_NODES: (
        f"SELECT seq, length(body), was, was FROM nodes WHERE action = {Action.DELETE} ORDER BY was, seq"
    ),
    Step.CREATE_NODES: (
        f"SELECT seq, length(body), labels, NULL FROM nodes WHERE action = {Action.CREATE} "
        "ORDER BY labels, seq"
    ),
    Step.CHANGE_NODES: (
        f"SELECT seq, length(body), labels, was FROM nodes WHERE action = {Action.CHANGE} "
        "ORDER BY labels, was, seq"
    ),
    Step.CREATE_RELATIONSHIPS: _RELATIONSHIPS.format(**_AFTER, action=Action.CREATE.value),
    Step.CHANGE_RELATIONSHIPS: _RELATIONSHIPS.format(**_AFTER, action=Action.CHANGE.value),
}
_OF_NODES: Final = frozenset({Step.DELETE_NODES, Step.CREATE_NODES, Step.CHANGE_NODES})


@dataclass(frozen=True)
class Expected:
    """What is to be in the graph of what was taken in: as a hash, and counted."""

    content: ContentHash
    labels: dict[str, int]
    types: dict[str, int]


def expected(staging: Staging, *, undo: UndoWriter | None, check: Callable[[], None]) -> Expected:
    """Hash and count what is to be in the graph afterwards, and write down what is changed for that.

    Args:
        check: called now and then; it raises to stop.

    Raises:
        InsufficientStorage: the disk is full.
    """
    content = ContentHash()
    for number, row in enumerate(staging.run(_NODES_TEXT)):
        if not number % _CHECKED_EACH:
            check()
        _expect_node(content, undo, *row)
    for number, row in enumerate(staging.run(_RELATIONSHIPS_TEXT)):
        if not number % _CHECKED_EACH:
            check()
        _expect_relationship(content, undo, *row)
    return Expected(content, _counted_labels(staging), dict(staging.run(_COUNTED_TYPES).fetchall()))


def _expect_node(
    content: ContentHash,
    undo: UndoWriter | None,
    orig_id: str,
    labels: str,
    body: str,
    action: int,
    was: str | None,
    before: str | None,
) -> None:
    after = None
    if action == Action.DELETE:
        before = body
    else:
        after = short(content.add_text(canonical_node(orig_id, _names(labels), body), is_node=True))
    if undo is None or action == Action.LEAVE:
        return
    if before is None and after is not None:
        undo.write_made_node(orig_id, after)
    else:
        record = NodeRecord(orig_id, _names(was or "[]"), decoded(before or "{}"))
        undo.write(Change(record, before is not None, after))


def _expect_relationship(
    content: ContentHash,
    undo: UndoWriter | None,
    orig_id: str,
    kind: str,
    start: str,
    end: str,
    body: str,
    action: int,
    before: str | None,
) -> None:
    after = None
    if action == Action.DELETE:
        before = body
    else:
        after = short(content.add_text(canonical_relationship(kind, start, end, body), is_node=False))
    if undo is None or action == Action.LEAVE:
        return
    if before is None and after is not None:
        undo.write_made_relationship(orig_id, kind, start, end, after)
    else:
        record = RelationshipRecord(orig_id, kind, start, end, decoded(before or "{}"))
        undo.write(Change(record, before is not None, after))


@lru_cache(maxsize=1_000)
def _names(labels: str) -> tuple[str, ...]:
    return tuple(json.loads(labels))


def _counted_labels(staging: Staging) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for labels, count in staging.run(_COUNTED_SETS):
        counts.update(dict.fromkeys(json.loads(labels), count))
    return dict(sorted(counts.items()))


_NODES_TEXT: Final = (
    "SELECT orig_id, s.labels, n.body, action, w.labels, p.body FROM nodes n "
    "JOIN label_sets s ON s.id = n.labels LEFT JOIN label_sets w ON w.id = n.was "
    "LEFT JOIN nodes_before p ON p.seq = n.seq "
    f"WHERE action NOT IN ({Action.MEANT}, {Action.DROP}) ORDER BY n.seq"
)
_RELATIONSHIPS_TEXT: Final = (
    "SELECT orig_id, t.name, start, end, r.body, action, p.body FROM relationships r "
    "JOIN types t ON t.id = r.type LEFT JOIN relationships_before p ON p.seq = r.seq "
    f"WHERE action <> {Action.DROP} ORDER BY r.seq"
)
_COUNTED_SETS: Final = (
    f"SELECT s.labels, count(*) FROM nodes n JOIN label_sets s ON s.id = n.labels WHERE action IN {_LOADED} "
    "GROUP BY s.id"
)
_COUNTED_TYPES: Final = (
    f"SELECT t.name, count(*) FROM relationships r JOIN types t ON t.id = r.type WHERE action IN {_LOADED} "
    "GROUP BY t.id ORDER BY t.name"
)


def batch(staging: Staging, number: int) -> Batch:
    """One batch."""
    row = staging.run("SELECT * FROM batches WHERE number = ?", (number,)).fetchone()
    return Batch(row[0], row[1], tuple(json.loads(row[2])), *row[3:])
