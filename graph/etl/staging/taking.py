"""Take records in, as they come: each gets the identity by which it is told whether it is repeated.

A node is what its id says. A relationship is what its ends, its type and its id say; one without an id is
the n-th of its type between its ends, and is called so in the graph: the same file read again means the same.
"""

import json
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import orjson

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
    found: dict[str, Any] = orjson.loads(body)
    if _NOT_PLAIN not in body:
        return found
    return {name: _with_times(value) for name, value in found.items()}


def _with_times(value: Any) -> Any:
    """What others have written may be nested in ways that a file may not be, and stays as it is."""
    if type(value) is list:
        return [_with_times(item) for item in value]
    if type(value) is dict and len(value) == 1 and value.keys() <= _TIMES:
        return value_of(value)
    return value


_TIMES: Final = frozenset({"$date", "$datetime", "$time"})
_NOT_PLAIN: Final = '{"$'
"""What is in the text of all properties that JSON has no words for, and of hardly any others."""


@dataclass
class Intake:
    """Takes records one by one, and writes them to the staging file when it is told to ``flush``.

    What is repeated is written again; ``merge_repeated`` makes one of it, once all is there.
    """

    staging: Staging
    size: int = 0
    """About how many bytes are waiting."""
    _nodes: dict[tuple[str, tuple[str, ...], str], int] = field(default_factory=dict)
    _relationships: list[tuple[bytes, str, str, str, str, str, int, bool]] = field(default_factory=list)
    _rejected: list[tuple[int, str, str]] = field(default_factory=list)
    _ignored: dict[str, int] = field(default_factory=dict)
    _waiting: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to flush."""
        return self._waiting >= BUFFERED_RECORDS or self.size >= BUFFERED_BYTES

    def take(self, record: Record | Rejected, *, line: int, ignored: tuple[str, ...] = ()) -> None:
        """Take one record that begins at a line of the file.

        Raises:
            ValueError: a number is not finite, or a text holds half a character.
        """
        self._waiting += 1
        for key in ignored:
            self._ignored[key] = self._ignored.get(key, 0) + 1
        if isinstance(record, NodeRecord):
            self._take_node(record, line)
        elif isinstance(record, RelationshipRecord):
            self._take_relationship(record, line)
        else:
            self._rejected.append((record.line, record.reason, record.text))

    def _take_node(self, record: NodeRecord, line: int) -> None:
        node = record.orig_id, record.labels, canonical_properties(record.properties)
        # Ends of relationships may be whole nodes, and so one comes again and again. Its last place counts.
        self._nodes[node] = self._nodes.pop(node, line)

    def _take_relationship(self, record: RelationshipRecord, line: int) -> None:
        parts = record.type, record.start, record.end
        numbered = record.orig_id is None
        orig_id = record.orig_id or numbered_id(*parts, 1)
        body = canonical_properties(record.properties)
        self._relationships.append((identity(*parts, orig_id), orig_id, *parts, body, line, numbered))

    def flush(self, **facts: Any) -> None:
        """Write what has been taken, and the facts (where in the file that was), in one transaction.

        Raises:
            Overtaken, InsufficientStorage
        """
        with self.staging.transaction():
            self._write_nodes()
            self._write_relationships()
            self.staging.run_many(REJECT, self._rejected)
            if self._ignored:
                facts["ignored"] = _added(self.staging.fact("ignored", {}), self._ignored)
            self.staging.keep(**facts)
        self._nodes.clear()
        self._relationships.clear()
        self._rejected.clear()
        self._ignored.clear()
        self._waiting = self.size = 0

    def _write_nodes(self) -> None:
        sets = label_sets(self.staging)
        rows = []
        for (orig_id, labels, body), line in self._nodes.items():
            number = sets.number_of(labels_text(labels))
            if number is None:
                self._rejected.append((line, TOO_MANY_SETS, orig_id))
            else:
                rows.append((orig_id, number, body, line))
        self.staging.run_many(
            "INSERT INTO nodes (orig_id, labels, body, line, action) VALUES (?, ?, ?, ?, 0)", rows
        )

    def _write_relationships(self) -> None:
        kinds = types(self.staging)
        rows = []
        for key, orig_id, kind, start, end, body, line, numbered in self._relationships:
            number = kinds.number_of(kind)
            if number is None:
                self._rejected.append((line, _TOO_MANY_TYPES, kind))
            else:
                rows.append((key, orig_id, number, start, end, body, line, numbered))
        self.staging.run_many(
            "INSERT INTO relationships (key, orig_id, type, start, end, body, line, action, numbered) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            rows,
        )


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


@lru_cache(maxsize=10_000)
def labels_text(labels: frozenset[str] | tuple[str, ...]) -> str:
    """Labels as the staging file names a label set."""
    return json.dumps(sorted(labels), ensure_ascii=False)


REJECT: Final = "INSERT INTO dead_letters (line, reason, text) VALUES (?, ?, ?)"
TOO_MANY_SETS: Final = f"more than {MAX_KINDS} different sets of labels"
_TOO_MANY_TYPES: Final = f"more than {MAX_KINDS} types of relationships"
