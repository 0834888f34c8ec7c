"""Take records in: repeated nodes are merged, relationships get an identity of their own.

A node is what its id says. A relationship is what its ends, its type and its id say; one without an id is
the n-th of its type between its ends, and is called so in the graph: the same file read again means the same.
"""

import json
import sqlite3
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import blake2b
from typing import Any, Final

from graph.etl.canonical import canonical_properties
from graph.etl.records import MAX_ID, NodeRecord, Record, Rejected, RelationshipRecord
from graph.etl.staging.store import Staging
from graph.etl.values import Value, value_of

BUFFERED_RECORDS: Final = 4_000
BUFFERED_BYTES: Final = 4_000_000
MAX_KINDS: Final = 2_000
"""Label sets, and types: a server keeps files for each."""
MAX_IGNORED_KEYS: Final = 100


class Action(IntEnum):
    """What is to become of a record that was taken in."""

    CREATE = 0
    CHANGE = 1
    LEAVE = 2
    """It is in the graph just so."""
    DELETE = 3
    MEANT = 4
    """A node that is in the graph, and only meant by relationships."""
    DROP = 5
    """It cannot be loaded, and is a dead letter."""


def identity(kind: str, start: str, end: str, orig_id: str) -> bytes:
    """What is the same for the same relationship alone. No part can hold the character between them."""
    return blake2b(f"{kind}\0{start}\0{end}\0{orig_id}".encode(), digest_size=16).digest()


def numbered_id(kind: str, start: str, end: str, number: int) -> str:
    """The id of the n-th relationship of its type between its ends that has none."""
    made = f"{start}|{kind}|{end}|{number}"
    if len(made) > MAX_ID:
        made = f"{blake2b(made.encode(), digest_size=16).hexdigest()}|{number}"
    return made


def decoded(body: str) -> dict[str, Value]:
    """Properties out of their canonical text."""
    found: dict[str, Value] = json.loads(body, object_hook=_typed)
    return found


def _typed(raw: dict[str, Any]) -> Any:
    if len(raw) == 1:
        [(key, text)] = raw.items()
        if key[:1] == "$" and type(text) is str and key in _TYPES:
            return value_of(raw)
    return raw


_TYPES: Final = frozenset({"$date", "$datetime", "$time"})


@dataclass(slots=True)
class _Node:
    labels: frozenset[str]
    properties: dict[str, Value]
    line: int


