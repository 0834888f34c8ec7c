"""Dates that a question names, as far as it names them: "3 March", "May 2025", "Q1", "2024"."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.nl.languages import WORDS, Language
from graph.nl.languages.model import Unit
from graph.nl.normalise.calendar import day_span, shifted
from graph.nl.normalise.lexemes import Lexeme, Shape
from graph.nl.normalise.model import DateSpan

YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DAY: Final = re.compile(r"(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|o)?")
_QUARTER: Final = re.compile(r"[qt]([1-4])")
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_SLASHED: Final = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})")
_MAX_ARTICLES: Final = 3
_MONTHS: Final = 12
_HALVES: Final = (1, 2)
_TO_SECONDS: Final = len("2025-05-01T10:00:00")
_MAX_YEARS_BACK: Final = 8
"""The longest time from one 29 February to the next."""


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month, quarter or year, of which the year, and of a day the month, may have been left out."""

    unit: Unit
    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: dt.time | None = None

    def completed(self, other: "Point") -> "Point":
        """With what was left out taken from the other end of a range ("1 to 15 May 2025")."""
        month = self.month or (other.month if other.day else None)
        return replace(self, year=self.year or other.year, month=month)

    def span(self, now: dt.datetime) -> DateSpan:
        """The time that it means; without a year, the last one that has begun by ``now``.

        Raises:
            OverflowError, ValueError: there is no such date.
        """
        if self.year:
            return self._in_year(self.year, now)
        for year in range(now.year, now.year - _MAX_YEARS_BACK - 1, -1):
            try:
                span = self._in_year(year, now)
            except ValueError:
                continue  # 29 February, in a year that has none
            if span.start and span.start.astimezone(dt.UTC) <= now.astimezone(dt.UTC):
                return span
        raise ValueError("No year has this day.")

    def _in_year(self, year: int, now: dt.datetime) -> DateSpan:
        if self.unit is Unit.DAY and not self.month:
            raise ValueError("A day needs a month.")
        span = day_span(self.unit, dt.date(year, self.month or 1, self.day or 1), now.tzinfo)
        return at_clock(span, self.clock) if self.clock else span


def at_clock(day: DateSpan, clock: dt.time) -> DateSpan:
    """The minute of a day."""
    if day.start is None:
        return day
    start = dt.datetime.combine(day.start.date(), clock, tzinfo=day.start.tzinfo)
    start = start.astimezone(dt.UTC).astimezone(day.start.tzinfo)
    return DateSpan(start, shifted(start, Unit.MINUTE, 1))


