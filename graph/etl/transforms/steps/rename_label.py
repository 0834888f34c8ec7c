"""The step ``rename_label``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.etl.records import NodeRecord, Record
from graph.etl.transforms.registry import Applies, Change, Example, label_name, step


@step(
    "rename_label",
    description="Gives a label another name; a node that has both keeps the new one.",
    options={"from": label_name("The label that goes."), "to": label_name("The label that comes.")},
    required=("from", "to"),
    applies=Applies.NODES,
    implied="from",
    example=Example(
        step={"step": "rename_label", "from": "Human", "to": "Person"},
        before={"labels": ["Human", "User"], "properties": {}},
        after={"labels": ["Person", "User"], "properties": {}},
    ),
)
def rename_label(options: Mapping[str, Any]) -> Change:
    """Put the new label in the place of the old."""
    old, new = options["from"], options["to"]
    if old == new:
        raise ValueError("from and to are the same")

    def change(record: NodeRecord) -> Record:
        if old not in record.labels:
            return record
        return replace(record, labels=tuple(sorted({*record.labels, new} - {old})))

    return change
