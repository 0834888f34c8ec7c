"""What a job has changed in a graph, written down before it does, so that it can be taken back.

An undo file is JSON by line, compressed: a head, then each node and relationship with what it was before
(nothing, when the job makes it) and the hash of what the job makes of it (nothing, when the job deletes it).
Whoever takes it back can tell by the hash whether somebody has changed it since.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from graph.etl.canonical import canonical_json
from graph.etl.errors import InputUnreadable, ValueRefused
from graph.etl.formats.base import Buffered, Sink
from graph.etl.masking import UNMASKED
from graph.etl.records import NodeRecord, Record, make_node, make_relationship
from graph.etl.values import temporal_json
from graph.files.models import GraphFile
from graph.files.reading import open_file
from graph.files.services import new_file_writer

MEDIA_TYPE: Final = "application/gzip"
_VERSION: Final = 1
_HASH_CHARACTERS: Final = 24
"""Of a SHA-256: enough to tell two states of one record apart."""
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=temporal_json).encode
_text: Final[Callable[[str], str]] = json.encoder.encode_basestring


def hash_of(record: Record) -> str:
    """By which a record's state is told from another."""
    return short(sha256(canonical_json(record)).digest())


def short(digest: bytes) -> str:
    """So much of a SHA-256 as undo files have."""
    return digest.hex()[:_HASH_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Change:
    """What a job does to one node or relationship.

    Attributes:
        record: which one it is; its contents are those before when ``existed``, and else nothing.
        existed: whether it was there before.
        after: the hash of what the job makes of it; None when the job deletes it.
    """

    record: Record
    existed: bool
    after: str | None


class UndoWriter:
    """Writes changes into a file that is being written."""

    def __init__(self, sink: Sink, *, execution_id: UUID) -> None:
        self._zip = gzip.GzipFile(fileobj=cast(BinaryIO, sink), mode="wb", compresslevel=1, mtime=0)
        self._out = Buffered(cast(Sink, self._zip))
        self._line({"undo": _VERSION, "execution": str(execution_id)})
        self.count = 0

    def write(self, change: Change) -> None:
        """Write one change."""
        record = change.record
        if isinstance(record, NodeRecord):
            body: dict[str, Any] = {"id": record.orig_id}
            before: dict[str, Any] = {"labels": record.labels, "properties": record.properties}
        else:
            body = {"id": record.orig_id, "type": record.type, "start": record.start, "end": record.end}
            before = {"properties": record.properties}
        self._line({**body, "before": before if change.existed else None, "after": change.after})
        self.count += 1

    def write_made_node(self, orig_id: str, after: str) -> None:
        """Write that the job makes a node: what nearly all changes of an import are."""
        self._out.write(f'{{"id":{_text(orig_id)},"before":null,"after":"{after}"}}\n'.encode())
        self.count += 1

    def write_made_relationship(self, orig_id: str, kind: str, start: str, end: str, after: str) -> None:
        """The same of a relationship."""
        which = f'"id":{_text(orig_id)},"type":{_text(kind)},"start":{_text(start)},"end":{_text(end)}'
        self._out.write(f'{{{which},"before":null,"after":"{after}"}}\n'.encode())
        self.count += 1

    def close(self) -> None:
        """Write the end; the file itself stays open."""
        self._out.flush()
        self._zip.close()

    def _line(self, body: dict[str, Any]) -> None:
        self._out.write((_encode(body) + "\n").encode())


@contextmanager
def new_undo_file(
    *, tenant_id: UUID, made_by: UUID, name: str
) -> Iterator[tuple[UndoWriter, Callable[[], GraphFile]]]:
    """A file of changes to be written, and how it is kept: without that, nothing is left of it.

    Raises:
        InsufficientStorage: the disk is nearly full.
    """
    kind = GraphFile.Kind.UNDO
    with new_file_writer(
        tenant_id=tenant_id, name=name, kind=kind, made_by=made_by, media_type=MEDIA_TYPE, scope=UNMASKED
    ) as writer:
        undo = UndoWriter(writer, execution_id=made_by)

        def keep() -> GraphFile:
            undo.close()
            return writer.commit()

        yield undo, keep


def read_changes(file: GraphFile) -> Iterator[Change]:
    """The changes in an undo file, in the order in which they were written.

    Raises:
        InputUnreadable: it is no undo file.
        And what ``open_file`` does.
    """
    with open_file(file) as stream:
        head = stream.readline(1_000)
        if not head.startswith(b'{"undo":%d,' % _VERSION):
            raise InputUnreadable("This is no file to undo anything with.")
        for line in stream:
            try:
                yield _change(json.loads(line))
            except (ValueError, ValueRefused, KeyError, TypeError) as error:
                raise InputUnreadable("The file to undo with is damaged.") from error


def _change(body: dict[str, Any]) -> Change:
    before = body["before"]
    properties = before["properties"] if before else {}
    record: Record
    if "type" in body:
        record = make_relationship(body["id"], body["type"], body["start"], body["end"], properties, [])
    else:
        record = make_node(body["id"], before["labels"] if before else (), properties, [])
    return Change(record, before is not None, body["after"])
