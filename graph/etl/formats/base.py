"""What every format is, and what reading streams has in common."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, BinaryIO, Final, Protocol

from django.conf import settings

from graph.etl.records import BEGINNING, Item, Position, Record, Rejected

MAX_UNIT_BYTES: Final = 2 * 1024 * 1024
"""Of one line, row, statement or element."""
BLOCK_BYTES: Final = 262_144
_SPOOLED_BYTES: Final = 1_000_000
BOM: Final = b"\xef\xbb\xbf"


class Sink(Protocol):
    """Where bytes are written to, from the first to the last."""

    def write(self, data: bytes, /) -> int:
        """Write what comes next."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, unfolded, and where to begin in it."""

    stream: BinaryIO
    name: str = "file"
    begin: Position = BEGINNING


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a graph down."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    resumable: bool
    """Whether a reader that begins in the middle skips what is before, instead of reading it again."""
    sniff: Callable[[str], float]
    """How sure it is, from 0 to 1, that a text that begins so is of this format."""
    read: Callable[[Source], Iterator[Item]]
    """The items behind ``begin``, in their order, with flat memory.

    Raises:
        InputUnreadable: the file as a whole cannot be read, or no further.
    """
    write: Callable[[Iterable[Record], Sink], None]
    """Write records, with flat memory: what is large waits on disk.

    Raises:
        ValueError: a number is not finite, or a text holds half a character.
        CypherRefused: of Cypher, a name that no query can hold.
        InsufficientStorage: the disk is full.
    """
    written_media_type: str
    written_extension: str


class Buffered:
    """A sink that many small pieces are written to."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Write soon."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size > BLOCK_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write now; to be called at the end."""
        self._sink.write(b"".join(self._pieces))
        self._pieces.clear()
        self._size = 0


def waiting_file() -> IO[bytes]:
    """A file without a name, on the disk of all data, for what has to wait until more is known."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    return tempfile.SpooledTemporaryFile(max_size=_SPOOLED_BYTES, dir=str(settings.DATA_DIR))


def skip(stream: BinaryIO, count: int) -> None:
    """Read over so many bytes."""
    while count > 0 and (block := stream.read(min(count, BLOCK_BYTES))):
        count -= len(block)


def rest_of_line(stream: BinaryIO) -> int:
    """Read over the rest of a line that is too long; how many bytes that was."""
    count = 0
    while piece := stream.readline(BLOCK_BYTES):
        count += len(piece)
        if piece.endswith(b"\n"):
            break
    return count


def items_of(
    records: Sequence[Record | Rejected],
    *,
    line: int,
    before: Position,
    after: Position,
    ignored: Sequence[str] = (),
) -> Iterator[Item]:
    """The items of one line or statement, without those that ``before`` says have been given."""
    last = len(records) - 1
    for number, record in enumerate(records):
        if number >= before.within:
            position = after if number == last else before._replace(within=number + 1)
            yield Item(record, line, position, () if number else tuple(ignored))
