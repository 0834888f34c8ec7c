"""The step ``split``."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.etl.records import Record
from graph.etl.transforms.casting import shown
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.expressions.values import MAX_ITEMS
from graph.etl.transforms.registry import Change, Example, property_name, step
from graph.etl.values import Value

_MOST_PROPERTIES = 20


@step(
    "split",
    description="Cuts a text at a separator, into a list or into several properties.",
    options={
        "property": property_name("Whose text."),
        "separator": {
            "type": "string",
            "minLength": 1,
            "maxLength": 20,
            "description": "What stands between.",
        },
        "into": {
            "anyOf": [
                property_name("Gets all parts, as a list."),
                {
                    "type": "array",
                    "items": property_name("Gets one of the parts."),
                    "minItems": 2,
                    "maxItems": _MOST_PROPERTIES,
                    "uniqueItems": True,
                },
            ],
            "description": "One property for the list of all parts, or a list of properties: each gets one "
            "part, the last all that is left, those without one become null.",
        },
        "keep": {"type": "boolean", "default": False, "description": "The text itself stays too."},
    },
    required=("property", "separator", "into"),
    example=Example(
        step={
            "step": "split",
            "label": "Person",
            "property": "name",
            "separator": " ",
            "into": ["first", "last"],
        },
        before={"labels": ["Person"], "properties": {"name": "Ada Lovelace"}},
        after={"labels": ["Person"], "properties": {"first": "Ada", "last": "Lovelace"}},
    ),
)
def split(options: Mapping[str, Any]) -> Change:
    """Cut one property; white space around the parts goes."""
    name, separator, into = options["property"], options["separator"], options["into"]
    stays = options.get("keep", False)

    def change(record: Record) -> Record:
        text = record.properties.get(name)
        if text is None:
            return record
        if not isinstance(text, str):
            raise RecordRefused(f"{name}: {shown(text)} is no text")
        made = _listed(text, separator, into) if isinstance(into, str) else _dealt(text, separator, into)
        others = {key: value for key, value in record.properties.items() if stays or key != name}
        return replace(record, properties={**others, **made})

    return change


def _listed(text: str, separator: str, into: str) -> dict[str, Value]:
    if text.count(separator) >= MAX_ITEMS:
        raise RecordRefused(f"a list may have {MAX_ITEMS:,} items")
    return {into: [part.strip() for part in text.split(separator)]}


def _dealt(text: str, separator: str, into: list[str]) -> dict[str, Value]:
    parts = [part.strip() for part in text.split(separator, len(into) - 1)]
    return dict(zip(into, [*parts, *[None] * (len(into) - len(parts))], strict=True))
