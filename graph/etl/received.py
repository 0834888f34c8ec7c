"""Records out of what the driver has received of a graph."""

import math
from collections.abc import Iterable
from typing import Any

from graph.etl.errors import ValueRefused
from graph.etl.records import NodeRecord, RelationshipRecord
from graph.etl.stored_values import read_name, read_properties, read_value
from graph.etl.values import Value
from graph.schema import MARKER_LABEL
from graph.values import to_json


def node_record(labels: Iterable[str], properties: dict[str, Any]) -> NodeRecord | None:
    """A node out of what the driver has received; None for what is the platform's own or has no id.

    The platform gives an id to every node. ``properties`` is used up.
    """
    orig_id = _id_of(properties.pop("orig_id", None))
    names = tuple(sorted(labels))
    if orig_id is None or MARKER_LABEL in names:
        return None
    properties.pop("tenant_id", None)
    return NodeRecord(orig_id, names, _values_of(properties))


def relationship_record(
    kind: str, start: Any, end: Any, properties: dict[str, Any]
) -> RelationshipRecord | None:
    """A relationship out of what the driver has received, its ends by ``orig_id``; None without these.

    ``properties`` is used up.
    """
    start_id, end_id = _id_of(start), _id_of(end)
    if start_id is None or end_id is None:
        return None
    own = _id_of(properties.pop("orig_id", None))
    properties.pop("tenant_id", None)
    return RelationshipRecord(own, kind, start_id, end_id, _values_of(properties))


def _id_of(stored: Any) -> str | None:
    if isinstance(stored, str):
        return stored
    return str(stored) if type(stored) is int else None


def _values_of(properties: dict[str, Any]) -> dict[str, Value]:
    """Properties out of what the driver has received.

    What others than the platform may have written and no file can hold (durations, points, numbers that are
    not finite) is as in answers: a text, or a list of numbers.
    """
    try:
        found = read_properties(properties)
    except ValueRefused:
        found = {read_name(name): _any_value(value) for name, value in properties.items()}
    if float in map(type, found.values()):
        for name, value in found.items():
            if type(value) is float and not math.isfinite(value):
                found[name] = str(value)
    return found


def _any_value(value: Any) -> Value:
    try:
        return read_value(value)
    except ValueRefused:
        shown: Value = to_json(value)
        return shown
