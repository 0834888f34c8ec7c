"""Kept files as what formats are read from."""

from collections.abc import Iterator
from typing import BinaryIO

from graph.files import folding
from graph.files.models import GraphFile
from graph.files.progress import Reached
from graph.files.reading import open_file, open_members


def members_of(file: GraphFile, *, reached: Reached | None = None) -> Iterator[tuple[str, BinaryIO]]:
    """What ``read_members`` reads: the files of an archive, or the file itself.

    Each is to be read before the next.

    Args:
        reached: knows from then on how far the file has been read.

    Raises, while they are read too: what ``open_file`` does.
    """
    if file.compression == folding.ZIP:
        yield from open_members(file, reached=reached)
    else:
        with open_file(file, reached=reached) as stream:
            yield file.name, stream