class PointReader:
    """Finds points among the pieces of a question. Each method gives what it found and where it ends."""

    def __init__(self, pieces: Sequence[Lexeme], language: Language, zone: dt.tzinfo | None) -> None:
        self._pieces = pieces
        self._language = language
        self._zone = zone
        self._words = WORDS[language].dates
        self._function_words = WORDS[language].function_words

    def read(
        self, at: int, *, bounded: bool, year_alone: bool = False
    ) -> tuple[Point | DateSpan, int] | None:
        """The point at a piece. One that could also be a name or a number needs a preposition before it.

        Args:
            bounded: a preposition stands before it.
            year_alone: four digits may be a year.
        """
        if at >= len(self._pieces):
            return None
        return (
            self._written(at)
            or self._day_and_month(at)
            or self._month_and_day(at)
            or self._month(at, bounded=bounded)
            or self._quarter(at, bounded=bounded)
            or self._part_of_year(at)
            or (self.year(at) if year_alone or self._unit(at) is Unit.YEAR else None)
        )

    def day(self, at: int) -> tuple[Point, int] | None:
        """A number from 1 to 31, for "between 1 and 15 May"."""
        piece = self._piece(at, Shape.NUMBER, Shape.WORD)
        if piece is None:
            return None
        match = _DAY.fullmatch(piece.key)
        number = int(match[1]) if match else self._words.ordinals.get(piece.key)
        return (Point(Unit.DAY, day=number), at + 1) if number else None

    def year(self, at: int) -> tuple[Point, int] | None:
        """Four digits, with or without the word for a year before them."""
        if (word := self._piece(at, Shape.WORD)) and self._words.units.get(word.key) is Unit.YEAR:
            at += 1
        piece = self._piece(at, Shape.NUMBER)
        if piece is None or not YEAR.fullmatch(piece.text):
            return None
        return Point(Unit.YEAR, int(piece.text)), at + 1

    def clock(self, at: int) -> tuple[dt.time, int] | None:
        """A time of day, with or without "at"."""
        if self._piece(at, Shape.COMMA):
            at += 1
        if (word := self._piece(at, Shape.WORD)) and word.key in self._words.clock:
            at += 1
        piece = self._piece(at, Shape.CLOCK)
        if piece is None:
            return None
        hour, minute, *_ = map(int, piece.text.split(":"))
        return dt.time(hour, minute), at + 1

    def skip_articles(self, at: int) -> int:
        """The place after the articles at ``at``, if any."""
        for end in range(at, at + _MAX_ARTICLES):
            piece = self._piece(end, Shape.WORD)
            if piece is None or piece.key not in self._words.articles:
                return end
        return at + _MAX_ARTICLES

    def _piece(self, at: int, *shapes: Shape) -> Lexeme | None:
        piece = self._pieces[at] if at < len(self._pieces) else None
        return piece if piece and piece.shape in shapes else None

    def _written(self, at: int) -> tuple[Point | DateSpan, int] | None:
        """ "2025-05-01", "2025-05-01T10:00Z", "31/12/2025"."""
        piece = self._piece(at, Shape.DATE)
        if piece is None:
            return None
        if match := _ISO_DAY.fullmatch(piece.text):
            year, month, day = int(match[1]), int(match[2]), int(match[3] or 0)
            return self._with_clock(_dated(year, month, day), at + 1)
        if match := _SLASHED.fullmatch(piece.text):
            first, second = int(match[1]), int(match[3])
            # In English both orders are in use: only what can be read in one way is read.
            day_first = match[2] == "." or self._language is not Language.ENGLISH or first > _MONTHS
            if not day_first and second <= _MONTHS and first != second:
                return None
            day, month = (first, second) if day_first else (second, first)
            return self._with_clock(_dated(int(match[4]), month, day), at + 1)
        return _moment(piece.text, self._zone), at + 1

    def _day_and_month(self, at: int) -> tuple[Point, int] | None:
        """ "3 March 2025", "the 3rd of March", "3 marzo"."""
        if (day := self.day(at)) is None:
            return None
        after = self.skip_articles(day[1])
        month = self._month_number(after)
        if month is None:
            return None
        year, end = self._year_after(after + 1)
        return self._with_clock(Point(Unit.DAY, year, month, day[0].day), end)

    def _month_and_day(self, at: int) -> tuple[Point, int] | None:
        """ "March 3, 2025", "Mar 3rd"; not the "in May 3 users" of which the number counts what follows."""
        month, day = self._month_number(at), self.day(at + 1)
        if month is None or day is None or not self._pieces[at + 1].text[0].isdigit():
            return None
        if self._is_doubtful(at) and not self._pieces[at].text[0].isupper():
            return None
        year, end = self._year_after(day[1])
        counted = self._piece(day[1], Shape.WORD)
        certain = year or not self._pieces[at + 1].text.isdigit()
        if not certain and counted and counted.key not in self._function_words:
            return None
        return self._with_clock(Point(Unit.DAY, year, month, day[0].day), end)

    def _month(self, at: int, *, bounded: bool) -> tuple[Point, int] | None:
        """ "May 2025"; "in May"."""
        month = self._month_number(at)
        if month is None:
            return None
        year, end = self._year_after(at + 1)
        if year is None and (not bounded or self._is_short(at)):
            return None
        return Point(Unit.MONTH, year, month), end

    def _quarter(self, at: int, *, bounded: bool) -> tuple[Point, int] | None:
        """ "Q1 2025", "the first quarter of 2025"."""
        piece = self._piece(at, Shape.WORD)
        if piece is None:
            return None
        if match := _QUARTER.fullmatch(piece.key):
            number, after = int(match[1]), at + 1
        elif (ordinal := self._words.ordinals.get(piece.key)) and self._unit(at + 1) is Unit.QUARTER:
            number, after = ordinal, at + 2
        else:
            return None
        year, end = self._year_after(after)
        relative = piece.key in self._words.previous | self._words.rolling
        if year is None and (not bounded or relative):
            return None
        return Point(Unit.QUARTER, year, 3 * number - 2), end

    def _part_of_year(self, at: int) -> tuple[DateSpan, int] | None:
        """ "The first half of 2025", "spring 2022": only with the year: the words say other things, too."""
        piece, following = self._piece(at, Shape.WORD), self._piece(at + 1, Shape.WORD)
        if piece is None:
            return None
        if month := self._words.seasons.get(piece.key):
            months, after = 3, at + 1
        elif (half := self._words.ordinals.get(piece.key)) and following and half in _HALVES:
            if following.key not in self._words.halves:
                return None
            month, months, after = 6 * half - 5, 6, at + 2
        else:
            return None
        year, end = self._year_after(after)
        if year is None:
            return None
        first = day_span(Unit.MONTH, dt.date(year, month, 1), self._zone)
        if first.start is None:
            return None
        return DateSpan(first.start, shifted(first.start, Unit.MONTH, months)), end

    def _year_after(self, at: int) -> tuple[int | None, int]:
        """The year of what stands before ``at``, and where it ends: at ``at`` when none is said."""
        after = self.skip_articles(at + 1 if self._piece(at, Shape.COMMA) else at)
        found = self.year(after)
        return (found[0].year, found[1]) if found else (None, at)

    def _with_clock(self, point: Point, end: int) -> tuple[Point, int]:
        found = self.clock(end) if point.unit is Unit.DAY else None
        return (replace(point, clock=found[0]), found[1]) if found else (point, end)

    def _month_number(self, at: int) -> int | None:
        piece = self._piece(at, Shape.WORD)
        return self._words.months.get(piece.key) if piece else None

    def _unit(self, at: int) -> Unit | None:
        piece = self._piece(at, Shape.WORD)
        return self._words.units.get(piece.key) if piece else None

    def _is_doubtful(self, at: int) -> bool:
        return self._pieces[at].key in self._words.doubtful

    def _is_short(self, at: int) -> bool:
        """An abbreviation: too little to be a month by itself."""
        key = self._pieces[at].key
        return any(name != key and name.startswith(key) for name in self._words.months)


def _dated(year: int, month: int, day: int) -> Point:
    if day:
        return Point(Unit.DAY, year, month, day)
    return Point(Unit.MONTH, year, month)


def _moment(text: str, zone: dt.tzinfo | None) -> DateSpan:
    """The minute or second of a day with a time, in ISO 8601; without an offset it is a local time."""
    found = dt.datetime.fromisoformat(text.upper())
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
    start = found.astimezone(dt.UTC).astimezone(zone)
    length = dt.timedelta(minutes=1) if text.count(":", 0, _TO_SECONDS) == 1 else dt.timedelta(seconds=1)
    return DateSpan(start, (start.astimezone(dt.UTC) + length).astimezone(zone))
