"""What an export has read, on disk between its stages: one line of JSON for each record or row."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from graph.etl.canonical import ContentHash
from graph.etl.errors import ValueRefused
from graph.etl.formats import FORMATS, Source
from graph.etl.formats.base import MAX_UNIT_BYTES, Buffered
from graph.etl.formats.jsonl import json_line
from graph.etl.records import (
    MAX_LABELS,
    MAX_PROPERTIES,
    NodeRecord,
    Record,
    Rejected,
    RelationshipRecord,
    make_id,
)
from graph.names import can_be_named
from platform_project.http.bodies import full_disk_told

_is_name: Final = lru_cache(maxsize=10_000)(can_be_named)


@dataclass(frozen=True)
class Spooled:
    """What was read, and where it is.

    Attributes:
        path: of the file with the records, or the rows.
        columns: of rows; None when it is a graph.
        content: the state of the content hash.
        left_out: what no file can hold, counted by what it is.
    """

    path: str
    columns: tuple[str, ...] | None
    content: list[Any]
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def hash(self) -> ContentHash:
        """The content hash of what is in it."""
        return ContentHash.from_state(self.content)

    @property
    def rows(self) -> int:
        """How many records or rows it holds."""
        return self.hash.nodes + self.hash.relationships

    def as_state(self) -> dict[str, Any]:
        """As JSON, for the stages that follow."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Spooled":
        """Out of ``as_state``."""
        columns = state["columns"]
        return cls(**{**state, "columns": None if columns is None else tuple(columns)})


def spool_records(records: Iterable[Record], path: Path) -> Spooled:
    """Keep records, but for what no file can hold.

    Raises:
        InsufficientStorage: the disk is full; and what reading the records raises.
    """
    content, left_out = ContentHash(), Counter[str]()
    with full_disk_told(), path.open("wb") as file:
        out = Buffered(file)
        for record in records:
            fitting = _fitting(record, left_out)
            if fitting is None:
                continue
            line = json_line(fitting)
            if len(line) > MAX_UNIT_BYTES:
                left_out["too long"] += 1
                continue
            out.write(line)
            content.add(fitting)
        out.flush()
    return Spooled(str(path), None, content.as_state(), dict(left_out))


def spool_rows(columns: tuple[str, ...], rows: Iterable[list[Any]], path: Path) -> Spooled:
    """Keep rows of JSON values. Their order does not count for the hash.

    Raises:
        InsufficientStorage: the disk is full.
    """
    content = ContentHash()
    with full_disk_told(), path.open("wb") as file:
        out = Buffered(file)
        for row in rows:
            line = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
            out.write(line)
            content.add_text(line, is_node=True)
        out.flush()
    return Spooled(str(path), columns, content.as_state())


def records_in(spooled: Spooled) -> Iterator[Record]:
    """The records again."""
    with Path(spooled.path).open("rb") as file:
        for item in FORMATS["jsonl"].read(Source(file)):
            if isinstance(item.record, Rejected):  # Only what fits was kept.
                raise ValueError(f"line {item.line} of the spool: {item.record.reason}")
            yield item.record


def rows_in(spooled: Spooled) -> Iterator[list[Any]]:
    """The rows again."""
    with Path(spooled.path).open("rb") as file:
        for line in file:
            yield json.loads(line)


def remove(spooled: Spooled) -> None:
    """Take away what is not needed any more."""
    with suppress(FileNotFoundError):
        Path(spooled.path).unlink()


def _fitting(record: Record, left_out: Counter[str]) -> Record | None:
    """The record without names that nobody can write; None when nothing is left of it."""
    try:
        if isinstance(record, NodeRecord):
            make_id(record.orig_id)
        else:
            make_id(record.start), make_id(record.end)
            if record.orig_id is not None:
                make_id(record.orig_id)
    except ValueRefused:
        left_out["ids"] += 1
        return None
    if isinstance(record, RelationshipRecord) and not _is_name(record.type):
        left_out["types"] += 1
        return None
    if not (all(map(_is_name, record.properties)) and len(record.properties) <= MAX_PROPERTIES):
        kept = [name for name in sorted(record.properties) if _is_name(name)][:MAX_PROPERTIES]
        left_out["properties"] += len(record.properties) - len(kept)
        record = replace(record, properties={name: record.properties[name] for name in kept})
    if isinstance(record, NodeRecord) and not (
        all(map(_is_name, record.labels)) and len(record.labels) <= MAX_LABELS
    ):
        labels = tuple(label for label in record.labels if _is_name(label))[:MAX_LABELS]
        left_out["labels"] += len(record.labels) - len(labels)
        record = replace(record, labels=labels)
    return record
