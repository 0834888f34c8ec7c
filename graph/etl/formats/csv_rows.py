"""Rows of CSV out of a stream of bytes, each with where it ends."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from graph.etl.formats.base import MAX_UNIT_BYTES, rest_of_line

MAX_ROW_LINES: Final = 1_000
"""A row whose texts hold line breaks may go over so many lines."""

# The module's own bound is one for the whole process; rows are bounded here.
csv.field_size_limit(max(csv.field_size_limit(), MAX_UNIT_BYTES))


class Row(NamedTuple):
    """One row, or why there is none."""

    cells: list[str] | None
    reason: str
    raw: bytes
    """Where there is none: what was read."""
    line: int
    """Where it begins, from 1."""
    offset: int
    """Bytes before what follows it."""
    lines: int
    """Lines before what follows it."""


class _RowTooLong(Exception):
    """The row has not ended within its bounds."""


class Rows:
    """The rows of a stream. A bad one is told and costs no other row.

    A quote that is never closed would swallow all that follows: its first line is told as bad, and reading
    goes on behind that.
    """

    def __init__(self, stream: BinaryIO, *, delimiter: str, offset: int = 0, lines: int = 0) -> None:
        """Read a stream that stands at the offset, behind so many lines."""
        self._stream = stream
        self._delimiter = delimiter
        self._offset = offset
        self._lines = lines
        self._waiting: deque[bytes] = deque()
        self._taken: list[bytes] = []
        self._size = 0
        self._ended = False

    def __iter__(self) -> Iterator[Row]:
        reader = self._reader()
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._bad(f"is no row of CSV: {error}", whole=not self._ended)
                reader = self._reader()
                continue
            except UnicodeDecodeError:
                yield self._bad("is no UTF-8", whole=True)
                reader = self._reader()
                continue
            except _RowTooLong:
                reason = (
                    f"a row may have {MAX_UNIT_BYTES} bytes and {MAX_ROW_LINES} lines; is a quote not closed?"
                )
                yield self._bad(reason, whole=False)
                reader = self._reader()
                continue
            yield self._row(cells, "", len(self._taken))

    def _reader(self) -> Iterator[list[str]]:
        self._ended = False
        return csv.reader(self._texts(), delimiter=self._delimiter, strict=True)

    def _texts(self) -> Iterator[str]:
        while raw := self._waiting.popleft() if self._waiting else self._stream.readline(MAX_UNIT_BYTES + 1):
            self._taken.append(raw)
            self._size += len(raw)
            if self._size > MAX_UNIT_BYTES or len(self._taken) > MAX_ROW_LINES:
                raise _RowTooLong
            yield raw.decode()
        self._ended = True

    def _row(self, cells: list[str] | None, reason: str, lines: int) -> Row:
        """What has been taken becomes a row; lines that are no part of it are read again."""
        begins = self._lines + 1
        used, again = self._taken[:lines], self._taken[lines:]
        self._offset += sum(map(len, used))
        self._lines += lines
        if reason and not used[-1].endswith(b"\n"):
            self._offset += rest_of_line(self._stream)  # of one that is too long
        self._waiting.extendleft(reversed(again))
        self._taken, self._size = [], 0
        raw = b"".join(used) if reason else b""
        return Row(cells, reason, raw, begins, self._offset, self._lines)

    def _bad(self, reason: str, *, whole: bool) -> Row:
        return self._row(None, reason, len(self._taken) if whole else 1)
