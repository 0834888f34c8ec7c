"""What is known of a value before the query runs: how long, how large, between which numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from graph.cypher.estimate.statistics import Frontier
from graph.cypher.scopes import NodeShape

CHARACTERS_PER_CELL: Final = 10
_PROPERTY_CHARACTERS: Final = 100
_FASTEST_GROWTH: Final = 1_000
"""After so many rounds of growth by a factor the exact number does not matter any more."""
_DEEPEST: Final = 3
"""How many lists in lists are told apart; what is deeper may be as large as all of it."""
SHORT_CHARACTERS: Final = 20
"""A number, a date or a truth value is no longer, written as a text."""
ENTITY_SIZE: Final = 50
"""A node or relationship is taken to have so many properties."""
HUGE: Final = 1e18


@dataclass(frozen=True, slots=True)
class Value:
    """At most so long and so large; a number lies between ``least`` and ``most``, when both are known.

    ``length`` counts the elements of a list or the characters of a text, ``size`` all that is in it: one for
    each number, node or property, and one for ten characters.
    """

    length: float = 1
    size: float = 1
    least: float | None = None
    most: float | None = None
    item: "Value | None" = None
    """Of a list or map: the largest thing in it, when that is known."""
    node: NodeShape | None = None
    spread: Frontier | None = None
    """Of a node: which of the nodes of its shape it may be."""

    @property
    def element(self) -> "Value":
        """What a list or map of this kind holds: one thing may be as large as all of it, if nobody knows."""
        longest = max(self.size * CHARACTERS_PER_CELL, self.length)
        return self.item or Value(longest, self.size, self.least, self.most)

    @property
    def part(self) -> "Value":
        """What a key leads to: a property of a node, or something in a map or list."""
        if self.node is not None:
            return PROPERTY
        inner = self.element
        return inner if inner.node is not None else either([inner, PROPERTY])


UNKNOWN: Final = Value()
PROPERTY: Final = Value(length=_PROPERTY_CHARACTERS)
"""Texts of the graph, and lists in it, are taken to have so many characters or elements, unless longer are
known."""
ENTITY: Final = Value(size=ENTITY_SIZE, item=PROPERTY)
"""A node of which nothing is known, or a relationship."""


def number(least: float, most: float | None = None) -> Value:
    """A number, or one between two."""
    return Value(least=least, most=least if most is None else most)


def value_of(data: Any) -> Value:
    """A constant or the value of a parameter."""
    match data:
        case bool() | None:
            return UNKNOWN
        case int() | float():
            return number(data)
        case str():
            return text_of(len(data))
        case Mapping():
            return joined([value_of(each) for each in data.values()])
        case list() | tuple():
            return joined([value_of(each) for each in data])
    return UNKNOWN


def text_of(characters: float) -> Value:
    """A text of at most so many characters."""
    return Value(characters, max(characters / CHARACTERS_PER_CELL, 1))


def stored(length: float) -> Value:
    """A property of the graph, when no longer text or list is known than this."""
    return text_of(length) if length > _PROPERTY_CHARACTERS else PROPERTY


def list_of(item: Value, length: float) -> Value:
    """So many of these."""
    return Value(length, length * item.size, item.least, item.most, _within(item, _DEEPEST))


def joined(parts: list[Value]) -> Value:
    """A list or map of these."""
    item = _within(either(parts), _DEEPEST)
    return Value(len(parts), sum(part.size for part in parts), *_bounds(parts), item)


def _within(item: Value | None, levels: int) -> Value | None:
    return replace(item, item=_within(item.item, levels - 1)) if item and levels else None


def either(parts: list[Value]) -> Value:
    """One of these, and nobody knows which."""
    if len(parts) < 2:
        return parts[0] if parts else UNKNOWN
    item = either([part.element for part in parts]) if any(part.item for part in parts) else None
    return Value(max(p.length for p in parts), max(p.size for p in parts), *_bounds(parts), item)


def added(left: Value, right: Value) -> Value:
    """``left + right``: numbers, texts or lists."""
    least, most = (
        None if one is None or other is None else one + other
        for one, other in ((left.least, right.least), (left.most, right.most))
    )
    size = left.size + right.size
    if left.item or right.item:
        held = either([each if each.node else each.element for each in (left, right)])
        return Value(left.length + right.length, size, least, most, held)
    if least is not None:
        return Value(least=least, most=most)
    return Value(sum(max(each.length, SHORT_CHARACTERS) for each in (left, right)), size)


def multiplied(left: Value, right: Value) -> Value:
    """``left * right``."""
    if left.least is None or left.most is None or right.least is None or right.most is None:
        return UNKNOWN
    corners = [one * other for one in (left.least, left.most) for other in (right.least, right.most)]
    return number(min(corners), max(corners))


def negated(value: Value) -> Value:
    """``-value``."""
    if value.least is None or value.most is None:
        return UNKNOWN
    return number(-value.most, -value.least)


def _bounds(parts: list[Value]) -> tuple[float | None, float | None]:
    least, most = [part.least for part in parts], [part.most for part in parts]
    if not parts or None in least or None in most:
        return None, None
    return min(each for each in least if each is not None), max(each for each in most if each is not None)


def grown(first: float, second: float, third: float, rounds: float) -> float:
    """Where three numbers in a row lead after so many rounds: nowhere, up a line, or up a power."""
    step, next_step = second - first, third - second
    if next_step <= 0:
        return max(first, second, third)
    if next_step <= step * 1.001:
        return min(first + step * rounds, HUGE)
    factor = min(next_step / step, 10.0) if step > 0 else 2.0
    power = factor ** min(rounds, _FASTEST_GROWTH) if factor**10 < HUGE and rounds * factor < 400 else HUGE
    return float(min(first + max(step, 1) * power, HUGE))
