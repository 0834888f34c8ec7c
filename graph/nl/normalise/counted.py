"""Spans of time that are counted, from now or from the edge of another: "last month", "3 days ago"."""

import datetime as dt
from typing import Final

from graph.nl.languages.model import Unit
from graph.nl.normalise.calendar import calendar_span, day_span, shifted
from graph.nl.normalise.lexemes import phrase_at
from graph.nl.normalise.model import DateSpan
from graph.nl.normalise.numbers import number_at
from graph.nl.normalise.point import Found, Point, at_clock
from graph.nl.normalise.points import PointReader

MAX_UNITS: Final = 10_000
"""More days, months or years than this are counted by nobody."""
CLOCK_UNITS: Final = (Unit.MINUTE, Unit.HOUR)


class CountedReader:
    """Finds counted spans among the pieces of a question. Each method gives what it found and its end."""

    def __init__(self, points: PointReader) -> None:
        self._points = points
        self._keys = points.keys
        self._words = points.words
        self._now = points.now

    def read(self, at: int) -> Found | None:
        """The span that begins with a piece."""
        if at >= len(self._keys):
            return None
        return (
            self._edge_of_span(at)
            or self._day_from_today(at)
            or self._weekday(at)
            or self._unit_from_now(at)
            or self._ago(at)
        )

    def amount(self, at: int) -> tuple[int, Unit, int] | None:
        """ "30 days", "three weeks", "a month": number, unit, and where it ends."""
        if at >= len(self._keys):
            return None
        found: tuple[int | float, int] | None = (1, 1)
        if self._keys[at] not in self._words.one:
            found = number_at(self._points.pieces, at, self._points.language)
        if found is None or at + found[1] >= len(self._keys):
            return None
        number, end = found[0], at + found[1]
        unit = self._words.units.get(self._keys[end])
        if unit is None or not isinstance(number, int) or not 1 <= number <= MAX_UNITS:
            return None
        return number, unit, end + 1

    def _edge_of_span(self, at: int) -> Found | None:
        """ "The last two months of 2023", "the first week of May 2024"."""
        words = self._words
        last = self._keys[at] in words.previous | words.rolling
        if not last and self._keys[at] not in words.opening:
            return None
        unit = words.units.get(self._keys[at + 1]) if at + 1 < len(self._keys) else None
        amount = (1, unit, at + 2) if unit else self.amount(at + 1)
        if amount is None:
            return None
        number, unit, end = amount
        after = self._points.skip_articles(end)
        found = self._points.read(after, bounded=True, year_alone=True) if after > end else None
        if found is None or unit in (*CLOCK_UNITS, Unit.YEAR):
            return None
        whole = found[0].span(self._now) if isinstance(found[0], Point) else found[0]
        if last and whole.end:
            return DateSpan(shifted(whole.end, unit, -number), whole.end), found[1]
        return (DateSpan(whole.start, shifted(whole.start, unit, number)), found[1]) if whole.start else None

    def _day_from_today(self, at: int) -> Found | None:
        found = phrase_at(self._keys, at, self._words.days)
        if found is None:
            return None
        return self._with_clock(self._day(found[0]), found[1])

    def _weekday(self, at: int) -> Found | None:
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

    def _unit_from_now(self, at: int) -> Found | None:
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
        if amount := self.amount(at + 1):
            number, unit, end = amount
            if which in words.current:
                return None
            return self._rolling(unit, number, ahead=which in words.following), end
        unit = words.units.get(self._keys[at + 1]) if at + 1 < len(self._keys) else None
        return (self._calendar_unit(which, unit), at + 2) if unit else None

    def _calendar_unit(self, which: str, unit: Unit) -> DateSpan:
        words = self._words
        if which in words.rolling or (which in words.previous and unit in CLOCK_UNITS):
            return self._rolling(unit, 1)
        steps = 1 if which in words.following else -1 if which in words.previous else 0
        return calendar_span(unit, shifted(self._now, unit, steps))

    def _rolling(self, unit: Unit, number: int, *, ahead: bool = False) -> DateSpan:
        """From this time so many units ago until now, or from now on."""
        if ahead:
            return DateSpan(self._now, shifted(self._now, unit, number))
        return DateSpan(shifted(self._now, unit, -number), self._now)

    def _ago(self, at: int) -> Found | None:
        """ "3 days ago" is that day, "2 months ago" that month."""
        amount = self.amount(at)
        if amount is None:
            return None
        number, unit, end = amount
        if end >= len(self._keys) or self._keys[end] not in self._words.ago:
            return None
        return calendar_span(unit, shifted(self._now, unit, -number)), end + 1

    def _day(self, days_from_today: int) -> DateSpan:
        day = self._now.date() + dt.timedelta(days=days_from_today)
        return day_span(Unit.DAY, day, self._now.tzinfo)

    def _with_clock(self, day: DateSpan, end: int) -> Found:
        found = self._points.clock(end)
        return (at_clock(day, found[0]), found[1]) if found else (day, end)
