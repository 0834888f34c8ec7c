"""Conditions on how many relationships nodes have: "with more than 5 relationships", "a degree of 3"."""

from graph.nl.languages.small_words import DEGREES, RELATIONSHIPS
from graph.nl.operators import Operator
from graph.nl.parser.conditions.comparisons import SIGNS, number_at, sign_of
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.nearness import nouns_by_nearness
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.query.build import node_of
from graph.nl.parser.query.tree import Comparison, CountOf, Edge, Node, Number, Pattern
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item
from graph.schema.model import Direction

_DIRECTIONS: dict[Operator, Direction] = {Operator.IN_DEGREE: "in", Operator.OUT_DEGREE: "out"}
_SAID = {">": "more than", "<": "fewer than", ">=": "at least", "<=": "at most", "=": "exactly"}


def find_degrees(reader: Reader) -> None:
    """A number of relationships, before the word for them or behind it, is a condition on the noun before."""
    for position, token in enumerate(reader.tokens):
        item = next((each for each in reader.items if each.start == position), None)
        words = item is not None and item.asks(Operator.DEGREE, Operator.IN_DEGREE, Operator.OUT_DEGREE)
        end = item.end if item and words else position + 1
        if position in reader.read or not (words or token.key in RELATIONSHIPS) or not reader.nouns:
            continue
        found = _amount(reader, position, end, by_degree=token.key in DEGREES)
        noun = next((each for each in nouns_by_nearness(reader, position)), None)
        if found is None or noun is None or noun.start >= position:
            continue
        sign, number, taken = found
        reader.take(*taken)
        reader.read.update(range(position, end))
        _condition(reader, noun, item if words else None, sign, number, position)


def _amount(
    reader: Reader, start: int, end: int, *, by_degree: bool
) -> tuple[str, int | float, list[Item]] | None:
    """The sign and the number, which are then read, and the words that go with them."""
    place = start - 1
    if place >= 0 and not by_degree and (number := number_at(reader, place)) is not None:
        sign = reader.left_of(place, lambda item: item.asks(*SIGNS) and not reader.taken(item))
        having = reader.operator_left_of(sign.start if sign else place, Operator.WITH, Operator.YES_NO)
        if sign is None and having is None:
            return None  # "the 5 relationships"
        reader.read.add(place)
        return sign_of(sign) if sign else "=", number, [each for each in (sign, having) if each]
    if not by_degree:
        return None
    sign = reader.right_of(end, lambda item: item.asks(*SIGNS) and not reader.taken(item))
    place = sign.end if sign else end
    while place < len(reader.tokens) and reader.is_filler(place):
        place += 1
    if (number := number_at(reader, place)) is None:
        return None
    having = reader.operator_left_of(start, Operator.WITH, Operator.YES_NO)
    if sign is None and having is None:
        return None  # "with the lowest degree, 3"
    reader.read.add(place)
    return sign_of(sign) if sign else "=", number, [each for each in (sign, having) if each]


def _condition(
    reader: Reader, noun: Noun, item: Item | None, sign: str, number: int | float, position: int
) -> None:
    direction: Direction = next(
        (way for asked, way in _DIRECTIONS.items() if item and item.asks(asked)), "both"
    )
    own, other = node_of(noun), Node("")
    variable = reader.variable_for(Kind(frozenset({"r"})))
    edge = Edge(own, other, (), variable, direction)
    count = CountOf(Pattern((own, other), (edge,), None, frozenset({own.variable})), variable)
    condition = Comparison(count, sign, Number(number))
    kind = {"in": "incoming relationships", "out": "outgoing relationships"}.get(direction, "relationships")
    said = f"with {_SAID[sign]} {number} {kind}"
    reader.modifiers.append(Modifier(noun, position, position + 1, condition, said))
