"""Which steps can be done: their JSON Schema, and what it cannot say: names and expressions."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

from graph.etl.transforms.errors import ExpressionRefused
from graph.etl.transforms.expressions import parse
from graph.etl.transforms.registry import EXPRESSION, NAME, Schema, step_types
from graph.names import can_be_named

MAX_STEPS: Final = 50
_IS_OBJECT: Final[Schema] = {"type": "object", "required": ["step"]}
_FORMATS: Final = FormatChecker(formats=())


@cache
def steps_schema() -> Schema:
    """The JSON Schema of a list of steps."""
    types = step_types()
    return {
        "type": "array",
        "minItems": 1,
        "maxItems": MAX_STEPS,
        "description": "What is done with each record, in this order.",
        "items": {
            **_IS_OBJECT,
            "properties": {"step": {"enum": list(types), "description": "What is done."}},
            "allOf": [
                {"if": {**_IS_OBJECT, "properties": {"step": {"const": name}}}, "then": each.schema}
                for name, each in types.items()
            ],
        },
    }


def what_is_wrong(steps: Sequence[Mapping[str, Any]], *, below: str) -> list[dict[str, str]]:
    """Everything that is wrong with steps, each with a JSON pointer that begins with ``below``."""
    return [
        {
            "pointer": below + "".join(f"/{part}" for part in error.absolute_path),
            "code": str(error.validator_value if error.validator == "format" else error.validator),
            "detail": str(error.cause) if error.cause is not None else error.message,
        }
        for error in _validator().iter_errors(list(steps))
    ]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(steps_schema(), format_checker=_FORMATS)


@_FORMATS.checks(EXPRESSION, raises=ExpressionRefused)
def _is_expression(text: object) -> bool:
    if isinstance(text, str):
        parse(text)
    return True


@_FORMATS.checks(NAME, raises=ValueError)
def _is_name(text: object) -> bool:
    # A pattern of JSON Schema cannot tell all characters that nobody can see.
    if isinstance(text, str) and not can_be_named(text):
        raise ValueError(f"{text[:40]!r} is no name that a query can hold")
    return True
