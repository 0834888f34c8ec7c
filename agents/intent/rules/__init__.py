"""The rule table: one file for each category; a new file is all that a new rule needs."""

import importlib
import pkgutil
from collections.abc import Callable

from agents.intent.model import Rule

_rules: dict[str, tuple[int, Rule]] = {}


def rule(name: str, *, order: int) -> Callable[[Rule], Rule]:
    """Register a rule; those with lower numbers are asked first.

    Raises:
        ValueError: the name is taken.
    """

    def decorate(body: Rule) -> Rule:
        if name in _rules:
            raise ValueError(f"There is a rule {name!r} already.")
        _rules[name] = (order, body)
        return body

    return decorate


def rules() -> list[Rule]:
    """The rules in the order in which they are asked."""
    return [body for _, body in sorted(_rules.values(), key=lambda entry: entry[0])]


def import_rules() -> None:
    """Import every module of this package; a broken one stops the start."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
