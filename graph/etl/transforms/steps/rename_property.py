"""The step ``rename_property``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.etl.records import Record
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.registry import Change, Example, property_name, step


@step(
    "rename_property",
    description="Gives a property another name.",
    options={
        "from": property_name("The name that it has."),
        "to": property_name("The name that it gets."),
        "if_present": {
            "enum": ["reject", "replace", "keep"],
            "default": "reject",
            "description": "What happens where the new name is taken: the record is left as it is and "
            "reported, the old value goes, or both stay.",
        },
    },
    required=("from", "to"),
    example=Example(
        step={"step": "rename_property", "label": "Person", "from": "fullname", "to": "name"},
        before={"labels": ["Person"], "properties": {"fullname": "Ada"}},
        after={"labels": ["Person"], "properties": {"name": "Ada"}},
    ),
)
def rename_property(options: Mapping[str, Any]) -> Change:
    """Move the value; the properties keep their order."""
    old, new, if_present = options["from"], options["to"], options.get("if_present", "reject")
    if old == new:
        raise ValueError("from and to are the same")

    def change(record: Record) -> Record:
        properties = record.properties
        if old not in properties:
            return record
        if new in properties:
            if if_present == "keep":
                return record
            if if_present == "reject":
                raise RecordRefused(f"it has a property {new} already")
        moved = {new if name == old else name: value for name, value in properties.items() if name != new}
        return replace(record, properties=moved)

    return change
