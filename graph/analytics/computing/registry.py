"""The measures that exist, by name. Adding one is adding a file to ``measures``."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    # Whoever only describes measures does without igraph.
    from graph.analytics.computing.network import Network

Body = Callable[["Network", dict[str, Any]], dict[str, Any]]

NAME: Final = {"type": "string", "minLength": 1, "maxLength": 128}
ID: Final = {"type": "string", "minLength": 1, "maxLength": 500}
LABEL: Final = {
    **NAME,
    "title": "Show nodes of label",
    "description": "Only nodes of this label are told; all of them count.",
}
K: Final = {"type": "integer", "minimum": 1, "maximum": 100, "default": 10, "title": "How many are shown"}
_NAMES: Final = {"type": "array", "items": NAME, "maxItems": 50, "uniqueItems": True}
NARROWING: Final[dict[str, Any]] = {
    "labels": {
        **_NAMES,
        "title": "Count only labels",
        "description": "Only the nodes that have any of these labels count, with what connects them.",
    },
    "types": {
        **_NAMES,
        "title": "Count only types",
        "description": "Only relationships of these types count.",
    },
}
"""What every measure can be narrowed by."""


@dataclass(frozen=True)
class Measure:
    """Something that can be computed of a graph.

    Attributes:
        arguments: as JSON Schema, without ``NARROWING``; those with ``"required": True`` must be there.
    """

    name: str
    summary: str
    arguments: Mapping[str, Any]
    compute: Body


_measures: dict[str, Measure] = {}


def measure(name: str, arguments: Mapping[str, Any]) -> Callable[[Body], Body]:
    """Make a function a measure; the first line of its docstring says what it finds out.

    Raises:
        ValueError: there is one of this name, or it does not say what it finds out.
    """

    def decorate(body: Body) -> Body:
        if name in _measures:
            raise ValueError(f"There is a measure {name!r} already.")
        if not body.__doc__:
            raise ValueError(f"{name} does not say what it finds out.")
        _measures[name] = Measure(name, body.__doc__.strip().splitlines()[0], arguments, body)
        return body

    return decorate


def measures() -> dict[str, Measure]:
    """Every measure, by name."""
    package = importlib.import_module("graph.analytics.computing.measures")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return {name: _measures[name] for name in sorted(_measures)}
