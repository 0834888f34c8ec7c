"""Files of nodes or relationships: counted, and written again under other names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal
from uuid import UUID

from graph.etl.errors import ValueRefused
from graph.etl.formats import FORMATS, read_members
from graph.etl.formats.files import members_of
from graph.etl.mapping import Mapped
from graph.etl.masking import UNMASKED
from graph.etl.records import NodeRecord, Record, Rejected
from graph.files.models import GraphFile
from graph.files.services import new_file_writer
from graph.mutations.given import Author
from graph.mutations.rows import ERRORS_SHOWN
from security.scopes import Scope

CHECKED_EVERY: Final = 500
"""So many rows are read before anybody is asked whether the work is still wanted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a file is wanted, and under which names.

    Attributes:
        kind: only nodes, or only relationships ("edges"); None: both.
        label: what each node is labelled with, beside its own labels.
        rel_type: what each relationship is called, instead of its own type.
    """

    kind: Literal["nodes", "edges"] | None = None
    label: str | None = None
    rel_type: str | None = None
    mapping: Mapped | None = None

    def of(self, record: Record) -> Record | None:
        """The record as it is wanted; None when it is not.

        Raises:
            ValueRefused: two of its properties would have the same name.
        """
        is_node = isinstance(record, NodeRecord)
        if self.kind and is_node != (self.kind == "nodes"):
            return None
        mapped = record if self.mapping is None else self.mapping.apply(record)
        if isinstance(mapped, NodeRecord) and self.label:
            return replace(mapped, labels=tuple(sorted({*mapped.labels, self.label})))
        if mapped is not None and not isinstance(mapped, NodeRecord) and self.rel_type:
            return replace(mapped, type=self.rel_type)
        return mapped


@dataclass
class Count:
    """What came of the rows of a file."""

    rows_in: int = 0
    rows_out: int = 0
    left_out: int = 0
    rejected: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def reject(self, line: int, reason: str) -> None:
        """Count a row that cannot be read, or not under these names."""
        self.rejected += 1
        if len(self.errors) < ERRORS_SHOWN:
            self.errors.append({"line": line, "detail": reason})


def file_count(file: GraphFile, *, format_name: str, wanted: Wanted, check: Callable[[], object]) -> Count:
    """What would come of the rows.

    Raises:
        InputUnreadable: the file cannot be read as this format; and what ``check`` raises.
    """
    count = Count()
    for _ in _records(file, format_name, wanted, count, check):
        pass
    return count


def file_rewrite(
    file: GraphFile,
    *,
    author: Author,
    format_name: str,
    to: str,
    wanted: Wanted,
    check: Callable[[], object],
) -> tuple[GraphFile, Count]:
    """Write what is wanted of a file into another one.

    Raises:
        InputUnreadable: the file cannot be read as this format.
        InsufficientStorage: the disk is full; and what ``check`` raises.
    """
    count, written = Count(), FORMATS[to]
    stem = file.name.split(".", 1)[0] or "graph"
    with new_file_writer(
        tenant_id=author.tenant_id,
        name=f"{stem}{written.written_extension}",
        kind=GraphFile.Kind.EXPORT,
        made_by=author.invocation_id,
        media_type=written.written_media_type,
        scope=Scope(file.scope) if file.is_own else UNMASKED,
    ) as writer:
        written.write(_records(file, format_name, wanted, count, check), writer)
        return writer.commit(), count


def _records(
    file: GraphFile, format_name: str, wanted: Wanted, count: Count, check: Callable[[], object]
) -> Iterator[Record]:
    for item in read_members(members_of(file), format_name=format_name):
        if count.rows_in % CHECKED_EVERY == 0:
            check()
        count.rows_in += 1
        if isinstance(item.record, Rejected):
            count.reject(item.line, item.record.reason)
            continue
        try:
            record = wanted.of(item.record)
        except ValueRefused as error:
            count.reject(item.line, str(error))
            continue
        if record is None:
            count.left_out += 1
        else:
            count.rows_out += 1
            yield record


def following_id(invocation_id: UUID) -> UUID:
    """The id of what an invocation starts, the same however often that is done; by its time, as all ids."""
    data = bytearray(invocation_id.bytes)
    data[6:] = bytes(each ^ 0xA5 for each in data[6:])
    data[6] = 0x70 | data[6] & 0x0F
    data[8] = 0x80 | data[8] & 0x3F
    return UUID(bytes=bytes(data))
