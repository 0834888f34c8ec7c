"""Dates that a question names, as far as it names them: "3 March", "May 2025", "Q1", "2024"."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graph.nl.languages import WORDS, Language
from graph.nl.languages.model import DateWords, Unit
from graph.nl.normalise.calendar import day_span, shifted
from graph.nl.normalise.digits import date_in_digits
from graph.nl.normalise.lexemes import Lexeme, Shape, words_of
from graph.nl.normalise.model import DateSpan
from graph.nl.normalise.point import Point

YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DAY: Final = re.compile(r"(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|o)?")
_QUARTER: Final = re.compile(r"[qt]([1-4])")
_HALF: Final = re.compile(r"h([12])")
_MAX_ARTICLES: Final = 3
_HALVES: Final = (1, 2)
_SEASON: Final = 3
"""Months."""
_MIDDLE: Final = 15
"""Days of the first half of a month."""


class PointReader:
    """Finds points among the pieces of a question. Each method gives what it found and where it ends."""

    def __init__(self, pieces: Sequence[Lexeme], language: Language, now: dt.datetime) -> None:
        self.pieces = pieces
        self.keys = words_of(pieces)
        self.language = language
        self.words: DateWords = WORDS[language].dates
        self.now = now
        self._zone = now.tzinfo
        self._function_words = WORDS[language].function_words
        self._relative = self.words.previous | self.words.rolling

    def read(
        self, at: int, *, bounded: bool, year_alone: bool = False
    ) -> tuple[Point | DateSpan, int] | None:
        """The point at a piece. One that could also be a name or a number needs a preposition before it.

        Args:
            bounded: a preposition stands before it.
            year_alone: four digits may be a year.
        """
        if at >= len(self.pieces):
            return None
        return (
            self._written(at)
            or self._day_and_month(at)
            or self._month_and_day(at)
            or self._month(at, bounded=bounded)
            or self._quarter(at, bounded=bounded)
            or self._part_of_year(at)
            or self._week(at, bounded=bounded)
            or self._unit_of(at)
            or (self.year(at) if year_alone or self._unit(at) is Unit.YEAR else None)
        )

    def day(self, at: int) -> tuple[Point, int] | None:
        """A number from 1 to 31, for "between 1 and 15 May"."""
        piece = self._piece(at, Shape.NUMBER, Shape.WORD)
        if piece is None:
            return None
        match = _DAY.fullmatch(piece.key)
        ordinal = 0 if piece.key in self._relative else self.words.ordinals.get(piece.key)
        number = int(match[1]) if match else ordinal
        return (Point(Unit.DAY, day=number), at + 1) if number else None

    def year(self, at: int) -> tuple[Point, int] | None:
        """Four digits, with or without the word for a year before them."""
        if (word := self._piece(at, Shape.WORD)) and self.words.units.get(word.key) is Unit.YEAR:
            at = self.skip_articles(at + 1)
        piece = self._piece(at, Shape.NUMBER)
        if piece is None or not YEAR.fullmatch(piece.text):
            return None
        return Point(Unit.YEAR, int(piece.text)), at + 1

    def clock(self, at: int) -> tuple[dt.time, int] | None:
        """A time of day, with or without "at"."""
        if self._piece(at, Shape.COMMA):
            at += 1
        if (word := self._piece(at, Shape.WORD)) and word.key in self.words.clock:
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
            if piece is None or piece.key not in self.words.articles:
                return end
        return at + _MAX_ARTICLES

    def _piece(self, at: int, *shapes: Shape) -> Lexeme | None:
        piece = self.pieces[at] if at < len(self.pieces) else None
        return piece if piece and piece.shape in shapes else None

    def _written(self, at: int) -> tuple[Point | DateSpan, int] | None:
        """ "2025-05-01", "2025-05-01T10:00Z", "31/12/2025"."""
        piece = self._piece(at, Shape.DATE)
        if piece is None:
            return None
        # In English both orders of day and month are in use.
        day_first = self.language is not Language.ENGLISH
        found = date_in_digits(piece.text, day_first=day_first, zone=self._zone)
        if isinstance(found, Point):
            return self._with_clock(found, at + 1)
        return None if found is None else (found, at + 1)

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
        """ "March 3, 2025", "March the 3rd"; not "in May 3 users", where the number counts."""
        month = self._month_number(at)
        place = self.skip_articles(at + 1)
        day = self.day(place) if month else None
        if month is None or day is None or not self.pieces[place].text[0].isdigit():
            return None
        if self._is_doubtful(at) and not self.pieces[at].text[0].isupper():
            return None
        year, end = self._year_after(day[1])
        counted = self._piece(day[1], Shape.WORD)
        certain = year or not self.pieces[place].text.isdigit()
        if not certain and counted and counted.key not in self._function_words:
            return None
        return self._with_clock(Point(Unit.DAY, year, month, day[0].day), end)

    def _month(self, at: int, *, bounded: bool) -> tuple[Point, int] | None:
        """ "May 2025"; "in May"."""
        last = (word := self._piece(at, Shape.WORD)) is not None and word.key in self.words.previous
        at += last
        month = self._month_number(at)
        if month is None:
            return None
        year, end = self._year_after(at + 1)
        behind = self._piece(end, Shape.WORD)
        if not last and behind and behind.key in self.words.previous and self._unit(end + 1) is None:
            last, end = True, end + 1  # "maggio scorso"
        if last and year is None:
            year = self.now.year - (month >= self.now.month)
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
        elif (ordinal := self.words.ordinals.get(piece.key)) and self._unit(at + 1) is Unit.QUARTER:
            number, after = ordinal, at + 2
        else:
            return None
        year, end = self._year_after(after)
        if year is None and (not bounded or piece.key in self._relative):
            return None
        return Point(Unit.QUARTER, year, 3 * number - 2), end

    def _part_of_year(self, at: int) -> tuple[DateSpan, int] | None:
        """ "The first half of 2025", "spring 2022": only with the year: the words say other things, too."""
        piece, following = self._piece(at, Shape.WORD), self._piece(at + 1, Shape.WORD)
        if piece is None:
            return None
        pair = (piece.key, following.key) if following else ("", "")
        if previous := self.words.previous.intersection(pair):
            season = self.words.seasons.get(pair[pair[0] in previous])
            if not season:
                return None
            last = self.now.year - (self.now.month < season + _SEASON)
            return self._months(last, season, _SEASON), at + 2  # "last summer", "l'estate scorsa"
        if month := self.words.seasons.get(piece.key):
            months, after = _SEASON, at + 1
        elif short := _HALF.fullmatch(piece.key):
            month, months, after = 6 * int(short[1]) - 5, 6, at + 1
        elif (half := self.words.ordinals.get(piece.key)) and following and half in _HALVES:
            if following.key not in self.words.halves:
                return None
            if halved := self._half_of_month(half, self.skip_articles(at + 2)):
                return halved
            month, months, after = 6 * half - 5, 6, at + 2
        else:
            return None
        year, end = self._year_after(after)
        return None if year is None else (self._months(year, month, months), end)

    def _half_of_month(self, half: int, at: int) -> tuple[DateSpan, int] | None:
        """ "The first half of May": to the 15th, and from the 16th."""
        found = self._month(at, bounded=True)
        month = found[0].span(self.now) if found else None
        if found is None or month is None or month.start is None:
            return None
        middle = shifted(month.start, Unit.DAY, _MIDDLE)
        return (DateSpan(month.start, middle) if half == 1 else DateSpan(middle, month.end)), found[1]

    def _months(self, year: int, month: int, months: int) -> DateSpan:
        """So many months from the first day of one."""
        start = day_span(Unit.MONTH, dt.date(year, month, 1), self._zone).start
        return DateSpan(start, shifted(start, Unit.MONTH, months) if start else None)

    def _week(self, at: int, *, bounded: bool) -> tuple[DateSpan, int] | None:
        """ "Week 20 of 2025", as ISO 8601 counts them."""
        number = self._piece(at + 1, Shape.NUMBER)
        if self._unit(at) is not Unit.WEEK or number is None or not number.text.isdecimal():
            return None
        year, end = self._year_after(at + 2)
        if year is None and not bounded:
            return None
        day = dt.date.fromisocalendar(year or self.now.year, int(number.text), 1)
        if year is None and day > self.now.date():
            day = dt.date.fromisocalendar(self.now.year - 1, int(number.text), 1)
        return day_span(Unit.WEEK, day, self._zone), end

    def _unit_of(self, at: int) -> tuple[Point | DateSpan, int] | None:
        """ "The month of May", "the week of 5 May"."""
        unit, after = self._unit(at), self.skip_articles(at + 1)
        if unit not in (Unit.WEEK, Unit.MONTH, Unit.QUARTER) or after == at + 1:
            return None
        found = self._written(after) or self._day_and_month(after) or self._month_and_day(after)
        found = found or self._month(after, bounded=True)
        if found is None or not isinstance(found[0], Point):
            return None
        start = found[0].span(self.now).start
        if unit is Unit.WEEK and found[0].unit is Unit.DAY and start:
            return day_span(Unit.WEEK, start.date(), self._zone), found[1]
        return found if found[0].unit is unit else None

    def _year_after(self, at: int) -> tuple[int | None, int]:
        """The year of what stands before ``at``, and where it ends: at ``at`` when none is said."""
        after = self.skip_articles(at + 1 if self._piece(at, Shape.COMMA) else at)
        if found := self.year(after):
            return found[0].year, found[1]
        if after > at and self._unit(after) is Unit.YEAR and not self._is_relative(after + 1):
            return self.now.year, after + 1  # "the first half of the year"
        for which, unit in ((after, after + 1), (after + 1, after)):
            word = self._piece(which, Shape.WORD)
            if word and self._unit(unit) is Unit.YEAR and self._is_relative(which):
                following = word.key in self.words.following
                return self.now.year + following - (word.key in self.words.previous), after + 2
        return None, at

    def _is_relative(self, at: int) -> bool:
        word = self._piece(at, Shape.WORD)
        words = self.words
        return word is not None and word.key in words.current | words.previous | words.following

    def _with_clock(self, point: Point, end: int) -> tuple[Point, int]:
        found = self.clock(end) if point.unit is Unit.DAY else None
        return (replace(point, clock=found[0]), found[1]) if found else (point, end)

    def _month_number(self, at: int) -> int | None:
        piece = self._piece(at, Shape.WORD)
        return self.words.months.get(piece.key) if piece else None

    def _unit(self, at: int) -> Unit | None:
        piece = self._piece(at, Shape.WORD)
        return self.words.units.get(piece.key) if piece else None

    def _is_doubtful(self, at: int) -> bool:
        return self.pieces[at].key in self.words.doubtful

    def _is_short(self, at: int) -> bool:
        """An abbreviation: too little to be a month by itself."""
        key = self.pieces[at].key
        return any(name != key and name.startswith(key) for name in self.words.months)
