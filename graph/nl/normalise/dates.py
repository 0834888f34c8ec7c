"""Spans of time in a question: "since yesterday", "in the last 30 days", "between 1 May and 15 June".

Only what cannot be anything else becomes a date: "may", "second" and the 2024 of "task 2024" do not. What
the grammar does not know stays words, so that a reader that does not understand them notices.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final

from graph.nl.languages import WORDS, Language
from graph.nl.languages.model import Bound, Unit
from graph.nl.normalise.calendar import calendar_span, shifted
from graph.nl.normalise.counted import CLOCK_UNITS, CountedReader
from graph.nl.normalise.lexemes import Lexeme, Shape, phrase_at
from graph.nl.normalise.model import DateSpan
from graph.nl.normalise.point import Found, Point
from graph.nl.normalise.points import YEAR, PointReader
from graph.nl.normalise.ranges import HYPHENATED, RangeReader

_REACH: Final = 10
"""Pieces from the first of a date to one that names a time: "between the 1st and the 15th of May"."""
_MOST_YEARS_OF_THINGS: Final = 2
_SHORT_PARTS: Final = frozenset({"h1", "h2"}).union(f"{c}{number}" for c in "qt" for number in range(1, 5))


class DateReader:
    """Finds spans of time among the pieces of one question, counted from ``now`` in its time zone."""

    def __init__(self, pieces: Sequence[Lexeme], language: Language, now: dt.datetime) -> None:
        self._pieces = pieces
        self._language = language
        self._now = now
        self._points = PointReader(pieces, language, now)
        self._keys, self._words = self._points.keys, self._points.words
        self._counted = CountedReader(self._points)
        self._ranges = RangeReader(self._points, self._counted)
        self._anchors = [self._is_anchor(piece) for piece in pieces]

    def read(self, at: int) -> tuple[DateSpan, int] | None:
        """The span that begins with a piece, and how many pieces it takes; None where none begins."""
        if not self._may_begin(at):
            return None
        ranges = (self._ranges.spelt_out, self._ranges.hyphenated)
        found = self._first_of((*ranges, self._age, self._edge, self._bounded, self._bare), at)
        if found is None:
            return None
        found = self._restated(*found) or found
        return found[0], found[1] - at

    def _first_of(self, forms: Sequence[Callable[[int], Found | None]], at: int) -> Found | None:
        for form in forms:
            try:
                found = form(at)
            except (OverflowError, ValueError):
                continue  # 31 February, or a year that no calendar has: no date, whatever it is
            if found:
                return found
        return None

    def _restated(self, span: DateSpan, end: int) -> Found | None:
        """ "Spring 2022, i.e. from March to May": the same once more, of which only one counts."""
        after = end + 1 if end < len(self._pieces) and self._pieces[end].shape is Shape.COMMA else end
        said = phrase_at(self._keys, after, dict.fromkeys(self._words.restating, True))
        if said is None or span.start is None or span.end is None:
            return None
        within = DateReader(self._pieces, self._language, span.end - dt.timedelta(seconds=1))
        ranges = (within._ranges.spelt_out, within._ranges.hyphenated)
        again = within._first_of((*ranges, within._bounded, within._bare), said[1])
        if again is None or again[0].start is None or again[0].end is None:
            return None
        inside = span.start <= again[0].start and again[0].end <= span.end
        return again if inside else None

    def _edge(self, at: int) -> Found | None:
        """ "Since the beginning of 2024", "by the end of the year"."""
        opener = phrase_at(self._keys, at, self._words.edges)
        if opener is None:
            return None
        bound, end = opener
        after = self._points.skip_articles(end)
        point = (
            self._counted.read(after)
            or self._points.read(after, bounded=True, year_alone=True)
            or self._current(after)
        )
        return (_bounded(self._span(point[0]), bound), point[1]) if point else None

    def _current(self, at: int) -> Found | None:
        """ "The year", where only this one can be meant."""
        unit = self._words.units.get(self._keys[at]) if at < len(self._keys) else None
        return None if unit is None or unit in CLOCK_UNITS else (calendar_span(unit, self._now), at + 1)

    def _may_begin(self, at: int) -> bool:
        """Whether a word that names a time follows, and the piece is one that a date begins with."""
        if not any(self._anchors[at : at + _REACH]):
            return False
        piece = self._pieces[at]
        if piece.shape is Shape.WORD:
            return piece.key in _openers(self._language) or piece.key[0].isdigit() or "-" in piece.key
        return piece.shape in (Shape.NUMBER, Shape.DATE)

    def _is_anchor(self, piece: Lexeme) -> bool:
        if piece.shape is Shape.WORD:
            return piece.key in _anchors(self._language) or HYPHENATED.fullmatch(piece.key) is not None
        return piece.shape is Shape.DATE or (piece.shape is Shape.NUMBER and bool(YEAR.fullmatch(piece.text)))

    def _age(self, at: int) -> Found | None:
        """ "older than 30 days", "more than 3 days ago": counted from now."""
        ages = phrase_at(self._keys, at, self._words.ages)
        comparison = ages or phrase_at(self._keys, at, self._words.distances)
        amount = self._counted.amount(comparison[1]) if comparison else None
        if comparison is None or amount is None:
            return None
        number, unit, end = amount
        if end < len(self._keys) and self._keys[end] in self._words.ago:
            end += 1
        elif not ages or (unit is Unit.YEAR and number > _MOST_YEARS_OF_THINGS):
            return None  # "older than 30 years" is said of people
        moment = shifted(self._now, unit, -number)
        before = comparison[0] is Bound.BEFORE
        return (DateSpan(None, moment) if before else DateSpan(moment, None)), end

    def _bounded(self, at: int) -> Found | None:
        """A preposition and a date: "since yesterday", "before 2024", "in May"."""
        opener = phrase_at(self._keys, at, self._words.bounds)
        if opener is None:
            return None
        bound, end = opener
        after = self._points.skip_articles(end)
        year_alone = bound is not Bound.IN or self._keys[end - 1] in self._words.year_after
        point = self._counted.read(after) or self._points.read(after, bounded=True, year_alone=year_alone)
        if point is None:
            return None
        span, end = self._joined(*point)
        if bound is Bound.IN and end < len(self._keys) and self._keys[end] in self._words.onwards:
            bound, end = Bound.SINCE, end + 1
        if bound in (Bound.IN, Bound.SINCE) and (tail := phrase_at(self._keys, end, self._words.tails)):
            bound, end = tail
        return _bounded(span, bound), end

    def _bare(self, at: int) -> Found | None:
        """A date without a preposition: "yesterday", "last month", "May 2025"."""
        at = self._points.skip_articles(at)
        point = self._counted.read(at) or self._points.read(at, bounded=False)
        if point is None:
            return None
        span, end = self._joined(*point)
        bound, end = phrase_at(self._keys, end, self._words.tails) or (Bound.IN, end)
        return _bounded(span, bound), end

    def _joined(self, left: Point | DateSpan, end: int) -> Found:
        """A date with those of its kind behind it: "in May and June 2024" is one span of time.

        Raises:
            ValueError: there is time between them, as in "in May and August 2024".
        """
        if not isinstance(left, Point) or left.unit in (Unit.DAY, Unit.WEEK):
            return self._span(left), end
        points = [left]
        while following := self._next_of_same_kind(points[-1], end):
            points.append(following[0])
            end = following[1]
        year = next((each.year for each in points if each.year), None)
        spans = [replace(each, year=each.year or year).span(self._now) for each in points]
        if any(one.end != other.start for one, other in pairwise(spans)):
            raise ValueError("There is time between these.")
        return DateSpan(spans[0].start, spans[-1].end), end

    def _next_of_same_kind(self, point: Point, end: int) -> tuple[Point, int] | None:
        comma = end < len(self._pieces) and self._pieces[end].shape is Shape.COMMA
        if not comma and (end >= len(self._keys) or self._keys[end] not in self._words.also):
            return None
        after = self._points.skip_articles(end + 1)
        if comma and after < len(self._keys) and self._keys[after] in self._words.also:
            after += 1
        found = self._points.read(after, bounded=True, year_alone=point.unit is Unit.YEAR)
        if found is None or not isinstance(found[0], Point) or found[0].unit is not point.unit:
            return None
        return found[0], found[1]

    def _span(self, found: Point | DateSpan) -> DateSpan:
        return found.span(self._now) if isinstance(found, Point) else found


def _bounded(span: DateSpan, bound: Bound) -> DateSpan:
    match bound:
        case Bound.SINCE:
            return DateSpan(span.start, None)
        case Bound.AFTER:
            return DateSpan(span.end, None)
        case Bound.BEFORE:
            return DateSpan(None, span.start)
        case Bound.UNTIL:
            return DateSpan(None, span.end)
    return span


@cache
def _anchors(language: Language) -> frozenset[str]:
    """Words that name a time. Without one of them, or a year, there is no date."""
    words = WORDS[language].dates
    days = {word for phrase in words.days for word in phrase}
    return frozenset({*days, *words.months, *words.weekdays, *words.units, *words.seasons, *_SHORT_PARTS})


@cache
def _openers(language: Language) -> frozenset[str]:
    """Words that a date may begin with; all others are passed over at once."""
    words, numbers = WORDS[language].dates, WORDS[language].numbers
    phrases = (words.bounds, words.ranges, words.days, words.ages, words.distances, words.edges)
    return _anchors(language).union(
        (phrase[0] for table in phrases for phrase in table),
        *(words.current, words.previous, words.following, words.rolling),
        *(words.one, words.articles, words.ordinals, words.seasons, words.opening),
        *(numbers.values, numbers.alone),
    )
