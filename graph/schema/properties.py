"""From what the server counted of each property to what the schema says of it.

The server groups by label set, property and type of value; a label's view is put together from the label
sets that have it. So one scan tells of all labels at once.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.schema.model import PropertyInfo

RESERVED_PROPERTIES: Final = frozenset({"tenant_id", "orig_id"})
MAX_VALUES: Final = 50
MAX_VALUE_LENGTH: Final = 80
EXAMPLES: Final = 5

# Long texts (a sequence of bases) are cut, so that no sample of them is large; nobody compares with them.
_SHORT: Final = (
    f"CASE WHEN type STARTS WITH 'STRING' THEN substring(value, 0, {MAX_VALUE_LENGTH + 1}) ELSE value END"
)
_COMPARABLE: Final = (
    "CASE WHEN type STARTS WITH 'LIST' OR type STARTS WITH 'BOOLEAN' THEN null ELSE short END"
)
_LENGTH: Final = "CASE WHEN type STARTS WITH 'STRING' OR type STARTS WITH 'LIST' THEN size(value) ELSE 0 END"
COLUMNS: Final = (
    "WITH labels, key, thing[key] AS value "
    "WITH labels, key, value, valueType(value) AS type "
    f"WITH labels, key, type, value, {_SHORT} AS short "
    "RETURN labels, key, type, count(*) AS present, count(DISTINCT value) AS distinct, "
    f"min({_COMPARABLE}) AS minimum, max({_COMPARABLE}) AS maximum, "
    f"collect(DISTINCT short)[0..{MAX_VALUES + 1}] AS sample, max({_LENGTH}) AS longest"
)
"""The end of a query that has ``labels``, ``thing`` and ``key``: one row for ``Observed.from_row``."""

_TYPES: Final = (
    ("STRING", "text"),
    ("INTEGER", "integer"),
    ("FLOAT", "float"),
    ("BOOLEAN", "boolean"),
    ("LIST", "list"),
    ("DURATION", "mixed"),
    ("DATE", "datetime"),
    ("ZONED", "datetime"),
    ("LOCAL", "datetime"),
)


@dataclass(frozen=True, slots=True)
class Observed:
    """One property, with values of one type, on the things of one label set."""

    labels: frozenset[str]
    scanned: int
    """How many things of the label set were looked at."""
    name: str | None
    """None in the row that only says how many were looked at."""
    type: str = ""
    present: int = 0
    distinct: int = 0
    minimum: Any = None
    maximum: Any = None
    sample: tuple[Any, ...] = ()
    longest: int = 0

    @classmethod
    def from_row(cls, row: Sequence[Any], scanned: Mapping[frozenset[str], int]) -> "Observed":
        """A row that ``COLUMNS`` returned."""
        labels, name, kind, present, distinct, minimum, maximum, sample, longest = row
        of = frozenset(labels)
        known = next((ours for theirs, ours in _TYPES if kind.startswith(theirs)), "mixed")
        return cls(of, scanned[of], name, known, present, distinct, minimum, maximum, tuple(sample), longest)

    @classmethod
    def none_of(cls, labels: frozenset[str], scanned: int) -> "Observed":
        """So many things of a label set, whatever they have."""
        return cls(labels, scanned, None)


def properties_of(label: str, observed: Iterable[Observed]) -> tuple[PropertyInfo, ...]:
    """The properties of the things with this label, by name; the platform's own are left out."""
    mine = [each for each in observed if label in each.labels]
    scanned = sum(each.scanned for each in mine if each.name is None)
    names = {each.name for each in mine if each.name is not None} - RESERVED_PROPERTIES
    return tuple(
        _property(name, [each for each in mine if each.name == name], scanned) for name in sorted(names)
    )


def type_of(values: Iterable[Any]) -> str:
    """The type that the schema would give to a property with these JSON-safe values."""
    kinds = {_type_name(value) for value in values}
    if kinds == {"integer", "float"}:
        return "float"
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _property(name: str, groups: Sequence[Observed], scanned: int) -> PropertyInfo:
    kind, iso_text = _type_of(groups)
    present = sum(each.present for each in groups)
    sample = {value for each in groups for value in _plain(each.sample)}
    complete = kind != "list" and all(each.distinct <= MAX_VALUES for each in groups)
    distinct = len(sample) if complete else max(each.distinct for each in groups)
    ordered = kind in ("integer", "float", "datetime")
    short = sorted(value for value in sample if isinstance(value, str) and 0 < len(value) <= MAX_VALUE_LENGTH)
    few = complete and len(sample) <= MAX_VALUES and not any(_is_long(value) for value in sample)
    return PropertyInfo(
        name=name,
        type=kind,
        coverage=round(min(present / scanned, 1.0), 4) if scanned else 0.0,
        values=tuple(short) if kind == "text" and few else (),
        distinct=0 if kind == "list" else distinct,
        minimum=min((each.minimum for each in groups if each.minimum is not None), default=None)
        if ordered
        else None,
        maximum=max((each.maximum for each in groups if each.maximum is not None), default=None)
        if ordered
        else None,
        examples=tuple(short[:EXAMPLES]) if kind == "list" or (kind == "text" and not few) else (),
        iso_text=iso_text,
        longest=max(each.longest for each in groups),
    )


def _type_of(groups: Sequence[Observed]) -> tuple[str, bool]:
    """The one type of all values, or ``mixed``; and whether it is dates that are stored as text."""
    kinds = {each.type for each in groups}
    if kinds == {"text"} and all(map(_is_datetime, (v for each in groups for v in each.sample))):
        return "datetime", True
    if kinds == {"integer", "float"}:
        return "float", False
    return (kinds.pop() if len(kinds) == 1 else "mixed"), False


def _type_name(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "float"
        case list():
            return "list"
        case str():
            return "datetime" if _is_datetime(value) else "text"
    return "mixed"


def _plain(sample: Sequence[Any]) -> Iterable[Any]:
    """Values, or the elements of lists, that can stand in a set."""
    for value in sample:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str | int | float | bool):
                yield each


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > MAX_VALUE_LENGTH


def _is_datetime(text: str) -> bool:
    """ISO 8601 with at least a full date; users' own data often has times as such text."""
    if len(text) < len("2024-01-01") or text[4] != "-":
        return False
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