@dataclass
class Intake:
    """Takes records one by one, and writes them to the staging file when it is told to ``flush``."""

    staging: Staging
    size: int = 0
    """About how many bytes are waiting."""
    _nodes: dict[str, _Node] = field(default_factory=dict)
    _relationships: list[tuple[RelationshipRecord, int]] = field(default_factory=list)
    _rejected: list[tuple[int, str, str]] = field(default_factory=list)
    _ignored: dict[str, int] = field(default_factory=dict)
    _waiting: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to flush."""
        return self._waiting >= BUFFERED_RECORDS or self.size >= BUFFERED_BYTES

    def take(self, record: Record | Rejected, *, line: int, ignored: tuple[str, ...] = ()) -> None:
        """Take one record that begins at a line of the file."""
        self._waiting += 1
        for key in ignored:
            self._ignored[key] = self._ignored.get(key, 0) + 1
        if isinstance(record, NodeRecord):
            self._take_node(record, line)
        elif isinstance(record, RelationshipRecord):
            self._relationships.append((record, line))
        else:
            self._rejected.append((record.line, record.reason, record.text))

    def _take_node(self, record: NodeRecord, line: int) -> None:
        before = self._nodes.get(record.orig_id)
        if before is None:
            self._nodes[record.orig_id] = _Node(frozenset(record.labels), dict(record.properties), line)
        else:
            before.labels |= frozenset(record.labels)
            before.properties.update(record.properties)

    def flush(self, **facts: Any) -> None:
        """Write what has been taken, and the facts (where in the file that was), in one transaction.

        Raises:
            Overtaken, InsufficientStorage
        """
        with self.staging.transaction():
            _Nodes(self.staging).write(self._nodes)
            _Relationships(self.staging).write(self._relationships)
            self.staging.run_many(
                "INSERT INTO dead_letters (line, reason, text) VALUES (?, ?, ?)", self._rejected
            )
            if self._ignored:
                facts["ignored"] = _added(self.staging.fact("ignored", {}), self._ignored)
            self.staging.keep(**facts)
        self._nodes.clear()
        self._relationships.clear()
        self._rejected.clear()
        self._ignored.clear()
        self._waiting = self.size = 0


def _added(counts: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    for key, count in more.items():
        if key in counts or len(counts) < MAX_IGNORED_KEYS:
            counts[key] = counts.get(key, 0) + count
    return counts


class Kinds:
    """Label sets or types by their numbers, as the staging file has them."""

    def __init__(self, staging: Staging, table: str, column: str) -> None:
        self._staging, self._table, self._column = staging, table, column
        self._numbers = {text: number for number, text in staging.run(f"SELECT id, {column} FROM {table}")}

    def number_of(self, text: str) -> int | None:
        """Its number, within a transaction; None when there are too many."""
        if text not in self._numbers and len(self._numbers) >= MAX_KINDS:
            return None
        return self.number_for_existing(text)

    def number_for_existing(self, text: str) -> int:
        """The number of one that the graph has, however many there are; within a transaction."""
        number = self._numbers.get(text)
        if number is None:
            made = self._staging.run(f"INSERT INTO {self._table} ({self._column}) VALUES (?)", (text,))
            number = self._numbers[text] = int(made.lastrowid or 0)
        return number


def label_sets(staging: Staging) -> Kinds:
    """The label sets of a staging file, each as a sorted list in JSON."""
    return Kinds(staging, "label_sets", "labels")


def types(staging: Staging) -> Kinds:
    """The types of a staging file."""
    return Kinds(staging, "types", "name")


def labels_text(labels: frozenset[str] | tuple[str, ...]) -> str:
    """Labels as the staging file names a label set."""
    return json.dumps(sorted(labels), ensure_ascii=False)


_TOO_MANY_SETS: Final = f"more than {MAX_KINDS} different sets of labels"
_TOO_MANY_TYPES: Final = f"more than {MAX_KINDS} types of relationships"


class _Nodes:
    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._sets = label_sets(staging)

    def write(self, nodes: dict[str, _Node]) -> None:
        if not nodes:
            return
        known = self._known(list(nodes))
        new = []
        for orig_id, node in nodes.items():
            if (before := known.get(orig_id)) is not None:
                seq, labels, body = before
                node.labels |= frozenset(json.loads(labels))
                node.properties = {**decoded(body), **node.properties}
                if (number := self._number(orig_id, node)) is not None:
                    text = canonical_properties(node.properties)
                    self._staging.run(
                        "UPDATE nodes SET labels = ?, body = ? WHERE seq = ?", (number, text, seq)
                    )
            elif (number := self._number(orig_id, node)) is not None:
                new.append((orig_id, number, canonical_properties(node.properties), node.line))
        self._staging.run_many(
            "INSERT INTO nodes (orig_id, labels, body, line, action) VALUES (?, ?, ?, ?, 0)", new
        )

    def _known(self, ids: list[str]) -> dict[str, tuple[int, str, str]]:
        text = (
            "SELECT orig_id, seq, s.labels, body FROM nodes JOIN label_sets s ON s.id = nodes.labels "
            "WHERE orig_id IN ({})"
        )
        return {orig_id: (seq, labels, body) for orig_id, seq, labels, body in self._staging.among(text, ids)}

    def _number(self, orig_id: str, node: _Node) -> int | None:
        number = self._sets.number_of(labels_text(node.labels))
        if number is None:
            self._staging.run(
                "INSERT INTO dead_letters (line, reason, text) VALUES (?, ?, ?)",
                (node.line, _TOO_MANY_SETS, orig_id),
            )
        return number


class _Relationships:
    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._types = types(staging)

    def write(self, records: list[tuple[RelationshipRecord, int]]) -> None:
        rows = []
        for record, line in records:
            number = self._types.number_of(record.type)
            if number is None:
                self._staging.run(
                    "INSERT INTO dead_letters (line, reason, text) VALUES (?, ?, ?)",
                    (line, _TOO_MANY_TYPES, record.type),
                )
                continue
            orig_id = record.orig_id or numbered_id(record.type, record.start, record.end, 1)
            key = identity(record.type, record.start, record.end, orig_id)
            body = canonical_properties(record.properties)
            rows.append((key, orig_id, number, record.start, record.end, body, line))
        self._staging.run("SAVEPOINT all_new")
        try:
            self._staging.run_many(_INSERT, rows)
        except sqlite3.IntegrityError:
            self._staging.run("ROLLBACK TO all_new")
            self._one_by_one(records)
        self._staging.run("RELEASE all_new")

    def _one_by_one(self, records: list[tuple[RelationshipRecord, int]]) -> None:
        for record, line in records:
            number = self._types.number_of(record.type)
            if number is None:
                continue
            orig_id = self._next_id(record) if record.orig_id is None else record.orig_id
            key = identity(record.type, record.start, record.end, orig_id)
            before = self._staging.run("SELECT seq, body FROM relationships WHERE key = ?", (key,)).fetchone()
            if before is None:
                body = canonical_properties(record.properties)
                row = (key, orig_id, number, record.start, record.end, body, line)
                self._staging.run(_INSERT, row)
            else:
                body = canonical_properties({**decoded(before[1]), **record.properties})
                self._staging.run("UPDATE relationships SET body = ? WHERE seq = ?", (body, before[0]))

    def _next_id(self, record: RelationshipRecord) -> str:
        """The first has number 1, and no entry among the parallels until there is a second."""
        parts = record.type, record.start, record.end
        first = numbered_id(*parts, 1)
        key = identity(*parts, first)
        if self._staging.run("SELECT 1 FROM relationships WHERE key = ?", (key,)).fetchone() is None:
            return first
        self._staging.run(
            "INSERT INTO parallels VALUES (?, 2) ON CONFLICT (key) DO UPDATE SET count = count + 1", (key,)
        )
        number = self._staging.count("SELECT count FROM parallels WHERE key = ?", (key,))
        return numbered_id(*parts, number)


_INSERT: Final = (
    "INSERT INTO relationships (key, orig_id, type, start, end, body, line, action) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, 0)"
)
