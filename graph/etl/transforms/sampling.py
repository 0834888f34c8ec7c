"""What a dry run shows: records before and after, and what could not be done."""

import datetime as dt
from typing import Any, Final

from graph.etl.records import NodeRecord, Record
from graph.etl.transforms.changes import Change
from graph.etl.transforms.working_out import Refusal
from graph.etl.values import Value, temporal_json

MOST_CHARACTERS: Final = 200
"""Of a text that is shown."""
MOST_ITEMS: Final = 20
"""Of a list."""


def shown_change(change: Change) -> dict[str, Any]:
    """One record, with those of its properties that differ."""
    before, after = change.before, change.after
    names = [
        name
        for name in {**before.properties, **after.properties}
        if _differ(before.properties.get(name), after.properties.get(name))
    ]
    return {"id": before.orig_id, "before": _side(before, names), "after": _side(after, names)}


def shown_refusal(refusal: Refusal) -> dict[str, Any]:
    """One record that stays as it is, and why."""
    return {"id": refusal.record.orig_id, "step": refusal.step, "reason": refusal.reason}


def _side(record: Record, names: list[str]) -> dict[str, Any]:
    properties = {name: _short(record.properties[name]) for name in names if name in record.properties}
    if isinstance(record, NodeRecord):
        return {"labels": list(record.labels), "properties": properties}
    return {"type": record.type, "start": record.start, "end": record.end, "properties": properties}


def _differ(one: Value, other: Value) -> bool:
    return type(one) is not type(other) or one != other


def _short(value: Value) -> Any:
    match value:
        case str():
            return value if len(value) <= MOST_CHARACTERS else f"{value[:MOST_CHARACTERS]}..."
        case list():
            return [*map(_short, value[:MOST_ITEMS]), *(["..."] if len(value) > MOST_ITEMS else [])]
        case dt.date() | dt.time():
            return temporal_json(value)
    return value
