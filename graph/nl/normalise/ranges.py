"""Spans of time of which both ends are said: "between 1 May and 15 June", "2020-2022"."""

import datetime as dt
import re
from typing import Final

from graph.nl.languages.model import Bound
from graph.nl.normalise.counted import CountedReader
from graph.nl.normalise.lexemes import Lexeme, Shape, phrase_at
from graph.nl.normalise.model import DateSpan
from graph.nl.normalise.point import Found, Point
from graph.nl.normalise.points import PointReader

HYPHENATED: Final = re.compile(r"(?:19|20)\d\d-(?:19|20)\d\d|\d{1,2}-\d{1,2}|[^\W\d_]{3,}-[^\W\d_]{3,}")
"""A word that may be a range by itself."""
_REACH: Final = 9
"""Pieces after a hyphenated word that may name its month and year."""


class RangeReader:
    """Finds ranges among the pieces of a question, both ends included."""

    def __init__(self, points: PointReader, counted: CountedReader) -> None:
        self._points = points
        self._counted = counted
        self._keys = points.keys
        self._words = points.words
        self._now = points.now

    def spelt_out(self, at: int) -> Found | None:
        """ "between 1 May and 15 June 2025", "from 2023 to 2024": both ends are included."""
        opener = phrase_at(self._keys, at, self._words.ranges)
        if opener is None:
            return None
        separators, after = opener
        after = self._points.skip_articles(after)
        for left, end in self._ends(after):
            separator = self._keys[end] if end < len(self._keys) else ""
            if separator not in separators:
                continue
            following = self._points.skip_articles(end + 1)
            if following < len(self._keys) and self._keys[following] in separators:
                following = self._points.skip_articles(following + 1)
            right = self._end(following)
            if right and (span := self._between(left, right[0])):
                return span, right[1]
        return None

    def hyphenated(self, at: int) -> Found | None:
        """ "2020-2022", "1-15 May 2025", "May-June 2025": both ends are included."""
        bound = phrase_at(self._keys, at, self._words.bounds)
        if bound and bound[0] is Bound.IN:
            at = self._points.skip_articles(bound[1])
        ends = self._keys[at].split("-") if at < len(self._keys) else []
        if len(ends) != 2 or not all(ends):
            return None
        left, right = (Lexeme(each, _shape_of(each), *self._place(at)) for each in ends)
        pieces = [left, right, *self._points.pieces[at + 1 : at + 1 + _REACH]]
        points = PointReader(pieces, self._points.language, self._now)
        first = points.day(0) or points.read(0, bounded=True, year_alone=True)
        last = points.read(1, bounded=True, year_alone=True)
        if first is None or last is None or first[1] != 1:
            return None
        span = self._between(first[0], last[0])
        return (span, at + last[1] - 1) if span else None

    def _place(self, at: int) -> tuple[int, int]:
        return self._points.pieces[at].start, self._points.pieces[at].end

    def _ends(self, at: int) -> list[tuple[Point | DateSpan, int]]:
        """What may be the left end of a range; a day may wait for the month of the right one."""
        return [found for found in (self._end(at), self._points.day(at)) if found]

    def _end(self, at: int) -> tuple[Point | DateSpan, int] | None:
        return self._points.read(at, bounded=True, year_alone=True) or self._counted.read(at)

    def _between(self, left: Point | DateSpan, right: Point | DateSpan) -> DateSpan | None:
        last = right.span(self._now) if isinstance(right, Point) else right
        first = left
        if isinstance(left, Point):
            if isinstance(right, Point):
                left = left.completed(right)
            first = left.span(self._now)
            if last.start and left.year is None:
                # "November to February": the November before.
                first = left.span(last.start)
        if not isinstance(first, DateSpan) or first.start is None or last.end is None:
            return None
        ordered = first.start.astimezone(dt.UTC) < last.end.astimezone(dt.UTC)
        return DateSpan(first.start, last.end) if ordered else None


def _shape_of(text: str) -> Shape:
    return Shape.NUMBER if text.isdecimal() else Shape.WORD
