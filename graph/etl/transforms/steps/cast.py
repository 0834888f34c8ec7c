"""The step ``cast``."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.etl.records import Record
from graph.etl.transforms import casting
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.registry import Change, Example, property_name, step


@step(
    "cast",
    description="Makes values of another kind; of a list, each item.",
    options={
        "property": property_name("Whose values."),
        "to": {"enum": list(casting.KINDS), "description": "What they become."},
        "format": {
            "type": "string",
            "minLength": 2,
            "maxLength": 40,
            "description": "How texts write dates or times, or are to, e.g. `%d/%m/%Y`; else ISO 8601.",
        },
        "on_error": {
            "enum": ["reject", "null", "keep"],
            "default": "reject",
            "description": "What happens where a value cannot be cast: the record is left as it is and "
            "reported, the property goes, or it stays as it was.",
        },
    },
    required=("property", "to"),
    example=Example(
        step={"step": "cast", "label": "Person", "property": "born", "to": "integer"},
        before={"labels": ["Person"], "properties": {"born": " 1815 "}},
        after={"labels": ["Person"], "properties": {"born": 1815}},
    ),
)
def cast(options: Mapping[str, Any]) -> Change:
    """Cast one property."""
    name, kind, on_error = options["property"], options["to"], options.get("on_error", "reject")
    pattern = _checked_pattern(options.get("format"), kind)

    def change(record: Record) -> Record:
        value = record.properties.get(name)
        if value is None:
            return record
        try:
            made = casting.cast(value, kind, pattern=pattern)
        except RecordRefused as error:
            if on_error == "reject":
                raise RecordRefused(f"{name}: {error}") from None
            made = None if on_error == "null" else value
        return replace(record, properties={**record.properties, name: made})

    return change


def _checked_pattern(pattern: str | None, kind: str) -> str | None:
    if pattern is None:
        return None
    if kind not in ("date", "datetime", "time", "text"):
        raise ValueError(f"format is for dates and times, not for {kind}")
    letters = re.findall(r"%(.?)", pattern, flags=re.DOTALL)
    if not letters or not set(letters) <= set(casting.DIRECTIVES):
        raise ValueError(f"format may have % and one of {', '.join(casting.DIRECTIVES)}")
    return pattern
