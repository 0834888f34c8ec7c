"""Compressed files: how each is told by its first bytes, and read within bounds."""

import bz2
import gzip
import io
import lzma
import math
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

from django.conf import settings

from graph.files.errors import FileContentMissing, FileDamaged, FileRefused, FileUnfoldsTooFar
from graph.files.progress import Reached

NONE: Final = "none"
ZIP: Final = "zip"
SIGNATURES: Final = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"PK\x03\x04": ZIP,
    b"PK\x05\x06": ZIP,
    b"\x28\xb5\x2f\xfd": "zstandard",
}
MEDIA_TYPES: Final = {
    "gzip": "application/gzip",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    ZIP: "application/zip",
}
ENDINGS: Final = {"gzip": (".gz",), "bzip2": (".bz2",), "xz": (".xz",), ZIP: (".zip",)}

RATIO: Final = 200
"""How many times its own size a file may unfold to. Text seldom folds to less than a twentieth."""
ALWAYS_BYTES: Final = 64 * 1024 * 1024
"""To this size every file may unfold, however small it is."""
MOST_MEMBERS: Final = 1_000
MOST_MEMORY: Final = 64 * 1024 * 1024
"""Of one unfolding: an xz file says itself how much it needs."""
_DIRECTORY_BYTES: Final = 2 * 1024 * 1024
_BUFFER_BYTES: Final = 262_144
_BROKEN: Final = (
    zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError,
)  # fmt: skip


def compression_of(head: bytes) -> str:
    """How a file that begins so is folded; ``none`` when it is not.

    Raises:
        FileRefused: in a way that is not known here.
    """
    found = next((name for signature, name in SIGNATURES.items() if head.startswith(signature)), NONE)
    if found not in (NONE, *MEDIA_TYPES):
        raise FileRefused(
            f"A file that is folded by {found} cannot be read. Known are: {', '.join(MEDIA_TYPES)}."
        )
    return found


def most_unfolded(size: int) -> int:
    """To how many bytes a file of this size may unfold."""
    return min(settings.MAX_UNFOLDED_BYTES, max(ALWAYS_BYTES, RATIO * size))


@contextmanager
def unfolded(
    path: Path, compression: str, *, reached: Reached | None = None, is_own: bool = False
) -> Iterator[BinaryIO]:
    """The content of a file, or of the one member of an archive, as a stream.

    Args:
        reached: knows from then on how far the file has been read.
        is_own: whether it was written here, so that it may unfold to whatever was folded.

    Raises, while it is read too:
        FileContentMissing: it is not there any more.
        FileUnfoldsTooFar: it is more than its size allows.
        FileDamaged: it cannot be unfolded, or the archive holds none or several.
    """
    with _opened(path) as folded:
        if reached is not None:
            reached.opened(folded)
        budget = _Budget(folded, is_own=is_own)
        if compression == ZIP:
            archive = _archive(folded)
            with archive, _told(partial(archive.open, _only(members(archive, is_own=is_own)))) as stream:
                yield _bounded(stream, budget)
        elif compression == NONE:
            yield folded
        else:
            with _OPENERS[compression](folded) as stream:
                yield _bounded(stream, budget)


def unfolded_members(
    path: Path, *, reached: Reached | None = None, is_own: bool = False
) -> Iterator[tuple[str, BinaryIO]]:
    """The files in an archive by name, in its order, each to be read before the next.

    The names are what the archive says: nothing to be used as a path.

    Args:
        reached: knows from then on how far the archive has been read.
        is_own: as of ``unfolded``.

    Raises, while they are read too:
        FileContentMissing: it is not there any more.
        FileUnfoldsTooFar: all of them together are more than the archive's size allows.
        FileDamaged: it cannot be unfolded.
    """
    with _opened(path) as folded, _archive(folded) as archive:
        budget = _Budget(folded, is_own=is_own)
        found = members(archive, is_own=is_own)
        if reached is not None:
            reached.opened_archive(folded, found)
        for number, member in enumerate(found):
            if reached is not None:
                reached.begun(number)
            with _told(partial(archive.open, member)) as stream:
                yield member.filename, _bounded(stream, budget)


