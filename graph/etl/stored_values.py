"""Values as a graph server keeps them, and back again.

A server keeps most values as they are, so that queries see them plain. What it cannot keep goes in as a text
that says what it was, and comes out as it went in. A date-time goes in as the moment in UTC, and comes out
with UTC as its zone.
"""

import datetime as dt
import json
import re
from functools import lru_cache
from typing import Any, Final

from neo4j.time import Date, DateTime, Time

from graph import client
from graph.etl.values import Value, temporal_json, value_of

_WRITTEN: Final = "\x1ajson:"
"""What a text begins with that stands for another value, or begins like one that does."""
_HELD: Final = "\x1aheld:"
_OWN_NAME: Final = re.compile(r"_*@")
"""ArcadeDB keeps names that begin with @ for itself; as many underscores before it as they already have."""
_AS_THEY_ARE: Final = frozenset({int, float, bool, dt.date})
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=temporal_json).encode


def stored_properties(properties: dict[str, Value], *, mixed_lists: bool | None = None) -> dict[str, Any]:
    """Properties as the driver is to send them.

    Args:
        mixed_lists: whether the server keeps lists in lists, and lists of several types; when not given, the
            configured server is asked.
    """
    if mixed_lists is None:
        mixed_lists = client.dialect().mixed_lists
    return {
        stored_name(name): _stored(value, mixed_lists)
        for name, value in properties.items()
        if value is not None
    }


def read_properties(properties: dict[str, Any]) -> dict[str, Value]:
    """Properties out of what the driver has received."""
    return {
        read_name(name): value if type(value) in _AS_THEY_ARE else read_value(value)
        for name, value in properties.items()
        if value is not None
    }


def held_ids(key: str) -> str:
    """What the ids of nodes begin with between the two transactions in which a job changes their labels.

    Args:
        key: what the markers of the job begin with: what one job holds, no other gives back.
    """
    return f"{_HELD}{key}:"


@lru_cache(maxsize=10_000)
def stored_name(name: str) -> str:
    """The name that a property has on the server."""
    return f"_{name}" if _OWN_NAME.match(name) else name


@lru_cache(maxsize=10_000)
def read_name(name: str) -> str:
    """The name of a property, out of what it is called on the server."""
    return name[1:] if name[:1] == "_" and _OWN_NAME.match(name) else name


def _stored(value: Value, mixed_lists: bool) -> Any:
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is str:
        return _written(value) if value.startswith(_WRITTEN) else value  # type: ignore[union-attr]
    if isinstance(value, dt.datetime):
        # Some servers know moments without a zone alone, and would take this one's clock for UTC.
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    if isinstance(value, dt.time):
        return _written(value) if value.tzinfo else value
    if isinstance(value, list):
        if not (mixed_lists or _is_of_one_type(value)):
            return _written(value)
        return [_stored(item, mixed_lists) for item in value]
    return value


def _is_of_one_type(items: list[Value]) -> bool:
    kinds = {type(item) for item in items}
    return len(kinds) < 2 and kinds.isdisjoint((list, type(None)))


def _written(value: Value) -> str:
    return _WRITTEN + _encode(value)


def read_value(value: Any) -> Value:
    """A value out of what the driver has received."""
    kind = type(value)
    if kind in _AS_THEY_ARE or value is None:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return _unwritten(value) if value.startswith(_WRITTEN) else value
    if kind is DateTime:
        native = value.to_native()
        return native.astimezone(dt.UTC) if native.tzinfo else native.replace(tzinfo=dt.UTC)  # type: ignore[no-any-return]
    if kind is Date or kind is Time:
        return value.to_native()  # type: ignore[no-any-return]
    if kind is list:
        return [read_value(item) for item in value]
    return value_of(value)


def _unwritten(text: str) -> Value:
    try:
        return value_of(json.loads(text[len(_WRITTEN) :]))
    except (ValueError, RecursionError):
        return text  # somebody else has written it
