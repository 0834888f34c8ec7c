"""What stands on the right of a comparison, and how a property is compared with it."""

import base64
import binascii
import datetime as dt
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

from graph.nl.normalise import DateSpan
from graph.nl.parser.query.tree import (
    Call,
    Comparison,
    Condition,
    Expression,
    Literal,
    Not,
    Property,
    all_of,
    any_of,
)
from graph.nl.parser.words.names import is_file_name
from graph.schema import PropertyInfo

NUMERIC: Final = frozenset({"integer", "float"})
_YEARS: Final = range(1400, 2200)
_ENCODED_AT_LEAST: Final = 8


def equals(variable: str, info: PropertyInfo, values: Sequence[Any], *, negated: bool = False) -> Condition:
    """The property is one of the values, which are spelled as the graph has them."""
    left = Property(variable, info.name)
    condition: Condition
    if info.type == "list":
        inside: list[Condition] = [Comparison(Literal(v, info.name), "IN", left) for v in values]
        condition = any_of(inside)
        return Not(condition) if negated else condition
    if len(values) == 1:
        return Comparison(left, "<>" if negated else "=", Literal(values[0], info.name))
    condition = Comparison(left, "IN", Literal(list(values), info.name))
    return Not(condition) if negated else condition


def allowed_values(condition: Condition) -> list[Any]:
    """The values that an equality allows; none for a condition of another sort."""
    match condition:
        case Comparison(Property(), "=", Literal(value)):
            return [value]
        case Comparison(Property(), "IN", Literal(list(values))):
            return values
    return []


def speaks_of(value: object, variable: str) -> bool:
    """Whether a condition has a property of a node or relationship in it."""
    if isinstance(value, Property):
        return value.variable == variable
    if isinstance(value, tuple):
        return any(speaks_of(each, variable) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return any(speaks_of(getattr(value, each.name), variable) for each in fields(value))
    return False


def compares(
    variable: str, info: PropertyInfo, sign: str, value: int | float, *, negated: bool = False
) -> Condition:
    """The property compared with a number; text that holds numbers is read as one."""
    left: Expression = Property(variable, info.name)
    if info.type not in NUMERIC:
        left = Call("toFloatOrNull", (left,))
    condition = Comparison(left, sign, Literal(value, info.name))
    return Not(condition) if negated else condition


def text_matches(variable: str, info: PropertyInfo, operator: str, text: str) -> Condition:
    """CONTAINS, STARTS WITH or ENDS WITH, whatever the case. Of a list: one element is the text."""
    if info.type == "list":
        return Comparison(Literal(text, info.name), "IN", Property(variable, info.name))
    left = Call("toLower", (Property(variable, info.name),))
    return Comparison(left, operator, Literal(text.casefold(), info.name))


def within(variable: str, info: PropertyInfo, span: DateSpan) -> Condition | None:
    """The property is a time in the span; None where the property holds no times."""
    left = Property(variable, info.name)
    if info.type in NUMERIC:
        if span.whole_years is None:
            return None
        first, last = span.whole_years
        if first == last and first is not None:
            return Comparison(left, "=", Literal(first, info.name))
        years: list[Condition] = []
        if first is not None:
            years.append(Comparison(left, ">=", Literal(first, f"{info.name}_from")))
        if last is not None:
            years.append(Comparison(left, "<=", Literal(last, f"{info.name}_to")))
        return all_of(years)
    bounds: list[Condition] = []
    if span.start is not None:
        bounds.append(Comparison(left, ">=", _moment(info, span.start, "from")))
    if span.end is not None:
        bounds.append(Comparison(left, "<", _moment(info, span.end, "to")))
    return all_of(bounds)


def _moment(info: PropertyInfo, moment: dt.datetime, bound: str) -> Expression:
    """A moment as the property holds them: a time, a day, or ISO 8601 text that sorts as times do."""
    name = f"{info.name}_{bound}"
    if info.iso_text:
        utc = moment.astimezone(dt.UTC)
        midnight = utc.time() == dt.time()
        return Literal(utc.date().isoformat() if midnight else utc.strftime("%Y-%m-%dT%H:%M:%S"), name)
    if isinstance(info.minimum, str) and len(info.minimum) == len("2024-01-01"):
        return Call("date", (Literal(moment.date().isoformat(), name),))
    return Call("datetime", (Literal(moment.isoformat(), name),))


def is_time(info: PropertyInfo) -> bool:
    """Whether a property holds times, or years as numbers."""
    return info.type == "datetime" or (info.type == "integer" and "year" in info.name.casefold())


def is_time_like(info: PropertyInfo) -> bool:
    """Whether a property, once it is named, can be compared with a date: numbers may be years."""
    ends = info.minimum, info.maximum
    return is_time(info) or (info.type == "integer" and all(isinstance(e, int) and e in _YEARS for e in ends))


def is_called(variable: str, infos: Sequence[PropertyInfo], name: str, *, negated: bool = False) -> Condition:
    """One of the name-like properties is the name, whatever its case; a file also without its extension."""
    parts: list[Condition] = []
    for info in infos:
        value = Property(variable, info.name)
        if _is_encoded(info):
            parts.append(Comparison(value, "=", Literal(_encoded(name), f"{info.name}_encoded")))
            if is_file_name(info.name):
                start = _encoded_start(f"{name}.")
                parts.append(Comparison(value, "STARTS WITH", Literal(start, f"{info.name}_start")))
            continue
        lowered = Call("toLower", (value,))
        parts.append(Comparison(lowered, "=", Literal(name.casefold(), "name")))
        if is_file_name(info.name):
            start = f"{name.casefold()}."
            parts.append(Comparison(lowered, "STARTS WITH", Literal(start, "name_start")))
    return Not(any_of(parts)) if negated else any_of(parts)


def _is_encoded(info: PropertyInfo) -> bool:
    """Whether all known values of a text property are base64 of plain text, as some exports write names."""
    known = [*info.values, *info.examples]
    return bool(known) and all(decoded(value) for value in known)


def decoded(value: str) -> str | None:
    """The plain text of a base64 value; None where it is none."""
    if len(value) < _ENCODED_AT_LEAST or len(value) % 4:
        return None
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if text.isprintable() else None


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _encoded_start(text: str) -> str:
    """The letters of base64 that every text with this beginning has."""
    whole = len(text.encode()) * 8 // 6
    return _encoded(text)[:whole]
