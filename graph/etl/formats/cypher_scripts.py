"""A script of Cypher to its statements, without looking into them."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from graph.etl.errors import InputUnreadable
from graph.etl.formats.base import MAX_UNIT_BYTES

MAX_UNENDED: Final = 100
"""So many statements of a script may have no end. To find each out takes time."""
_BLOCK_BYTES: Final = 262_144
# Nothing that has been passed over is looked at again: the text is a stranger's.
_PIECES: Final = rb"""[^;'"`/]+|'(?>[^'\\]+|\\.)*+'|"(?>[^"\\]+|\\.)*+"|`[^`]*+`|/\*.*?\*/|/(?![/*])"""
_STATEMENT: Final = re.compile(rb"(?>" + _PIECES + rb"|//[^\n]*+\n)*+;", re.DOTALL)
_LAST: Final = re.compile(rb"(?>" + _PIECES + rb"|//[^\n]*+(?:\n|\Z))*+\Z", re.DOTALL)


class Statement(NamedTuple):
    """One statement as it stands in the script, with what is before it."""

    raw: bytes
    ends: bool
    """Whether it has an end in time; if not, it may be the first line only."""


def statements(stream: BinaryIO) -> Iterator[Statement]:
    """The statements of a script; all of them together are the script.

    Where one has no end within ``MAX_UNIT_BYTES``, as behind a quote that is never closed, its first line is
    told, and reading goes on behind that.

    Raises:
        InputUnreadable: that is so too often.
    """
    buffer, start, ended, unended = b"", 0, False, 0
    while True:
        if found := _STATEMENT.match(buffer, start):
            yield Statement(buffer[start : found.end()], ends=found.end() - start <= MAX_UNIT_BYTES)
            start = found.end()
            continue
        buffer, start = buffer[start:], 0
        if len(buffer) <= MAX_UNIT_BYTES and not ended:
            block = stream.read(_BLOCK_BYTES)
            ended = not block
            buffer += block
        elif not buffer:
            return
        elif ended and len(buffer) <= MAX_UNIT_BYTES and _LAST.match(buffer):
            yield Statement(buffer, ends=True)
            return
        elif (unended := unended + 1) > MAX_UNENDED:
            raise InputUnreadable(f"More than {MAX_UNENDED} statements of the script have no end.")
        else:
            start = buffer.find(b"\n") + 1 or len(buffer)
            yield Statement(buffer[:start], ends=False)
