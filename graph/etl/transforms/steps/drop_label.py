"""The step ``drop_label``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.etl.records import NodeRecord, Record
from graph.etl.transforms.registry import Applies, Change, Example, label_name, step


@step(
    "drop_label",
    description="Takes a label away; the nodes stay.",
    options={"label": label_name("The label that goes.")},
    required=("label",),
    applies=Applies.NODES,
    example=Example(
        step={"step": "drop_label", "label": "Temporary"},
        before={"labels": ["Person", "Temporary"], "properties": {}},
        after={"labels": ["Person"], "properties": {}},
    ),
)
def drop_label(options: Mapping[str, Any]) -> Change:
    """Leave out the one label."""
    going = options["label"]

    def change(record: NodeRecord) -> Record:
        if going not in record.labels:
            return record
        return replace(record, labels=tuple(label for label in record.labels if label != going))

    return change
