"""What a transform changes, as it is kept: a line for each record, with what it was and what it becomes.

The file is written before anything is changed. From it the changes are made, batch by batch, and from it they
are undone.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO, Final, TypeAlias
from uuid import UUID

from graph.etl.errors import InputUnreadable
from graph.etl.formats.jsonl import json_line
from graph.etl.records import NodeRecord, Record, RelationshipRecord, make_node, make_relationship

VERSION: Final = 1
HEAD_BYTES: Final = 1_000
BATCH_ROWS: Final = 500
BATCH_BYTES: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class NodeChange:
    """One node as it was and as it is to be."""

    before: NodeRecord
    after: NodeRecord

    def turned_round(self) -> "NodeChange":
        """The change that undoes this one."""
        return NodeChange(self.after, self.before)


@dataclass(frozen=True, slots=True)
class RelationshipChange:
    """One relationship as it was and as it is to be; its ends and its own id stay."""

    before: RelationshipRecord
    after: RelationshipRecord

    def turned_round(self) -> "RelationshipChange":
        """The change that undoes this one."""
        return RelationshipChange(self.after, self.before)


Change: TypeAlias = NodeChange | RelationshipChange


class State(StrEnum):
    """How a record is by now, beside a change of it; of what prevents the change, the words for people."""

    BEFORE = "as it was before"
    AFTER = "as the change leaves it"
    CHANGED = "it has been changed since"
    GONE = "it is not there any more"


def change_of(before: Record, after: Record) -> Change:
    """What makes the one record of the other."""
    if isinstance(before, NodeRecord) and isinstance(after, NodeRecord):
        return NodeChange(before, after)
    if isinstance(before, RelationshipRecord) and isinstance(after, RelationshipRecord):
        return RelationshipChange(before, after)
    raise TypeError("a node stays a node")


def head_line(execution_id: UUID) -> bytes:
    """What a file of changes begins with: whose they are."""
    return json.dumps({"changes": VERSION, "execution": str(execution_id)}).encode() + b"\n"


def is_head(line: bytes) -> bool:
    """Whether a file that begins so is one of changes."""
    return line.startswith(b'{"changes": %d,' % VERSION)


def change_line(change: Change) -> bytes:
    """The change as one line of JSON."""
    before, after = (json_line(each).rstrip(b"\n") for each in (change.before, change.after))
    return b'{"before":' + before + b',"after":' + after + b"}\n"


def read_changes(stream: BinaryIO) -> Iterator[tuple[Change, int]]:
    """The changes of a file with the size of each in bytes.

    Raises:
        InputUnreadable: it is no file of changes.
    """
    if not is_head(stream.readline(HEAD_BYTES)):
        raise InputUnreadable("This is no file of changes.")
    try:
        for line in stream:
            body = json.loads(line)
            yield change_of(_record(body["before"]), _record(body["after"])), len(line)
    except (ValueError, KeyError, TypeError) as error:
        raise InputUnreadable("The file of changes is damaged.") from error


def batches(changes: Iterable[tuple[Change, int]]) -> Iterator[list[Change]]:
    """The changes in parts of bounded rows and bytes: of nodes, or of relationships. The same each time."""
    batch: list[Change] = []
    size = 0
    for change, length in changes:
        is_full = len(batch) == BATCH_ROWS or size + length > BATCH_BYTES
        if batch and (is_full or type(batch[0]) is not type(change)):
            yield batch
            batch, size = [], 0
        batch.append(change)
        size += length
    if batch:
        yield batch


def _record(body: dict[str, Any]) -> Record:
    if body["type"] == "node":
        return make_node(body["id"], body["labels"], body["properties"], [])
    return make_relationship(
        body.get("id"), body["label"], body["start"]["id"], body["end"]["id"], body["properties"], []
    )
