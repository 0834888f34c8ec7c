"""The content of files, unfolded."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO

from graph.files import folding
from graph.files.models import GraphFile


def open_file(file: GraphFile) -> AbstractContextManager[BinaryIO]:
    """The content of a file, unfolded within bounds; of an archive, its one member.

    Raises, while it is read too:
        FileContentMissing: it is not there any more.
        FileUnfoldsTooFar: it is more than the settings or the file's own size allow.
        FileDamaged: it cannot be unfolded, or the archive holds none or several.
    """
    return folding.unfolded(file.path, file.compression)


def open_members(file: GraphFile) -> Iterator[tuple[str, BinaryIO]]:
    """The files in an archive by name, each to be read before the next; names are nothing to use as a path.

    Raises, while they are read too: what ``open_file`` does.
    """
    return folding.unfolded_members(file.path)
