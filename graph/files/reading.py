"""The content of files, unfolded."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO

from graph.files import folding
from graph.files.models import GraphFile
from graph.files.progress import Reached


def open_file(file: GraphFile, *, reached: Reached | None = None) -> AbstractContextManager[BinaryIO]:
    """The content of a file, unfolded, of an upload within bounds; of an archive, its one member.

    Args:
        reached: knows from then on how far the file has been read.

    Raises, while it is read too:
        FileContentMissing: it is not there any more.
        FileUnfoldsTooFar: it is more than the settings or the file's own size allow.
        FileDamaged: it cannot be unfolded, or the archive holds none or several.
    """
    return folding.unfolded(file.path, file.compression, reached=reached, is_own=file.is_own)


def open_members(file: GraphFile, *, reached: Reached | None = None) -> Iterator[tuple[str, BinaryIO]]:
    """The files in an archive by name, each to be read before the next; names are nothing to use as a path.

    Args and Raises, while they are read too: as ``open_file``.
    """
    return folding.unfolded_members(file.path, reached=reached, is_own=file.is_own)
