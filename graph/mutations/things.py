"""Nodes and relationships as callers see them, and what says whether one has changed since."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from graph.etl.errors import ValueRefused
from graph.etl.stored_values import read_name, read_value, stored_name
from graph.mutations.errors import ChangedMeanwhile
from graph.schema import RESERVED_PROPERTIES
from graph.values import to_json

NODE_COLUMNS: Final = "labels(n) AS labels, properties(n) AS properties"
RELATIONSHIP_COLUMNS: Final = (
    "a.orig_id AS start, b.orig_id AS end, type(r) AS type, properties(r) AS properties"
)

LOCK: Final = "_locked"
"""A property that a relationship has only within the transaction that changes it."""


def node_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A node out of a row that has ``NODE_COLUMNS``, with its version."""
    found = {
        "orig_id": row["properties"].get("orig_id"),
        "labels": sorted(row["labels"]),
        "properties": _shown(row["properties"]),
    }
    return {**found, "version": _version(found)}


def relationship_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A relationship out of a row that has ``RELATIONSHIP_COLUMNS``, with its version."""
    found = {
        "orig_id": row["properties"].get("orig_id"),
        "type": row["type"],
        "start": row["start"],
        "end": row["end"],
        "properties": _shown(row["properties"]),
    }
    return {**found, "version": _version(found)}


def check_unchanged(
    found: Mapping[str, Any], *, version: str | None, expected: Mapping[str, Any] | None
) -> None:
    """Go on when a node or relationship is as its caller expects it to be.

    Args:
        version: the one that was read.
        expected: values that some of its properties have; null: that it lacks them.

    Raises:
        ChangedMeanwhile: it is not; the extensions say what it is now.
    """
    differing = [
        name for name, value in (expected or {}).items() if not _same(found["properties"].get(name), value)
    ]
    if differing or (version is not None and version != found["version"]):
        raise ChangedMeanwhile(
            extensions={"current_version": found["version"], "differing": sorted(differing)}
        )


def replaced(current: Collection[str], given: Mapping[str, Any], *, keep: Collection[str]) -> dict[str, Any]:
    """The assignment that leaves, of the current properties, only those to be kept, and the given ones."""
    gone = [stored_name(name) for name in current if name not in keep and name not in RESERVED_PROPERTIES]
    return {**dict.fromkeys(gone), **given}


def _shown(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        read_name(name): to_json(_read(value))
        for name, value in sorted(properties.items())
        if name not in RESERVED_PROPERTIES and name != LOCK
    }


def _read(value: Any) -> Any:
    """The value that was given, or one that only a server knows: a point, a duration."""
    try:
        return read_value(value)
    except ValueRefused:
        return value


def _version(found: Mapping[str, Any]) -> str:
    text = json.dumps(found, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _same(found: Any, expected: Any) -> bool:
    """Whether JSON would write both as the same; true is not 1, and 1 is 1.0."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(_same, found, expected))
    return bool(found == expected)