def members(archive: zipfile.ZipFile, *, is_own: bool = False) -> list[zipfile.ZipInfo]:
    """The files of an archive, without folders and what systems put beside files.

    Args:
        is_own: as of ``unfolded``.

    Raises:
        FileDamaged: they are encrypted, or more than ``MOST_MEMBERS``.
        FileUnfoldsTooFar: they say themselves that they are too large.
    """
    found = [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and not member.filename.startswith("__MACOSX/")
        and not member.filename.rpartition("/")[2].startswith(".")
    ]
    if len(found) > MOST_MEMBERS:
        raise FileDamaged(f"The archive holds more than {MOST_MEMBERS} files.")
    if any(member.flag_bits & 1 for member in found):
        raise FileDamaged("The archive is encrypted.")
    if not is_own and sum(member.file_size for member in found) > settings.MAX_UNFOLDED_BYTES:
        raise FileUnfoldsTooFar
    return found


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise FileContentMissing from error


def _only(found: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(found) != 1:
        raise FileDamaged(f"The archive holds {len(found)} files where one is wanted.")
    return found[0]


def _archive(folded: IO[bytes]) -> zipfile.ZipFile:
    """The archive, whose table of contents is within bounds: all of it is held in memory."""
    end = _told(lambda: zipfile._EndRecData(folded))  # type: ignore[attr-defined]  # as zipfile will see it
    if not end or end[zipfile._ECD_SIZE] > _DIRECTORY_BYTES:  # type: ignore[attr-defined]
        raise FileDamaged
    return cast(zipfile.ZipFile, _told(lambda: zipfile.ZipFile(folded)))


def _told(call: Callable[[], Any]) -> Any:
    """What the call returns; what is broken is said in our words."""
    try:
        return call()
    except (*_BROKEN, OSError, ValueError, RuntimeError) as error:
        raise FileDamaged from error


class _Budget:
    """How many bytes a file may still unfold to."""

    def __init__(self, folded: BinaryIO, *, is_own: bool) -> None:
        self.left = math.inf if is_own else most_unfolded(os.fstat(folded.fileno()).st_size)

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise FileUnfoldsTooFar


class _Bounded(io.RawIOBase):
    """An unfolding stream that says in our words what is wrong with it."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except _BROKEN as error:
            raise FileDamaged from error
        except OSError as error:
            if error.errno is not None:  # of the disk, and not of bz2
                raise
            raise FileDamaged from error
        self._budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)


def _bounded(stream: IO[bytes], budget: _Budget) -> BinaryIO:
    return io.BufferedReader(_Bounded(stream, budget), _BUFFER_BYTES)


class _XzReader(io.RawIOBase):
    """What ``lzma.LZMAFile`` does, within a bound to memory, which that one cannot be given."""

    def __init__(self, folded: IO[bytes]) -> None:
        self._folded = folded
        self._unfolding = self._begin()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._unfolding.eof:
                rest = self._unfolding.unused_data.lstrip(b"\x00") or self._next_stream()
                if not rest:
                    return 0
                self._unfolding = self._begin()
            elif self._unfolding.needs_input:
                rest = self._folded.read(_BUFFER_BYTES)
                if not rest:
                    raise EOFError
            else:
                rest = b""
            data = self._unfolding.decompress(rest, max_length=len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _next_stream(self) -> bytes:
        """The beginning of a further stream, behind the zeros that may stand in between."""
        while block := self._folded.read(_BUFFER_BYTES):
            if rest := block.lstrip(b"\x00"):
                return rest
        return b""

    def _begin(self) -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=MOST_MEMORY)


_OPENERS: Final[dict[str, Callable[[IO[bytes]], Any]]] = {
    "gzip": lambda folded: gzip.GzipFile(fileobj=folded, mode="rb"),
    "bzip2": bz2.BZ2File,
    "xz": _XzReader,
}
