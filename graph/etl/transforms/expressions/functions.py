"""The functions that expressions may call. One that is not here cannot be called."""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from graph.etl.records import NodeRecord, Record
from graph.etl.transforms import casting
from graph.etl.transforms.casting import bounded, cast, finite, kind_of, shown, whole
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.expressions.values import calculated, check_length, equal, few, joined, ordered
from graph.etl.values import Value

Work = Callable[..., Value]
"""Takes the record and the values of the arguments."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of expressions.

    Attributes:
        usage: how it is written, e.g. ``left(text, count)``.
        description: what it gives.
        is_strict: it is null when any argument is.
        least, most: how many arguments it takes.
    """

    usage: str
    description: str
    work: Work
    least: int
    most: int
    is_strict: bool = True

    @property
    def name(self) -> str:
        """What it is called, in small letters."""
        return self.usage.partition("(")[0]


FUNCTIONS: Final[dict[str, Function]] = {}
MOST_ARGUMENTS: Final = 20


def _function(
    usage: str, description: str, *, is_strict: bool = True, optional: int = 0, is_open: bool = False
) -> Callable[[Work], Work]:
    """Let expressions call this.

    Args:
        optional: how many of the arguments, from the end, may be left out.
        is_open: any number of arguments more.
    """

    def register(work: Work) -> Work:
        inside = usage.partition("(")[2].rstrip(")")
        named = len(inside.split(",")) if inside else 0
        most = MOST_ARGUMENTS if is_open else named
        made = Function(usage, description, work, named - optional, most, is_strict)
        FUNCTIONS[made.name] = made
        return work

    return register


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise RecordRefused(f"a text is wanted, not {shown(value)}")
    return value


def _number(value: Value) -> int | float:
    if kind_of(value) not in ("integer", "float"):
        raise RecordRefused(f"a number is wanted, not {shown(value)}")
    return value  # type: ignore[return-value]  # one of these


def _count(value: Value) -> int:
    found = whole(_number(value))
    if found < 0:
        raise RecordRefused(f"{found} is less than 0")
    return found


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise RecordRefused(f"a list is wanted, not {shown(value)}")
    return value


# ── Texts ────────────────────────────────────────────────────────────────────────────────────────────


@_function("lower(text)", "the text in small letters")
def _lower(_: Record, text: Value) -> Value:
    return _text(text).lower()


@_function("upper(text)", "the text in capital letters")
def _upper(_: Record, text: Value) -> Value:
    return _text(text).upper()


@_function("trim(text)", "without the white space around it")
def _trim(_: Record, text: Value) -> Value:
    return _text(text).strip()


@_function("left(text, count)", "its first characters")
def _left(_: Record, text: Value, count: Value) -> Value:
    return _text(text)[: _count(count)]


@_function("right(text, count)", "its last characters")
def _right(_: Record, text: Value, count: Value) -> Value:
    whole_text = _text(text)
    return whole_text[max(0, len(whole_text) - _count(count)) :]


@_function("substring(text, start, count)", "characters from the start, which counts from 1", optional=1)
def _substring(_: Record, text: Value, start: Value, count: Value = casting.MOST_INTEGER) -> Value:
    begin = whole(_number(start))
    return _text(text)[max(0, begin - 1) : max(0, begin - 1 + _count(count))]


@_function("replace(text, old, new)", "with each old part replaced by the new")
def _replace(_: Record, text: Value, old: Value, new: Value) -> Value:
    texts = _text(text), _text(old), _text(new)
    if not texts[1]:
        raise RecordRefused("replace() was given no text to look for")
    check_length(len(texts[0]) + texts[0].count(texts[1]) * max(0, len(texts[2]) - len(texts[1])))
    return texts[0].replace(texts[1], texts[2])


@_function("starts_with(text, part)", "whether it begins with that")
def _starts_with(_: Record, text: Value, part: Value) -> Value:
    return _text(text).startswith(_text(part))


@_function("ends_with(text, part)", "whether it ends with that")
def _ends_with(_: Record, text: Value, part: Value) -> Value:
    return _text(text).endswith(_text(part))


@_function("contains(text, part)", "whether that is in it; also of a list and an item")
def _contains(_: Record, text: Value, part: Value) -> Value:
    if isinstance(text, list):
        return any(each is not None and equal(part, each) for each in text)
    return _text(part) in _text(text)


@_function("split(text, separator)", "the parts between the separators, as a list")
def _split(_: Record, text: Value, separator: Value) -> Value:
    if not separator:
        raise RecordRefused("split() was given no separator")
    between = _text(separator)
    few([None] * min(_text(text).count(between), 20_000))
    return list(_text(text).split(between))


@_function("join(list, separator)", "the items as one text; nulls are left out")
def _join(_: Record, items: Value, separator: Value) -> Value:
    texts = [casting.to_text(each) for each in _list(items) if each is not None]
    check_length(sum(map(len, texts)) + len(texts) * len(_text(separator)))
    return _text(separator).join(texts)


