"""A day, month, quarter or year, as far as it is named, and the time that it means."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from graph.nl.languages.model import Unit
from graph.nl.normalise.calendar import day_span, shifted
from graph.nl.normalise.model import DateSpan

Found = tuple[DateSpan, int]
"""A span and where the words for it end."""
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
