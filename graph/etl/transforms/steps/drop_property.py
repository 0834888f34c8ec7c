"""The step ``drop_property``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.etl.records import Record
from graph.etl.transforms.registry import Change, Example, property_name, step


@step(
    "drop_property",
    description="Takes properties away.",
    options={
        "properties": {
            "type": "array",
            "items": property_name("One that goes."),
            "minItems": 1,
            "maxItems": 100,
            "uniqueItems": True,
        }
    },
    required=("properties",),
    example=Example(
        step={"step": "drop_property", "label": "Person", "properties": ["fax", "pager"]},
        before={"labels": ["Person"], "properties": {"name": "Ada", "fax": "12"}},
        after={"labels": ["Person"], "properties": {"name": "Ada"}},
    ),
)
def drop_property(options: Mapping[str, Any]) -> Change:
    """Leave out the named ones."""
    going = frozenset(options["properties"])

    def change(record: Record) -> Record:
        if going.isdisjoint(record.properties):
            return record
        staying = {name: value for name, value in record.properties.items() if name not in going}
        return replace(record, properties=staying)

    return change
