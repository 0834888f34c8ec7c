"""Which values properties may have, and how JSON says those that it has no words for.

A date is ``{"$date": "2026-01-31"}``, a date-time ``{"$datetime": "2026-01-31T10:00:00+01:00"}``, a time
``{"$time": "10:00:00"}``.
"""

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from graph.etl.errors import ValueRefused

Value: TypeAlias = bool | int | float | str | dt.date | dt.datetime | dt.time | list["Value"] | None

MAX_NESTING: Final = 8
"""How deep lists may stand in lists."""
_LEAST_INTEGER: Final = -(2**63)
_MOST_INTEGER: Final = 2**63 - 1
_TOO_PRECISE: Final = re.compile(r"[.,]\d{7,}")

PARSERS: Final[dict[str, Callable[[str], Value]]] = {
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
}


def value_of(raw: Any, *, depth: int = 0) -> Value:
    """A value out of decoded JSON, or of Python's own types.

    Raises:
        ValueRefused: nothing that a property may have.
    """
    kind = type(raw)
    if kind is str:
        return text_of(raw)
    if kind is bool or raw is None:
        return raw  # type: ignore[no-any-return]  # either is a value
    if kind is int:
        if not _LEAST_INTEGER <= raw <= _MOST_INTEGER:
            raise ValueRefused("a whole number does not fit in 64 bits")
        return int(raw)
    if kind is float:
        if not math.isfinite(raw):
            raise ValueRefused("a number is not finite (NaN or infinity)")
        return float(raw)
    if kind is list:
        if depth == MAX_NESTING:
            raise ValueRefused(f"lists are nested more than {MAX_NESTING} deep")
        return [value_of(item, depth=depth + 1) for item in raw]
    if kind is dict:
        return _typed(raw)
    return _temporal(raw)


def text_of(text: str) -> str:
    """The text, when it is whole characters.

    Raises:
        ValueRefused: it holds half a character.
    """
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueRefused("a text holds half a character (a lone surrogate)") from None
    return text


def parse_temporal(kind: str, text: str) -> Value:
    """A date, a date-time or a time (``kind``, see ``PARSERS``) from ISO 8601.

    Raises:
        ValueRefused: it is none, or more precise than microseconds.
    """
    if _TOO_PRECISE.search(text):
        raise ValueRefused(f"{text[:40]!r} is more precise than microseconds")
    try:
        return _temporal(PARSERS[kind](text))
    except ValueRefused:
        raise
    except ValueError:
        raise ValueRefused(f"{text[:40]!r} is no {kind} as ISO 8601 writes it") from None


def kind_of_temporal(value: object) -> str | None:
    """``date``, ``datetime`` or ``time``; None for everything else."""
    match value:
        case dt.datetime():
            return "datetime"
        case dt.date():
            return "date"
        case dt.time():
            return "time"
    return None


def temporal_json(value: object) -> dict[str, str]:
    """What JSON says for a date, a date-time or a time; the ``default`` of an encoder.

    Raises:
        TypeError: it is nothing of these.
    """
    if isinstance(value, dt.date | dt.time) and (kind := kind_of_temporal(value)):
        return {f"${kind}": value.isoformat()}
    raise TypeError(f"{type(value).__name__} is no value of a property.")


def _typed(raw: dict[str, Any]) -> Value:
    if len(raw) == 1:
        [(key, text)] = raw.items()
        if key[:1] == "$" and key[1:] in PARSERS and isinstance(text, str):
            return parse_temporal(key[1:], text)
    raise ValueRefused("an object is no value of a property")


def _temporal(value: Any) -> Value:
    if isinstance(value, dt.datetime):
        try:
            value.astimezone(dt.UTC) if value.tzinfo else None
        except OverflowError:
            raise ValueRefused("a date-time lies outside of the years 1 to 9999") from None
        return value
    if isinstance(value, dt.date | dt.time):
        return value
    raise ValueRefused(f"{type(value).__name__} is no value of a property")
