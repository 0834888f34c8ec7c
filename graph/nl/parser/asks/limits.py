"""How many rows a question wants: "top 5", "show 3 of them", "the first 4 only"."""

from typing import Final

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import (
    Item,
    PropertyMeaning,
)

_BEFORE_A_NUMBER = (
    *(Operator.LIST, Operator.WHICH, Operator.DETAILS, Operator.TOP, Operator.BOTTOM, Operator.SAMPLE),
    *(Operator.LATEST, Operator.EARLIEST, Operator.HIGHEST, Operator.LOWEST),
)
_AROUND_LIMIT: Final = (
    *(Operator.TOP, Operator.EARLIEST, Operator.DEFINITE, Operator.ONLY, Operator.LIST, Operator.AND),
    *(Operator.BOTTOM, Operator.LATEST, Operator.YES_NO),
)


def take_limit(reader: Reader, target: Noun | None) -> int | None:
    """A number right behind "top" or "show", or right before what is listed."""
    for position, token in enumerate(reader.tokens):
        if token.kind is not TokenKind.NUMBER or position in reader.read or not isinstance(token.value, int):
            continue
        if any(item.end == position and _is_numbered(item) for item in reader.items):
            continue  # "type 1 tools"
        follows = any(item.end == position and item.asks(*_BEFORE_A_NUMBER) for item in reader.items)
        before = target is not None and _only_adjectives_between(reader, position + 1, target)
        if token.value > 0 and (follows or before):
            reader.read.add(position)
            if first := reader.operator_left_of(
                position, Operator.EARLIEST, Operator.HIGHEST, Operator.LOWEST
            ):
                reader.take(first)
            _take_around_limit(reader, position)
            return token.value
    return None


def _is_numbered(item: Item) -> bool:
    """Whether a number behind a word says which: a property's, which asks for nothing itself."""
    return item.as_a(PropertyMeaning) is not None and not item.asks(*_BEFORE_A_NUMBER)


def _take_around_limit(reader: Reader, position: int) -> None:
    """ "And show only the first 4", "top 4 only": the words that join a number of rows to the rest."""
    start = position
    while before := reader.left_of(start, lambda item: item.asks(*_AROUND_LIMIT)):
        if not reader.taken(before) and before.asks(Operator.ONLY, Operator.AND, Operator.TOP):
            reader.take(before)
        start = before.start
        if before.asks(Operator.AND):
            break
    behind = reader.operator_right_of(position + 1, Operator.ONLY)
    if behind and behind.end == len(reader.tokens):
        reader.take(behind)


def take_number(reader: Reader) -> int | None:
    """Any whole number that means nothing else; it is then read."""
    for position, token in enumerate(reader.tokens):
        if token.kind is TokenKind.NUMBER and position not in reader.read and isinstance(token.value, int):
            reader.read.add(position)
            return token.value
    return None


def _only_adjectives_between(reader: Reader, position: int, target: Noun) -> bool:
    """Whether a number goes with the noun: "5 largest failed tasks"."""
    if position > target.start:
        return False
    covered = {p for m in reader.modifiers_of(target) if m.adjective for p in range(m.start, m.end)}
    covered |= {
        p
        for item in reader.items
        if item.asks(
            *(Operator.LATEST, Operator.EARLIEST, Operator.HIGHEST, Operator.LOWEST, Operator.TOP),
            *(Operator.SAMPLE, Operator.COMMON, Operator.DISTINCT, Operator.BOTTOM, Operator.CONNECTED),
        )
        or any(getattr(m, "superlative", False) for m in item.meanings)
        for p in range(item.start, item.end)
    }
    return all(p in covered or reader.is_filler(p) for p in range(position, target.start))
