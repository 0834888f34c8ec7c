"""The kinds of steps: each is one function in a file of its own in ``steps``, and says what it needs."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from graph.etl.records import Record
from graph.etl.transforms.expressions.lexer import MAX_CHARACTERS
from graph.names import MAX_NAME
from graph.schema import MARKER_LABEL, RESERVED_PROPERTIES

Change = Callable[[Any], Record]
"""Makes of a record another, or gives back the same when there is nothing to change; raises RecordRefused."""
Build = Callable[[Mapping[str, Any]], Change]
"""Makes the change out of the step's options, which fit its schema; ValueError says what else is wrong."""
Schema = dict[str, Any]


class Applies(StrEnum):
    """What a step can be done on."""

    NODES = "nodes"
    RELATIONSHIPS = "relationships"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Example:
    """A step, a record and what becomes of it: labels or type, and properties."""

    step: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepType:
    """A kind of step.

    Attributes:
        options: the JSON Schema of each of its own members, beside those that all steps have.
        required: those of them that must be there.
        needs_where: it is never done on everything.
        implied: the option that says which label or type it is about, where neither is given.
    """

    name: str
    description: str
    applies: Applies
    options: Mapping[str, Schema]
    required: tuple[str, ...]
    example: Example
    build: Build
    needs_where: bool = False
    implied: str = ""

    @property
    def schema(self) -> Schema:
        """The JSON Schema of the whole step."""
        shared = {name: each for name, each in _SHARED.items() if name != _OTHER.get(self.applies)}
        return {
            "type": "object",
            "description": self.description,
            "properties": {"step": {"const": self.name}, **shared, **self.options},
            "required": ["step", *self.required, *(["where"] if self.needs_where else [])],
            "additionalProperties": False,
        }


def step(
    name: str,
    *,
    description: str,
    options: Mapping[str, Schema],
    required: tuple[str, ...],
    example: Example,
    applies: Applies = Applies.BOTH,
    needs_where: bool = False,
    implied: str = "",
) -> Callable[[Build], Build]:
    """Let plans have steps of this kind; see ``StepType``."""

    def register(build: Build) -> Build:
        _types[name] = StepType(
            name, description, applies, options, required, example, build, needs_where, implied
        )
        return build

    return register


@cache
def step_types() -> Mapping[str, StepType]:
    """All kinds of steps by name: every module of ``steps`` is imported."""
    package = importlib.import_module("graph.etl.transforms.steps")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_types.items()))


def property_name(description: str) -> Schema:
    """The schema of a property's name; those of the platform are none."""
    return {**_NAME, "not": {"enum": sorted(RESERVED_PROPERTIES)}, "description": description}


def label_name(description: str) -> Schema:
    """The schema of a label; that of the platform is none."""
    return {**_NAME, "not": {"const": MARKER_LABEL}, "description": description}


def type_name(description: str) -> Schema:
    """The schema of a relationship's type."""
    return {**_NAME, "description": description}


def expression(description: str) -> Schema:
    """The schema of an expression."""
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_CHARACTERS,
        "format": EXPRESSION,
        "description": description,
    }


NAME: Final = "graph-name"
EXPRESSION: Final = "graph-expression"
_NAME: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": MAX_NAME, "format": NAME}
_SHARED: Final[dict[str, Schema]] = {
    "label": label_name("Only nodes that have this label."),
    "type": type_name("Relationships of this type, instead of nodes."),
    "where": expression("Only where this is true."),
}
_OTHER: Final = {Applies.NODES: "type", Applies.RELATIONSHIPS: "label"}
_types: dict[str, StepType] = {}
