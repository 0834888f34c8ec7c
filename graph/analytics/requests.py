"""What may be asked: the arguments of each measure as JSON Schema, for tool, job and page alike."""

from collections.abc import Mapping
from typing import Any, Final

from graph.analytics.computing.registry import NARROWING, Measure, measures

MEASURES: Final[Mapping[str, Measure]] = measures()


def arguments_of(measure: Measure) -> dict[str, Any]:
    """The properties of a measure's arguments, those that every measure has among them."""
    return {**measure.arguments, **NARROWING}


def object_schema(measure: Measure) -> dict[str, Any]:
    """The arguments of a measure as the schema of a whole object."""
    properties = arguments_of(measure)
    return {
        "type": "object",
        "properties": {
            name: {key: value for key, value in each.items() if key != "required"}
            for name, each in properties.items()
        },
        "required": [name for name, each in properties.items() if each.get("required")],
        "additionalProperties": False,
    }


def with_defaults(measure: Measure, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with what was left out."""
    known = arguments_of(measure)
    return {**{name: each["default"] for name, each in known.items() if "default" in each}, **arguments}
