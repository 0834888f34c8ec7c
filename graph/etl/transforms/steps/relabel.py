"""The step ``relabel``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from graph.etl.records import MAX_LABELS, NodeRecord, Record
from graph.etl.transforms.registry import Applies, Change, Example, label_name, step

_LABELS: Final = {"type": "array", "maxItems": MAX_LABELS, "uniqueItems": True}


@step(
    "relabel",
    description="Adds and takes away labels where a condition holds.",
    options={
        "add": {**_LABELS, "items": label_name("A label that comes.")},
        "remove": {**_LABELS, "items": label_name("A label that goes.")},
    },
    required=(),
    applies=Applies.NODES,
    needs_where=True,
    example=Example(
        step={
            "step": "relabel",
            "label": "Person",
            "where": "age >= 18",
            "add": ["Adult"],
            "remove": ["Minor"],
        },
        before={"labels": ["Minor", "Person"], "properties": {"age": 20}},
        after={"labels": ["Adult", "Person"], "properties": {"age": 20}},
    ),
)
def relabel(options: Mapping[str, Any]) -> Change:
    """Add some labels and take away others."""
    coming, going = frozenset(options.get("add", ())), frozenset(options.get("remove", ()))
    if not coming | going:
        raise ValueError("there is nothing to add and nothing to remove")
    if both := coming & going:
        raise ValueError(f"{', '.join(sorted(both))} is to be added and to be removed")

    def change(record: NodeRecord) -> Record:
        return replace(record, labels=tuple(sorted({*record.labels} - going | coming)))

    return change
