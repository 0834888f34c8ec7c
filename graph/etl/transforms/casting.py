"""Values of one kind out of values of another."""

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Final

from graph.etl.errors import ValueRefused
from graph.etl.transforms.errors import RecordRefused
from graph.etl.values import Value, kind_of_temporal, parse_temporal, value_of

KINDS: Final = ("text", "integer", "float", "boolean", "date", "datetime", "time")
"""What values can be made; the words that steps and functions use."""
MOST_INTEGER: Final = 2**63 - 1
DIRECTIVES: Final = "YymdHMSfz"
"""The letters that a format of dates may have behind its percent signs, as in Python."""

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,20}")
_FLOAT: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_TRUTHS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_SHOWN: Final = 40


def kind_of(value: Value) -> str:
    """The kind of a value: one of ``KINDS``, ``list`` or ``null``."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "float"
        case str():
            return "text"
        case list():
            return "list"
    return kind_of_temporal(value) or type(value).__name__


def cast(value: Value, kind: str, *, pattern: str | None = None) -> Value:
    """The value as one of ``KINDS``; null stays null, and of a list each item is cast.

    Args:
        pattern: how a text writes the date or time, or is to, e.g. ``%d/%m/%Y``; without it ISO 8601.

    Raises:
        RecordRefused: it says nothing of that kind.
    """
    if isinstance(value, list):
        return [cast(item, kind, pattern=pattern) for item in value]
    if value is None or (kind_of(value) == kind and pattern is None):
        return value
    if pattern is not None:
        return _by_pattern(value, kind, pattern)
    try:
        found = _CASTS[kind](value)
        return value_of(found)
    except ValueRefused as error:
        raise RecordRefused(str(error)) from None


def whole(value: int | float) -> int:
    """A number without a fraction as an integer.

    Raises:
        RecordRefused: it has one, or does not fit in 64 bits.
    """
    if isinstance(value, float) and not value.is_integer():
        raise _refused(value, "integer")
    return bounded(int(value))


def bounded(value: int) -> int:
    """An integer that a property may have.

    Raises:
        RecordRefused: it does not fit in 64 bits.
    """
    if not -MOST_INTEGER - 1 <= value <= MOST_INTEGER:
        raise RecordRefused("a whole number does not fit in 64 bits")
    return value


def finite(value: float) -> float:
    """A number that a property may have.

    Raises:
        RecordRefused: it is not finite.
    """
    if not math.isfinite(value):
        raise RecordRefused("a number is too large")
    return value


def shown(value: Value) -> str:
    """The beginning of a value, for a message."""
    text = f"{value!r}" if isinstance(value, str) else to_text(value) if _is_scalar(value) else kind_of(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def to_text(value: Value) -> str:
    """What a value other than a list is written as.

    Raises:
        RecordRefused: it is a list.
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case dt.date() | dt.time():
            return value.isoformat()
    raise _refused(value, "text")


def _is_scalar(value: Value) -> bool:
    return value is not None and not isinstance(value, list)


def _to_integer(value: Value) -> Value:
    match value:
        case bool():
            return int(value)
        case float():
            return whole(value)
        case str() if _INTEGER.fullmatch(value.strip()):
            return bounded(int(value))
    raise _refused(value, "integer")


def _to_float(value: Value) -> Value:
    match value:
        case int():
            return float(value)
        case str() if _FLOAT.fullmatch(value.strip()):
            return finite(float(value))
    raise _refused(value, "float")


def _to_boolean(value: Value) -> Value:
    if isinstance(value, int | str) and (known := _TRUTHS.get(str(value).strip().lower())) is not None:
        return known
    raise _refused(value, "boolean")


def _to_date(value: Value) -> Value:
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).date() if value.tzinfo else value.date()
        case str():
            return parse_temporal("date", value.strip())
    raise _refused(value, "date")


def _to_datetime(value: Value) -> Value:
    match value:
        case dt.date():
            return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
        case str():
            return parse_temporal("datetime", value.strip())
    raise _refused(value, "datetime")


def _to_time(value: Value) -> Value:
    match value:
        case dt.datetime():
            return value.timetz()
        case str():
            return parse_temporal("time", value.strip())
    raise _refused(value, "time")


_CASTS: Final[dict[str, Callable[[Value], Value]]] = {
    "text": to_text,
    "integer": _to_integer,
    "float": _to_float,
    "boolean": _to_boolean,
    "date": _to_date,
    "datetime": _to_datetime,
    "time": _to_time,
}


def _by_pattern(value: Value, kind: str, pattern: str) -> Value:
    """A text read as the pattern says, or a date or time written as it says."""
    try:
        if kind == "text" and isinstance(value, dt.date | dt.time):
            return value.strftime(pattern)
        if isinstance(value, str):
            found = dt.datetime.strptime(value.strip(), pattern)
            made: dict[str, Value] = {"date": found.date(), "datetime": found, "time": found.timetz()}
            return made[kind]
    except (ValueError, KeyError, OverflowError):
        raise RecordRefused(f"{shown(value)} is no {kind} as {pattern} writes it") from None
    raise _refused(value, kind)


def _refused(value: Value, kind: str) -> RecordRefused:
    return RecordRefused(f"{shown(value)} cannot be made {_ARTICLES.get(kind, 'a')} {kind}")


_ARTICLES: Final = {"integer": "an"}
