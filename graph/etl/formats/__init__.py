"""The formats of graphs: JSONL, CSV, Cypher and GraphML, each read and written in a stream."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from graph.etl.formats.base import Format, Sink, Source
from graph.etl.formats.csv import CSV
from graph.etl.formats.cypher import CYPHER
from graph.etl.formats.graphml import GRAPHML
from graph.etl.formats.jsonl import JSONL
from graph.etl.records import BEGINNING, Item, Position

__all__ = [
    "FORMATS",
    "UNKNOWN",
    "Format",
    "Sink",
    "Source",
    "format_of",
    "media_type_of",
    "read_members",
]

UNKNOWN: Final = ""
FORMATS: Final[dict[str, Format]] = {each.name: each for each in (GRAPHML, JSONL, CYPHER, CSV)}


def format_of(head: bytes, name: str) -> str:
    """The name of the format of a content that begins so; ``UNKNOWN`` when it is of none.

    The file's name is asked only where the content says nothing.
    """
    if b"\x00" in head.partition(b"\n")[0]:
        return UNKNOWN
    text = head.decode("utf-8-sig", errors="replace")
    sure, found = max((each.sniff(text), each.name) for each in FORMATS.values())
    if sure:
        return found
    if b"\x00" in head:  # Only what looks like text all the same: a value in CSV may hold one.
        return UNKNOWN
    ending = name.lower()
    return next((each.name for each in FORMATS.values() if ending.endswith(each.extensions)), UNKNOWN)


def media_type_of(format_name: str) -> str | None:
    """The media type of a format; None when it is not known."""
    found = FORMATS.get(format_name)
    return found.media_type if found else None


def read_members(
    members: Iterable[tuple[str, BinaryIO]], *, format_name: str, begin: Position = BEGINNING
) -> Iterator[Item]:
    """The items of all files of an archive, or of one file, behind ``begin``.

    Raises:
        InputUnreadable: one of them cannot be read as this format.
    """
    for number, (name, stream) in enumerate(members):
        if number == begin.member:
            yield from FORMATS[format_name].read(Source(stream, name, begin))
        elif number > begin.member:
            yield from FORMATS[format_name].read(Source(stream, name, Position(number)))
