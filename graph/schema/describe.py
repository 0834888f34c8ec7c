"""The schema as people and programs outside read it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from graph.schema.model import GraphSchema, PropertyInfo

_SHOWN: Final = 20
"""Of names that are left out; with their invisible characters each is long enough."""


def describe(schema: GraphSchema) -> dict[str, Any]:
    """Labels and relationship types with what they have and connect, counts, and the schema's version."""
    return {
        "version": schema.version,
        "nodes": schema.node_count,
        "relationships": schema.relationship_count,
        "labels": [
            {"name": each.name, "count": each.count, "properties": list(map(_property, each.properties))}
            for each in schema.labels
        ],
        "label_sets": [{"labels": sorted(each.labels), "count": each.count} for each in schema.label_sets],
        "relationship_types": [
            {
                "type": kind,
                "count": count,
                "connects": [
                    {"start": each.start, "end": each.end, "count": each.count}
                    for each in schema.triples
                    if each.type == kind
                ],
                "properties": list(map(_property, found.properties))
                if (found := schema.relationship(kind))
                else [],
            }
            for kind, count in schema.relationship_counts.items()
        ],
        "notices": [*schema.notices, *_left_out(schema)],
    }


def _property(info: PropertyInfo) -> dict[str, Any]:
    """All that is known; a bound or a list that there is not is left out."""
    known = {key: value for key, value in asdict(info).items() if value not in (None, ())}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in known.items()}


def _left_out(schema: GraphSchema) -> Iterator[str]:
    """What the data has but no query can name, so that whoever brought it in can rename it."""
    if odd := schema.unnameable:
        names = ", ".join(map(ascii, odd[:_SHOWN])) + (", ..." if len(odd) > _SHOWN else "")
        yield f"Left out, as no query can hold the names of these labels, types or properties: {names}."
