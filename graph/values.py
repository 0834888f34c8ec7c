"""Graph values as JSON."""

import base64
import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, Final

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

HIDDEN_PROPERTIES: Final = frozenset({"tenant_id"})
"""What the platform adds to nodes to keep tenants apart, and nobody is shown."""


def to_json(value: Any) -> Any:
    """Convert what a query returned into JSON-safe data, without ``HIDDEN_PROPERTIES``.

    Times are ISO 8601; a date-time without a zone is UTC, because ArcadeDB stores UTC and forgets the
    zone. Numbers that JSON lacks (NaN, infinities) become their names.

    Raises:
        TypeError: the driver returned a type that is not known here.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case DateTime() | dt.datetime():
            return _utc(value).isoformat()
        case Date() | Time() | dt.date() | dt.time():
            return value.isoformat()
        case Duration():
            return value.iso_format()
        case dt.timedelta():
            return value.total_seconds()
        case bytes() | bytearray():
            return base64.b64encode(value).decode("ascii")
        case Node():
            return _node(value)
        case Relationship():
            return _relationship(value)
        case Path():
            return {
                "nodes": [_node(node) for node in value.nodes],
                "relationships": [_relationship(relationship) for relationship in value.relationships],
            }
        case Point():
            return list(value)
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items() if key not in HIDDEN_PROPERTIES}
        case list() | tuple() | set() | frozenset():
            return [to_json(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form.")


def _utc(value: DateTime | dt.datetime) -> dt.datetime:
    native = value.to_native() if isinstance(value, DateTime) else value
    return native.replace(tzinfo=dt.UTC) if native.tzinfo is None else native.astimezone(dt.UTC)


def _properties(entity: Node | Relationship) -> dict[str, Any]:
    return {key: to_json(item) for key, item in sorted(entity.items()) if key not in HIDDEN_PROPERTIES}


def _node(node: Node) -> dict[str, Any]:
    return {"id": node.element_id, "labels": sorted(node.labels), "properties": _properties(node)}


def _relationship(relationship: Relationship) -> dict[str, Any]:
    start, end = relationship.start_node, relationship.end_node
    return {
        "id": relationship.element_id,
        "type": relationship.type,
        "start": start.element_id if start else None,
        "end": end.element_id if end else None,
        "properties": _properties(relationship),
    }
