"""What the columns of CSV mean, and how a cell holds a value."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from graph.etl.errors import ValueRefused
from graph.etl.formats.texts import LIST_DELIMITER, parse_json
from graph.etl.values import Value, kind_of_temporal, parse_temporal, temporal_json

DELIMITERS: Final = ",;\t|"
JSON: Final = "json"
_Parser: TypeAlias = Callable[[str], Any]
_ROLES: Final = {
    "ID": "id", "LABEL": "labels", "START_ID": "start", "END_ID": "end", "TYPE": "type",
    "PROPERTIES": "properties", "IGNORE": "ignored",
}  # fmt: skip
_PLAIN_ROLES: Final = {
    **{role: role for role in ("id", "labels", "start", "end", "type")},
    **{f"_{role}": role for role in ("id", "labels", "start", "end", "type")},
}
_ROLE: Final = re.compile(r"(?P<name>.*):(?P<role>[A-Z_]+)(?:\((?P<space>[^()]*)\))?", re.DOTALL)
_BOOLEANS: Final = {"true": True, "false": False}


def _boolean(cell: str) -> bool:
    if (found := _BOOLEANS.get(cell.strip().lower())) is None:
        raise ValueRefused(f"{cell[:40]!r} is neither true nor false")
    return found


def _number(of: Callable[[str], Any], words: str) -> _Parser:
    def parse(cell: str) -> Any:
        try:
            if "_" not in cell:  # which Python's own numbers may have
                return of(cell)
        except ValueError:
            pass
        raise ValueRefused(f"{cell[:40]!r} is no {words}")

    return parse


def _temporal(kind: str) -> _Parser:
    return lambda cell: parse_temporal(kind, cell.strip())


_INTEGER: Final = _number(int, "whole number")
_FLOAT: Final = _number(float, "number")
_PARSERS: Final[dict[str, _Parser]] = {
    "string": str, "char": str, "boolean": _boolean, "bool": _boolean, JSON: parse_json,
    **dict.fromkeys(("int", "integer", "long", "short", "byte"), _INTEGER),
    **dict.fromkeys(("float", "double"), _FLOAT),
    "date": _temporal("date"), "time": _temporal("time"), "localtime": _temporal("time"),
    "datetime": _temporal("datetime"), "localdatetime": _temporal("datetime"),
}  # fmt: skip


def _list_of(parse: _Parser) -> _Parser:
    return lambda cell: [parse(each) for each in cell.split(LIST_DELIMITER)]


@dataclass(slots=True)
class Columns:
    """What each column of a file is."""

    count: int
    roles: dict[str, int] = field(default_factory=dict)
    """Of ``id``, ``labels``, ``start``, ``end``, ``type`` and ``properties``, the column."""
    spaces: dict[str, str] = field(default_factory=dict)
    """Of those that name one, the space in which their ids are unique."""
    properties: list[tuple[int, str, _Parser]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def columns_of(header: list[str]) -> Columns:
    """The columns of a header.

    A column with a role is ``:ID``, ``:LABEL``, ``:START_ID``, ``:END_ID``, ``:TYPE``, ``:PROPERTIES`` (more
    of them, as JSON) or ``:IGNORE``, where names before it (``key:ID``) and spaces of ids behind it
    (``:ID(Person)``) may be. Without any such, ``id``, ``labels``, and ``type`` where there are ``start`` and
    ``end``, are roles.

    Raises:
        ValueRefused: two columns are the same.
    """
    found = Columns(len(header))
    explicit = any((role := _ROLE.fullmatch(cell)) and role["role"] in _ROLES for cell in header)
    plain = {} if explicit else _plain_roles(header)
    for number, cell in enumerate(header):
        role = _ROLE.fullmatch(cell)
        if role and role["role"] in _ROLES:
            _add_role(found, number, _ROLES[role["role"]], role["name"], role["space"])
        elif number in plain:
            _add_role(found, number, plain[number], "", None)
        elif cell.strip():
            found.properties.append((number, *_property(cell)))
    names = [name for _, name, _ in found.properties]
    if len(set(names)) < len(names):
        raise ValueRefused("two columns have the same name")
    return found


def _plain_roles(header: list[str]) -> dict[int, str]:
    roles = {n: role for n, cell in enumerate(header) if (role := _PLAIN_ROLES.get(cell.strip().lower()))}
    if {"start", "end"} <= set(roles.values()):
        return roles
    return {number: role for number, role in roles.items() if role in ("id", "labels")}


def _add_role(found: Columns, number: int, role: str, name: str, space: str | None) -> None:
    if role == "ignored":
        found.ignored.append(name)
        return
    if role in found.roles:
        raise ValueRefused(f"two columns are the {role}")
    found.roles[role] = number
    if space:
        found.spaces[role] = space
    if name and role == "id":
        found.properties.append((number, name, str))


def _property(cell: str) -> tuple[str, _Parser]:
    name, colon, kind = cell.rpartition(":")
    kind = kind.strip().lower()
    if colon and kind in _PARSERS:
        return name, _PARSERS[kind]
    if colon and kind.endswith("[]") and kind[:-2] in _PARSERS:
        return name, _list_of(_PARSERS[kind[:-2]])
    return cell.strip(), str


def labels_cell(labels: tuple[str, ...]) -> str:
    """What ``labels_in`` reads as these."""
    joined = LIST_DELIMITER.join(labels)
    is_plain = joined.count(LIST_DELIMITER) == max(len(labels) - 1, 0) and joined[:1] not in (":", "[")
    return joined if is_plain else _encode(labels)


def delimiter_of(line: str) -> str:
    """What divides the cells of a header: whatever makes most of it."""
    return max(DELIMITERS, key=lambda each: len(next(csv.reader([line], delimiter=each), [])))


_encode: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=temporal_json
).encode


def column_type(value: Value) -> str:
    """The type of a column in which this value alone stands.

    The empty text would be a cell without a value, so it stands in a column of JSON, as lists do in which a
    delimiter would be read wrongly.
    """
    if isinstance(value, list):
        kinds = {column_type(each) for each in value}
        plain = len(kinds) == 1 and not kinds & {JSON} and not any(isinstance(each, list) for each in value)
        in_text = any(isinstance(each, str) and LIST_DELIMITER in each for each in value)
        return f"{kinds.pop()}[]" if plain and not in_text else JSON
    match value:
        case bool():
            return "boolean"
        case int():
            return "long"
        case float():
            return "double"
        case str():
            return "string" if value else JSON
    return kind_of_temporal(value) or JSON


def cell_of(value: Any, kind: str) -> str:
    """The cell that a column of this type has for a value, as JSON says it."""
    if kind == JSON:
        return _encode(value)
    if isinstance(value, list):
        return LIST_DELIMITER.join(cell_of(each, kind) for each in value)
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return repr(value)
        case dict():  # a date, date-time or time, in the words of JSON
            return str(*value.values())
    raise TypeError(f"{type(value).__name__} is no value of a cell.")
