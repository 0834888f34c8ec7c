"""Dates that are written in digits: "2025-05-01", "31/12/2025", "05/2025"."""

import datetime as dt
import re
from typing import Final

from graph.nl.languages.model import Unit
from graph.nl.normalise.model import DateSpan
from graph.nl.normalise.point import Point

_ISO_DAY: Final = re.compile(r"(\d{4})[-/](\d\d)(?:[-/](\d\d))?")
_MONTH_OF_YEAR: Final = re.compile(r"(0?[1-9]|1[0-2])/(\d{4})")
_SLASHED: Final = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})")
_MONTHS: Final = 12
_TO_SECONDS: Final = len("2025-05-01T10:00:00")


def date_in_digits(text: str, *, day_first: bool, zone: dt.tzinfo | None) -> Point | DateSpan | None:
    """What a text means that looks like a date; None where it can be read in two ways.

    Args:
        day_first: with slashes the day always stands before the month.
        zone: of a time without an offset.

    Raises:
        ValueError: there is no such time.
    """
    if match := _ISO_DAY.fullmatch(text):
        return _dated(int(match[1]), int(match[2]), int(match[3] or 0))
    if match := _MONTH_OF_YEAR.fullmatch(text):
        return _dated(int(match[2]), int(match[1]), 0)
    if match := _SLASHED.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        day_first = match[2] == "." or day_first or first > _MONTHS
        if not day_first and second <= _MONTHS and first != second:
            return None
        day, month = (first, second) if day_first else (second, first)
        return _dated(int(match[4]), month, day)
    return _moment(text, zone)


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