@_function("length(text)", "how many characters it has; of a list, how many items")
def _length(_: Record, text: Value) -> Value:
    return len(text) if isinstance(text, list) else len(_text(text))


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────


@_function("abs(number)", "without its sign")
def _abs(_: Record, number: Value) -> Value:
    found = abs(_number(number))
    return bounded(found) if isinstance(found, int) else found


@_function(
    "round(number, digits)", "rounded to so many digits behind the point, or to an integer", optional=1
)
def _round(_: Record, number: Value, digits: Value = None) -> Value:
    found = _number(number)
    if digits is None:
        return bounded(math.floor(found + 0.5) if found >= 0 else -math.floor(0.5 - found))
    return found if isinstance(found, int) else finite(round(found, min(_count(digits), 20)))


@_function("floor(number)", "the greatest integer that is not above it")
def _floor(_: Record, number: Value) -> Value:
    return bounded(math.floor(_number(number)))


@_function("ceil(number)", "the least integer that is not below it")
def _ceil(_: Record, number: Value) -> Value:
    return bounded(math.ceil(_number(number)))


@_function("least(value, value)", "the least of them; nulls do not count", is_strict=False, is_open=True)
def _least(_: Record, *values: Value) -> Value:
    return _extreme(values, lambda pair: bool(pair[0] < pair[1]))


@_function(
    "greatest(value, value)", "the greatest of them; nulls do not count", is_strict=False, is_open=True
)
def _greatest(_: Record, *values: Value) -> Value:
    return _extreme(values, lambda pair: bool(pair[0] > pair[1]))


def _extreme(values: tuple[Value, ...], is_better: Callable[[tuple[Any, Any]], bool]) -> Value:
    best: Value = None
    for each in values:
        if each is not None and (best is None or is_better(ordered(each, best))):
            best = each
    return best


# ── Nulls ────────────────────────────────────────────────────────────────────────────────────────────


@_function("coalesce(value, value)", "the first that is not null", is_strict=False, is_open=True)
def _coalesce(_: Record, *values: Value) -> Value:
    return next((each for each in values if each is not None), None)


@_function("nullif(value, other)", "null when they are the same, else the value", is_strict=False)
def _nullif(_: Record, value: Value, other: Value) -> Value:
    return None if value is not None and other is not None and equal(value, other) else value


# ── Kinds ────────────────────────────────────────────────────────────────────────────────────────────


def _register_cast(kind: str) -> None:
    @_function(f"{kind}(value)", f"the value as {kind}, as the step `cast` makes it")
    def _cast(_: Record, value: Value) -> Value:
        return cast(value, kind)


for _kind in casting.KINDS:
    _register_cast(_kind)


# ── Dates ────────────────────────────────────────────────────────────────────────────────────────────


def _register_part(name: str, *, of: type, kind: str) -> None:
    @_function(f"{name}({kind})", f"the {name} of it")
    def _part(_: Record, value: Value) -> Value:
        if not isinstance(value, of):
            raise RecordRefused(f"{shown(value)} has no {name}")
        return int(getattr(value, name))


for _name in ("year", "month", "day"):
    _register_part(_name, of=dt.date, kind="date")
for _name in ("hour", "minute", "second"):
    _register_part(_name, of=dt.datetime, kind="datetime")


@_function("days_between(start, end)", "how many days lie between two dates")
def _days_between(_: Record, start: Value, end: Value) -> Value:
    if kind_of(start) not in ("date", "datetime"):
        raise RecordRefused(f"{shown(start)} is no date")
    return calculated("-", end, start)


# ── The record itself ────────────────────────────────────────────────────────────────────────────────


@_function("id()", "the id of the node or relationship")
def _id(record: Record) -> Value:
    return record.orig_id


@_function("labels()", "the labels of the node, as a list")
def _labels(record: Record) -> Value:
    return list(_node(record).labels)


@_function("has_label(text)", "whether the node has that label")
def _has_label(record: Record, label: Value) -> Value:
    return _text(label) in _node(record).labels


@_function("type()", "the type of the relationship")
def _type(record: Record) -> Value:
    if isinstance(record, NodeRecord):
        raise RecordRefused("a node has no type")
    return record.type


def _node(record: Record) -> NodeRecord:
    if not isinstance(record, NodeRecord):
        raise RecordRefused("a relationship has no labels")
    return record


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────────


@_function("distinct(list)", "the list with each value once")
def _distinct(_: Record, items: Value) -> Value:
    found: dict[tuple[str, str], Value] = {}
    for each in _list(items):
        found.setdefault((kind_of(each), repr(each)), each)
    return list(found.values())


@_function("concat(value, value)", "as `||`, but nulls are left out", is_strict=False, is_open=True)
def _concat(_: Record, *values: Value) -> Value:
    present = [each for each in values if each is not None]
    return joined(present) if present else None
