"""How far the reader of a kept file has come."""

import os
import zipfile
from collections.abc import Sequence
from typing import BinaryIO


class Reached:
    """How much of a kept file has been read, by its bytes as they are kept: of a compressed one, the folded.

    Given along when a file is opened, and asked at any moment while it is read, by any thread.
    """

    def __init__(self) -> None:
        self._folded: BinaryIO | None = None
        self._members: Sequence[zipfile.ZipInfo] = ()
        self._total = 0
        self._here = (0, 0, 0)
        """Of what is being read: bytes before it that count, where it begins in the file, and its size."""

    @property
    def share(self) -> float:
        """What part of it has been read, 0 to 1; all of it once it has been closed."""
        if self._folded is None:
            return 0.0
        try:
            at = self._folded.tell()
        except ValueError:  # It is closed.
            return 1.0
        before, begin, size = self._here
        return (before + min(max(at - begin, 0), size)) / max(1, self._total)

    def before(self, member: int) -> int:
        """How many bytes, unfolded, an archive has in front of one of its members; 0 of any other file."""
        return sum(each.file_size for each in self._members[:member])

    def opened(self, folded: BinaryIO) -> None:
        """A file is read from here on."""
        self._folded = folded
        self._total = os.fstat(folded.fileno()).st_size
        self._here = (0, 0, self._total)

    def opened_archive(self, folded: BinaryIO, members: Sequence[zipfile.ZipInfo]) -> None:
        """These members of an archive are read from here on; nothing else in it counts."""
        self._folded, self._members = folded, members
        self._total = sum(each.compress_size for each in members)
        self._here = (0, 0, 0)

    def begun(self, number: int) -> None:
        """Of the members, this one is read from here on."""
        member = self._members[number]
        before = sum(each.compress_size for each in self._members[:number])
        self._here = (before, member.header_offset, member.compress_size)
