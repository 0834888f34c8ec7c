"""Days, months and their like as spans of time in a time zone, right across changes of the clock."""

import datetime as dt
from typing import Final

from graph.nl.languages.model import Unit
from graph.nl.normalise.model import DateSpan

_MONTHS: Final = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_LENGTHS: Final = {
    Unit.MINUTE: dt.timedelta(minutes=1),
    Unit.HOUR: dt.timedelta(hours=1),
    Unit.DAY: dt.timedelta(days=1),
    Unit.WEEK: dt.timedelta(weeks=1),
}
_CLOCK_UNITS: Final = (Unit.MINUTE, Unit.HOUR)


def shifted(moment: dt.datetime, unit: Unit, amount: int) -> dt.datetime:
    """The moment ``amount`` units later, or earlier where it is negative.

    Days and longer units keep the time of day; a month that is too short for the day gives its last one.

    Raises:
        OverflowError, ValueError: there is no such year.
    """
    if unit in _CLOCK_UNITS:
        return (moment.astimezone(dt.UTC) + amount * _LENGTHS[unit]).astimezone(moment.tzinfo)
    day = _shifted_day(moment.date(), unit, amount)
    return _in_zone(day, moment.time(), moment.tzinfo)


def calendar_span(unit: Unit, moment: dt.datetime) -> DateSpan:
    """The minute, hour, day, week (from Monday), month, quarter or year that a moment lies in.

    Raises:
        OverflowError, ValueError: it begins or ends outside of the calendar.
    """
    if unit in _CLOCK_UNITS:
        minute = 0 if unit is Unit.HOUR else moment.minute
        start = moment.replace(minute=minute, second=0, microsecond=0)
        return DateSpan(start, shifted(start, unit, 1))
    return day_span(unit, moment.date(), moment.tzinfo)


def day_span(unit: Unit, day: dt.date, zone: dt.tzinfo | None) -> DateSpan:
    """The day, week, month, quarter or year that a day lies in; the same errors."""
    match unit:
        case Unit.WEEK:
            first = day - dt.timedelta(days=day.weekday())
        case Unit.MONTH:
            first = day.replace(day=1)
        case Unit.QUARTER:
            first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Unit.YEAR:
            first = day.replace(month=1, day=1)
        case _:
            first = day
    last = _shifted_day(first, unit, 1)
    return DateSpan(_in_zone(first, dt.time.min, zone), _in_zone(last, dt.time.min, zone))


def _shifted_day(day: dt.date, unit: Unit, amount: int) -> dt.date:
    if unit not in _MONTHS:
        return day + amount * _LENGTHS[unit]
    months = day.year * 12 + day.month - 1 + amount * _MONTHS[unit]
    first = dt.date(months // 12, months % 12 + 1, 1)
    following = dt.date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def _in_zone(day: dt.date, time: dt.time, zone: dt.tzinfo | None) -> dt.datetime:
    """A local time; one that the clock skips is the moment at which it does so."""
    local = dt.datetime.combine(day, time.replace(tzinfo=None, fold=0), tzinfo=zone)
    return local.astimezone(dt.UTC).astimezone(zone)
