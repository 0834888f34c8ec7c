"""Numbers right before the property that they are of: "with 8 threads", "4 or more threads"."""

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.comparisons import SIGNS, add_condition, number_at, sign_of
from graph.nl.parser.conditions.operands import NUMERIC, compares
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, PropertyMeaning
from graph.nl.stems import spoken

_AFTER = (Operator.AT_LEAST, Operator.AT_MOST)


def find_amounts(reader: Reader) -> None:
    """A number that something has, or has at least or at most, of a property behind it."""
    for position, token in enumerate(reader.tokens):
        number = number_at(reader, position) if token.kind is TokenKind.NUMBER else None
        before = reader.left_of(position)
        having = before if before and before.asks(Operator.WITH) else None
        if number is None or having is None or having.asks(*SIGNS):
            continue
        sign = _item_at(reader, position + 1, *_AFTER)
        end = sign.end if sign else position + 1
        named = next((i for i in reader.properties() if i.start == end and not i.as_a(LabelMeaning)), None)
        meaning = named.as_a(PropertyMeaning) if named else None
        if named is None or meaning is None or any(noun.start == end for noun in reader.nouns):
            continue
        if found := owner_of_property(reader, named, types=NUMERIC):
            noun, info = found
            compared = sign_of(sign) if sign else "="
            condition = compares(noun.variable, info, compared, number)
            items = [named, having, *([sign] if sign else [])]
            reader.read.add(position)
            said = f"{spoken(info.name)} {compared} {number}"
            add_condition(reader, noun, info, condition, position, named.end, items, said)


def _item_at(reader: Reader, position: int, *operators: Operator) -> Item | None:
    return next((item for item in reader.items if item.start == position and item.asks(*operators)), None)
