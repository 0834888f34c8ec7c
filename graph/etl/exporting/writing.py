"""Write what was read, masked where it has to be, and read the file back."""

import gzip
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from graph.etl.canonical import ContentHash
from graph.etl.exporting.errors import ExportDamaged
from graph.etl.exporting.reading import Told
from graph.etl.exporting.spool import Spooled, records_in, rows_in, spool_records, spool_rows
from graph.etl.exporting.tables import TABLES
from graph.etl.formats import FORMATS, read_members
from graph.etl.formats.base import BLOCK_BYTES, Sink
from graph.etl.masking import Masking
from graph.etl.records import Rejected
from graph.files import folding
from platform_project.http.bodies import full_disk_told

_TELL_EVERY: Final = 2_000
GZIP: Final = "gzip"
_GZIP_LEVEL: Final = 6


@dataclass(frozen=True)
class Written:
    """A file that was written: where, how long, and the SHA-256 of its bytes."""

    path: str
    size: int
    sha256: str
    extension: str
    media_type: str
    compression: str

    def as_state(self) -> dict[str, Any]:
        """As JSON, for the stages that follow."""
        return asdict(self)

    def blocks(self) -> Iterator[bytes]:
        """The bytes of the file."""
        with Path(self.path).open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block


def mask(spooled: Spooled, masking: Masking, path: Path, *, told: Told) -> Spooled:
    """The same without personal data.

    Raises:
        InsufficientStorage: the disk is full.
    """
    if spooled.columns is None:
        made = spool_records(
            (masking.masked(each) for each in _told(records_in(spooled), spooled.rows, told)), path
        )
        return replace(made, left_out=spooled.left_out)
    columns = spooled.columns
    rows = (
        [masking.value(name, value) for name, value in zip(columns, row, strict=True)]
        for row in _told(rows_in(spooled), spooled.rows, told)
    )
    return spool_rows(columns, rows, path)


def write(spooled: Spooled, path: Path, *, format_name: str, compress: bool, told: Told) -> Written:
    """Write records in a format of graphs, or rows as a table.

    Raises:
        InsufficientStorage: the disk is full.
    """
    kind = FORMATS[format_name]
    extension, media_type = kind.written_extension, kind.written_media_type
    if spooled.columns is not None:
        extension, media_type = kind.extensions[0], kind.media_type
    zipped = media_type == folding.MEDIA_TYPES[folding.ZIP]
    compression = folding.ZIP if zipped else GZIP if compress else folding.NONE
    with full_disk_told(), _HashedFile(path) as file:
        folded: Any = (
            gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=_GZIP_LEVEL, mtime=0)
            if compression == GZIP
            else None
        )
        sink: Sink = folded or file
        if spooled.columns is None:
            kind.write(_told(records_in(spooled), spooled.rows, told), sink)
        else:
            TABLES[format_name](spooled.columns, _told(rows_in(spooled), spooled.rows, told), sink)
        if folded:
            folded.close()
            extension, media_type = f"{extension}.gz", folding.MEDIA_TYPES[GZIP]
    return Written(str(path), file.size, file.sha256, extension, media_type, compression)


def read_back(written: Written, spooled: Spooled, *, format_name: str, told: Told) -> None:
    """Read the file, and see that it holds what was read: of a table, that its bytes are those written.

    Raises:
        ExportDamaged: it does not.
        FileDamaged, InputUnreadable: it cannot be read.
    """
    digest = hashlib.sha256()
    for block in written.blocks():
        digest.update(block)
        told(0, 0)
    if digest.hexdigest() != written.sha256:
        raise ExportDamaged("The bytes on disk are not those that were written.")
    if spooled.columns is not None:
        return
    content = ContentHash()
    items = read_members(_members(Path(written.path), written.compression), format_name=format_name)
    for item in _told(items, spooled.rows, told):
        if isinstance(item.record, Rejected):
            raise ExportDamaged(f"Line {item.line} of the file cannot be read: {item.record.reason}.")
        content.add(item.record)
    if content.as_state() != spooled.content:
        raise ExportDamaged("The content of the file is not what was read.")


def _members(path: Path, compression: str) -> Iterator[tuple[str, BinaryIO]]:
    if compression == folding.ZIP:
        yield from folding.unfolded_members(path, is_own=True)
    else:
        with folding.unfolded(path, compression, is_own=True) as stream:
            yield path.name, stream


class _HashedFile(AbstractContextManager["_HashedFile"]):
    """A new file, hashed as it is written, and on the disk when the block ends."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """Of all that was written."""
        return self._digest.hexdigest()

    def write(self, data: bytes, /) -> int:
        """Write what comes next."""
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """What is written is given on at once as it is."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()


def _told(items: Iterable[Any], total: int, told: Told) -> Iterator[Any]:
    for count, item in enumerate(items, 1):
        yield item
        if count % _TELL_EVERY == 0:
            told(count / max(1, total), count)
