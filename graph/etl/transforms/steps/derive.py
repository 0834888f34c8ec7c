"""The step ``derive``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.etl.records import Record
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.expressions import parse
from graph.etl.transforms.registry import Change, Example, expression, property_name, step


@step(
    "derive",
    description="Sets a property to the value of an expression; a value that is null takes it away.",
    options={
        "property": property_name("What is set, whether it is there or not."),
        "value": expression("What it becomes."),
    },
    required=("property", "value"),
    example=Example(
        step={
            "step": "derive",
            "label": "Person",
            "property": "name",
            "value": "first || ' ' || upper(last)",
        },
        before={"labels": ["Person"], "properties": {"first": "Ada", "last": "Lovelace"}},
        after={
            "labels": ["Person"],
            "properties": {"first": "Ada", "last": "Lovelace", "name": "Ada LOVELACE"},
        },
    ),
)
def derive(options: Mapping[str, Any]) -> Change:
    """Set one property."""
    name, value = options["property"], parse(options["value"])

    def change(record: Record) -> Record:
        try:
            made = value.worth(record)
        except RecordRefused as error:
            raise RecordRefused(f"{name}: {error}") from None
        return replace(record, properties={**record.properties, name: made})

    return change
