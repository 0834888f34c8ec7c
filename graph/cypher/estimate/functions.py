"""How long and how large the results of functions are, by those of their arguments."""

from collections.abc import Callable, Mapping
from typing import Final

from graph.cypher.estimate.values import Value, either, number, text_of


def _same(arguments: list[Value]) -> Value:
    return arguments[0]


def _length(arguments: list[Value]) -> Value:
    return number(0, arguments[0].length)


def _pieces(arguments: list[Value]) -> Value:
    """As many as there are characters, or one that is all of the text."""
    characters = arguments[0].length
    return Value(characters + 1, characters + 1, item=text_of(characters))


def _replaced(arguments: list[Value]) -> Value:
    """At the worst every character is replaced, or something is put between any two."""
    characters, by = arguments[0].length, arguments[2].length if len(arguments) > 2 else 1
    return text_of(characters + (characters + 1) * by)


def _cut(arguments: list[Value]) -> Value:
    """No more characters than the last argument says."""
    whole, *_, characters = arguments
    if len(arguments) < 2 or characters.most is None:
        return whole
    part = text_of(max(characters.most, 0))
    return Value(min(whole.length, part.length), min(whole.size, part.size))


def _element(arguments: list[Value]) -> Value:
    return arguments[0].element


# fmt: off
_NO_LONGER: Final = (
    "abs", "ceil", "floor", "lower", "ltrim", "max", "min", "nodes", "nullif", "relationships", "reverse",
    "round", "rtrim", "tail", "tolower", "toupper", "trim", "upper",
)
# fmt: on
MEASURED: Final[Mapping[str, Callable[[list[Value]], Value]]] = {
    **dict.fromkeys(_NO_LONGER, _same),
    **dict.fromkeys(("size", "length", "char_length", "character_length"), _length),
    **dict.fromkeys(("head", "last"), _element),
    **dict.fromkeys(("left", "right"), _cut),
    "substring": lambda arguments: _cut(arguments) if len(arguments) > 2 else arguments[0],
    "split": _pieces,
    "replace": _replaced,
    "coalesce": either,
}
"""By name in small letters. Those that need more than their arguments to be known are not here."""
