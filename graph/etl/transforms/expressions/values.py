"""What operators make of values that are not null, within bounds of size."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any, Final

from graph.etl.transforms.casting import bounded, finite, kind_of, shown, to_text
from graph.etl.transforms.errors import RecordRefused
from graph.etl.values import Value

MAX_TEXT: Final = 1_000_000
"""Characters of a text that an expression makes."""
MAX_ITEMS: Final = 10_000
"""Of a list that an expression makes."""
_NUMBERS: Final = ("integer", "float")


def equal(left: Value, right: Value) -> bool:
    """Whether two values are the same; 1 and 1.0 are, values of other different kinds are not."""
    kinds = kind_of(left), kind_of(right)
    if kinds[0] != kinds[1] and not all(kind in _NUMBERS for kind in kinds):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dt.datetime | dt.time) and isinstance(right, dt.datetime | dt.time):
        return bool(_zoned(left) == _zoned(right))
    return left == right


def ordered(left: Value, right: Value) -> tuple[Any, Any]:
    """Two values as Python can tell which is less.

    Raises:
        RecordRefused: they are of kinds that have no order among each other.
    """
    kinds = kind_of(left), kind_of(right)
    if all(kind in _NUMBERS for kind in kinds):
        return left, right
    if kinds[0] != kinds[1] or kinds[0] in ("list", "boolean"):
        raise RecordRefused(f"neither of {shown(left)} and {shown(right)} is less than the other")
    return _zoned(left), _zoned(right)


def joined(found: Sequence[Value]) -> Value:
    """Texts, numbers and dates behind each other as one text, or lists as one list.

    Raises:
        RecordRefused: lists stand beside others, or it grows too large.
    """
    if all(isinstance(each, list) for each in found):
        return few([item for each in found if isinstance(each, list) for item in each])
    texts = [to_text(each) for each in found]
    check_length(sum(map(len, texts)))
    return "".join(texts)


def calculated(operator: str, left: Value, right: Value) -> Value:
    """What an operator of arithmetic makes of two values: of integers an integer, but for ``/``.

    A date and a number of days, added or taken away, are a date; two dates, taken from each other, a number
    of days. ``%`` has the sign of the left side, as in SQL.

    Raises:
        RecordRefused: they are of other kinds, the divisor is zero, or it is too large.
    """
    kinds = kind_of(left), kind_of(right)
    if kinds[0] in ("date", "datetime"):
        return _moved(operator, left, right)
    if not all(kind in _NUMBERS for kind in kinds):
        raise RecordRefused(f"{shown(left)} {operator} {shown(right)} cannot be calculated")
    try:
        result = _number(operator, left, right)
    except ZeroDivisionError:
        raise RecordRefused(f"{shown(left)} {operator} 0 has no value") from None
    except OverflowError:
        raise RecordRefused("a number is too large") from None
    return bounded(result) if isinstance(result, int) else finite(result)


def few(items: list[Value]) -> list[Value]:
    """A list that is not too long.

    Raises:
        RecordRefused: it is.
    """
    if len(items) > MAX_ITEMS:
        raise RecordRefused(f"a list may have {MAX_ITEMS:,} items")
    return items


def check_length(characters: int) -> None:
    """Go on with a text that will not be too long.

    Raises:
        RecordRefused: it would.
    """
    if characters > MAX_TEXT:
        raise RecordRefused(f"a text may have {MAX_TEXT:,} characters")


def _number(operator: str, left: Any, right: Any) -> int | float:
    match operator:
        case "+":
            return left + right  # type: ignore[no-any-return]  # numbers
        case "-":
            return left - right  # type: ignore[no-any-return]
        case "*":
            return left * right  # type: ignore[no-any-return]
        case "/":
            return left / right  # type: ignore[no-any-return]
    if isinstance(left, int) and isinstance(right, int):
        return int(math.copysign(1, left)) * (abs(left) % abs(right))
    return math.fmod(left, right) if right else left % right


def _moved(operator: str, left: Any, right: Value) -> Value:
    try:
        if operator == "-" and kind_of(right) == kind_of(left):
            between: dt.timedelta = _zoned(left) - _zoned(right)
            return between.days if kind_of(left) == "date" else between / dt.timedelta(days=1)
        if operator in ("+", "-") and isinstance(right, int | float) and not isinstance(right, bool):
            days = right if operator == "+" else -right
            if kind_of(left) == "date" and days != int(days):
                raise RecordRefused("a date is moved by whole days")
            moved: Value = left + dt.timedelta(days=days)
            return moved
    except OverflowError:
        raise RecordRefused("a date lies outside of the years 1 to 9999") from None
    raise RecordRefused(f"{shown(left)} {operator} {shown(right)} cannot be calculated")


def _zoned(value: Any) -> Any:
    """Dates with times, and times, that say no zone count as UTC."""
    if isinstance(value, dt.datetime | dt.time) and value.tzinfo is None:
        return value.replace(tzinfo=dt.UTC)
    return value
