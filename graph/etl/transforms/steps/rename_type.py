"""The step ``rename_type``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.etl.records import Record, RelationshipRecord
from graph.etl.transforms.registry import Applies, Change, Example, step, type_name


@step(
    "rename_type",
    description="Gives relationships another type; their ends and properties stay.",
    options={"from": type_name("The type that goes."), "to": type_name("The type that comes.")},
    required=("from", "to"),
    applies=Applies.RELATIONSHIPS,
    implied="from",
    example=Example(
        step={"step": "rename_type", "from": "WORKS", "to": "WORKS_AT"},
        before={"type": "WORKS", "properties": {"since": 2020}},
        after={"type": "WORKS_AT", "properties": {"since": 2020}},
    ),
)
def rename_type(options: Mapping[str, Any]) -> Change:
    """Put the new type in the place of the old."""
    old, new = options["from"], options["to"]
    if old == new:
        raise ValueError("from and to are the same")

    def change(record: RelationshipRecord) -> Record:
        return replace(record, type=new) if record.type == old else record

    return change
