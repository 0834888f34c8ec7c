"""Give labels, types and properties of a file other names, or leave them out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.etl.errors import ValueRefused
from graph.etl.records import NodeRecord, Record, RelationshipRecord
from graph.etl.values import Value
from graph.names import MAX_NAME, can_be_named
from graph.schema import MARKER_LABEL, RESERVED_PROPERTIES

_NAME: Final = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}


def _names(of: str, *, dropped: str | None) -> dict[str, Any]:
    target: dict[str, Any] = {**_NAME, "type": ["string", "null"]} if dropped else _NAME
    description = f"{of} of the file, and what they are called in the graph."
    return {
        "type": "object",
        "description": f"{description} {dropped}" if dropped else description,
        "additionalProperties": target,
        "maxProperties": 1_000,
    }


MAPPING_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "labels": _names("Labels", dropped="Null drops a label; the node stays."),
        "types": _names("Types of relationships", dropped="Null leaves out all relationships of a type."),
        "properties": _names("Properties of nodes and relationships", dropped="Null drops a property."),
    },
    "additionalProperties": False,
    "default": {},
}
"""JSON Schema of a mapping."""


@dataclass(frozen=True)
class Mapped:
    """A mapping, ready to be applied to records."""

    labels: Mapping[str, str | None]
    types: Mapping[str, str | None]
    properties: Mapping[str, str | None]

    def apply(self, record: Record) -> Record | None:
        """The record under its new names; None when it is left out.

        Raises:
            ValueRefused: two of its properties would have the same name.
        """
        properties = self._properties(record.properties)
        if isinstance(record, NodeRecord):
            labels = (self.labels.get(label, label) for label in record.labels)
            return NodeRecord(record.orig_id, tuple(sorted({each for each in labels if each})), properties)
        kind = self.types.get(record.type, record.type)
        if kind is None:
            return None
        return RelationshipRecord(record.orig_id, kind, record.start, record.end, properties)

    def _properties(self, given: dict[str, Value]) -> dict[str, Value]:
        if not self.properties:
            return given
        found: dict[str, Value] = {}
        for name, value in given.items():
            target = self.properties.get(name, name)
            if target is None:
                continue
            if target in found:
                raise ValueRefused(f"{target}: two properties would have this name")
            found[target] = value
        return found


def mapping_of(payload: Mapping[str, Any]) -> Mapped | None:
    """A mapping out of a job's payload; None when it changes nothing."""
    parts = {part: payload.get(part) or {} for part in ("labels", "types", "properties")}
    return Mapped(**parts) if any(parts.values()) else None


def mapping_errors(payload: Mapping[str, Any], *, below: str) -> list[dict[str, str]]:
    """What is wrong with the names of a mapping that fits its schema, with JSON pointers below ``below``."""
    errors = []
    for part in ("labels", "types", "properties"):
        for name, target in (payload.get(part) or {}).items():
            if target is None or (reason := _wrong(part, target)) is None:
                continue
            escaped = name.replace("~", "~0").replace("/", "~1")
            errors.append({"pointer": f"{below}/{part}/{escaped}", "code": "invalid_name", "detail": reason})
    return errors


def _wrong(part: str, target: str) -> str | None:
    if not can_be_named(target):
        return f"{target!r} cannot be named in a query."
    if (part == "properties" and target in RESERVED_PROPERTIES) or target == MARKER_LABEL:
        return f"{target!r} is the platform's own."
    return None
