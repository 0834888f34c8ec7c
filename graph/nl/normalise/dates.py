"""Spans of time in a question: "since yesterday", "in the last 30 days", "between 1 May and 15 June".

Only what cannot be anything else becomes a date: "may", "second" and the 2024 of "task 2024" do not. What
the grammar does not know stays words, so that a reader that does not understand them notices.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final, TypeVar

from graph.nl.languages import WORDS, Language
from graph.nl.languages.model import Bound, DateWords, Phrase, Unit
from graph.nl.normalise.calendar import calendar_span, day_span, shifted
from graph.nl.normalise.lexemes import Lexeme, Shape
from graph.nl.normalise.model import DateSpan
from graph.nl.normalise.numbers import number_at
from graph.nl.normalise.points import YEAR, Point, PointReader, at_clock

MAX_UNITS: Final = 10_000
"""More days, months or years than this are counted by nobody."""
_LONGEST_PHRASE: Final = 3
_REACH: Final = 10
"""Pieces from the first of a date to one that names a time: "between the 1st and the 15th of May"."""
_CLOCK_UNITS: Final = (Unit.MINUTE, Unit.HOUR)
_QUARTERS: Final = frozenset(f"{letter}{number}" for letter in "qt" for number in range(1, 5))
_Value = TypeVar("_Value")
_Found = tuple[DateSpan, int]
"""A span and where the words for it end."""


class DateReader:
    """Finds spans of time among the pieces of one question, counted from ``now`` in its time zone."""

    def __init__(self, pieces: Sequence[Lexeme], language: Language, now: dt.datetime) -> None:
        self._pieces = pieces
        self._keys = [piece.key if piece.shape is Shape.WORD else "" for piece in pieces]
        self._language = language
        self._words: DateWords = WORDS[language].dates
        self._now = now
        self._points = PointReader(pieces, language, now.tzinfo)
        self._anchors = [self._is_anchor(piece) for piece in pieces]

    def read(self, at: int) -> tuple[DateSpan, int] | None:
        """The span that begins with a piece, and how many pieces it takes; None where none begins."""
        if not self._may_begin(at):
            return None
        forms: tuple[Callable[[int], _Found | None], ...] = (
            self._range,
            self._age,
            self._bounded,
            self._bare,
        )
        for form in forms:
            try:
                found = form(at)
            except (OverflowError, ValueError):
                continue  # 31 February, or a year that no calendar has: no date, whatever it is
            if found:
                return found[0], found[1] - at
        return None

    def _may_begin(self, at: int) -> bool:
        """Whether a word that names a time follows, and the piece is one that a date begins with."""
        if not any(self._anchors[at : at + _REACH]):
            return False
        piece = self._pieces[at]
        if piece.shape is Shape.WORD:
            return piece.key in _openers(self._language) or piece.key[0].isdigit()
        return piece.shape in (Shape.NUMBER, Shape.DATE)

    def _is_anchor(self, piece: Lexeme) -> bool:
        if piece.shape is Shape.WORD:
            return piece.key in _anchors(self._language)
        return piece.shape is Shape.DATE or (piece.shape is Shape.NUMBER and bool(YEAR.fullmatch(piece.text)))

    def _range(self, at: int) -> _Found | None:
        """ "between 1 May and 15 June 2025", "from 2023 to 2024": both ends are included."""
        opener = self._phrase(self._words.ranges, at)
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

    def _ends(self, at: int) -> list[tuple[Point | DateSpan, int]]:
        """What may be the left end of a range; a day may wait for the month of the right one."""
        return [found for found in (self._end(at), self._points.day(at)) if found]

    def _end(self, at: int) -> tuple[Point | DateSpan, int] | None:
        return self._points.read(at, bounded=True, year_alone=True) or self._relative(at)

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

    def _age(self, at: int) -> _Found | None:
        """ "older than 30 days", "more than 3 days ago": counted from now."""
        ages = self._phrase(self._words.ages, at)
        comparison = ages or self._phrase(self._words.distances, at)
        amount = self._amount(comparison[1]) if comparison else None
        if comparison is None or amount is None:
            return None
        number, unit, end = amount
        if end < len(self._keys) and self._keys[end] in self._words.ago:
            end += 1
        elif not ages or unit is Unit.YEAR:
            return None  # "older than 30 years" is said of people
        moment = shifted(self._now, unit, -number)
        before = comparison[0] is Bound.BEFORE
        return (DateSpan(None, moment) if before else DateSpan(moment, None)), end

    def _bounded(self, at: int) -> _Found | None:
        """A preposition and a date: "since yesterday", "before 2024", "in May"."""
        opener = self._phrase(self._words.bounds, at)
        if opener is None:
            return None
        bound, end = opener
        after = self._points.skip_articles(end)
        year_alone = bound is not Bound.IN or self._keys[end - 1] in self._words.year_after
        point = self._relative(after) or self._points.read(after, bounded=True, year_alone=year_alone)
        if point is None:
            return None
        span, end = self._span(point[0]), point[1]
        if bound is Bound.IN and end < len(self._keys) and self._keys[end] in self._words.onwards:
            bound, end = Bound.SINCE, end + 1
        if bound in (Bound.IN, Bound.SINCE) and (tail := self._phrase(self._words.tails, end)):
            bound, end = tail
        return _bounded(span, bound), end

    def _bare(self, at: int) -> _Found | None:
        """A date without a preposition: "yesterday", "last month", "May 2025"."""
        at = self._points.skip_articles(at)
        point = self._relative(at) or self._points.read(at, bounded=False)
        if point is None:
            return None
        bound, end = self._phrase(self._words.tails, point[1]) or (Bound.IN, point[1])
        return _bounded(self._span(point[0]), bound), end

    def _span(self, found: Point | DateSpan) -> DateSpan:
        return found.span(self._now) if isinstance(found, Point) else found

    # -- Counted from now ----------------------------------------------------------------------------------

    def _relative(self, at: int) -> _Found | None:
        if at >= len(self._keys):
            return None
        return (
            self._edge_of_year(at)
            or self._day_from_today(at)
            or self._weekday(at)
            or self._unit_from_now(at)
            or self._ago(at)
        )

    def _edge_of_year(self, at: int) -> _Found | None:
        """ "The last two months of 2023", "the first week of 2024"."""
        words = self._words
        last = self._keys[at] in words.previous | words.rolling
        if not last and self._keys[at] not in words.opening:
            return None
        unit = words.units.get(self._keys[at + 1]) if at + 1 < len(self._keys) else None
        amount = (1, unit, at + 2) if unit else self._amount(at + 1)
        if amount is None:
            return None
        number, unit, end = amount
        after = self._points.skip_articles(end)
        found = self._points.year(after) if after > end else None
        if found is None or unit in (*_CLOCK_UNITS, Unit.YEAR):
            return None
        year = found[0].span(self._now)
        if last and year.end:
            return DateSpan(shifted(year.end, unit, -number), year.end), found[1]
        return (DateSpan(year.start, shifted(year.start, unit, number)), found[1]) if year.start else None

    def _day_from_today(self, at: int) -> _Found | None:
        found = self._phrase(self._words.days, at)
        if found is None:
            return None
        return self._with_clock(self._day(found[0]), found[1])

    def _weekday(self, at: int) -> _Found | None:
        """ "On Monday" is the last one, today included; "last Monday" is one before today."""
        previous = self._keys[at] in self._words.previous
        name = at + 1 if previous else at
        number = self._words.weekdays.get(self._keys[name]) if name < len(self._keys) else None
        if number is None:
            return None
        end = name + 1
        if not previous and end < len(self._keys) and self._keys[end] in self._words.previous:
            previous, end = True, end + 1  # "lunedì scorso"
        bounded = at > 0 and (
            (self._keys[at - 1],) in self._words.bounds or self._keys[at - 1] in self._words.articles
        )
        if not previous and not bounded:
            return None
        days = (self._now.weekday() - number) % 7
        return self._with_clock(self._day(-(days or 7 * previous)), end)

    def _unit_from_now(self, at: int) -> _Found | None:
        """ "last month", "this year", "the past week", "last 30 days", "il mese scorso", "ultimi 3 mesi"."""
        words = self._words
        if unit := words.units.get(self._keys[at]):
            which, end = (self._keys[at + 1] if at + 1 < len(self._keys) else ""), at + 2
            if which not in words.previous | words.following | words.rolling:
                return None
            return self._calendar_unit(which, unit), end
        which = self._keys[at]
        if which not in words.current | words.previous | words.following | words.rolling:
            return None
        if amount := self._amount(at + 1):
            number, unit, end = amount
            if which in words.current:
                return None
            return self._rolling(unit, number, ahead=which in words.following), end
        unit = words.units.get(self._keys[at + 1]) if at + 1 < len(self._keys) else None
        return (self._calendar_unit(which, unit), at + 2) if unit else None

    def _calendar_unit(self, which: str, unit: Unit) -> DateSpan:
        words = self._words
        if which in words.rolling or (which in words.previous and unit in _CLOCK_UNITS):
            return self._rolling(unit, 1)
        steps = 1 if which in words.following else -1 if which in words.previous else 0
        return calendar_span(unit, shifted(self._now, unit, steps))

    def _rolling(self, unit: Unit, number: int, *, ahead: bool = False) -> DateSpan:
        """From this time so many units ago until now, or from now on."""
        if ahead:
            return DateSpan(self._now, shifted(self._now, unit, number))
        return DateSpan(shifted(self._now, unit, -number), self._now)

    def _ago(self, at: int) -> _Found | None:
        """ "3 days ago" is that day, "2 months ago" that month."""
        amount = self._amount(at)
        if amount is None:
            return None
        number, unit, end = amount
        if end >= len(self._keys) or self._keys[end] not in self._words.ago:
            return None
        return calendar_span(unit, shifted(self._now, unit, -number)), end + 1

    # -- Parts ---------------------------------------------------------------------------------------------

    def _amount(self, at: int) -> tuple[int, Unit, int] | None:
        """ "30 days", "three weeks", "a month": number, unit, and where it ends."""
        if at >= len(self._keys):
            return None
        found: tuple[int | float, int] | None = (
            (1, 1) if self._keys[at] in self._words.one else number_at(self._pieces, at, self._language)
        )
        if found is None or at + found[1] >= len(self._keys):
            return None
        number, end = found[0], at + found[1]
        unit = self._words.units.get(self._keys[end])
        if unit is None or not isinstance(number, int) or not 1 <= number <= MAX_UNITS:
            return None
        return number, unit, end + 1

    def _day(self, days_from_today: int) -> DateSpan:
        day = self._now.date() + dt.timedelta(days=days_from_today)
        return day_span(Unit.DAY, day, self._now.tzinfo)

    def _with_clock(self, day: DateSpan, end: int) -> _Found:
        found = self._points.clock(end)
        return (at_clock(day, found[0]), found[1]) if found else (day, end)

    def _phrase(self, table: Mapping[Phrase, _Value], at: int) -> tuple[_Value, int] | None:
        """The longest phrase of a table that begins at a piece, and where it ends."""
        for length in range(_LONGEST_PHRASE, 0, -1):
            if (value := table.get(tuple(self._keys[at : at + length]))) is not None:
                return value, min(at + length, len(self._keys))
        return None


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
    return frozenset({*days, *words.months, *words.weekdays, *words.units, *_QUARTERS})


@cache
def _openers(language: Language) -> frozenset[str]:
    """Words that a date may begin with; all others are passed over at once."""
    words, numbers = WORDS[language].dates, WORDS[language].numbers
    phrases = (words.bounds, words.ranges, words.days, words.ages, words.distances)
    return _anchors(language).union(
        (phrase[0] for table in phrases for phrase in table),
        *(words.current, words.previous, words.following, words.rolling),
        *(words.one, words.articles, words.ordinals, words.seasons, words.opening),
        *(numbers.values, numbers.alone),
    )
