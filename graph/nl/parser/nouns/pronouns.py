"""Words that stand for nodes named before: "but no failed one", "of which at least two failed"."""

from typing import Final

from graph.nl.languages.small_words import OF_WHICH, ONE, ONES
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import ValueMeaning

_AMOUNTS: Final = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE, Operator.LESS, Operator.EXACTLY)


def find_pronouns(reader: Reader) -> None:
    """Give what such a word stands for a node of its own, of the kind of the noun before it."""
    for position, token in enumerate(reader.tokens):
        if position in reader.read:
            continue
        if token.key in ONES and _is_behind_value(reader, position):
            _stand_for(reader, position, position + 1)
        elif tuple(each.key for each in reader.tokens[position : position + 2]) in OF_WHICH:
            _some_of_them(reader, position)


def _is_behind_value(reader: Reader, position: int) -> bool:
    """Whether the word before is a value, which is denied or joined to others: "not a single failed one"."""
    value = next((i for i in reader.items if i.end == position and i.as_a(ValueMeaning)), None)
    return value is not None and (
        reader.operator_left_of(value.start, Operator.WITHOUT, Operator.NOT, Operator.AND, *_AMOUNTS)
        is not None
    )


def _some_of_them(reader: Reader, position: int) -> None:
    amount = next((i for i in reader.items if i.start >= position + 2 and i.asks(*_AMOUNTS)), None)
    if amount is None or amount.start > position + 2 or amount.end >= len(reader.tokens):
        return
    number = reader.tokens[amount.end]
    if number.kind is not TokenKind.NUMBER and number.key not in ONE:
        return
    named = number.kind is not TokenKind.NUMBER
    if _stand_for(reader, amount.end if named else amount.end + 1, amount.end + 1):
        reader.read.update(range(position, position + 2))


def _stand_for(reader: Reader, start: int, end: int) -> bool:
    before: list[Noun] = [noun for noun in reader.nouns if noun.end <= start and noun.end > noun.start]
    if len(before) < 2:
        return False
    reader.add_noun(before[-1].kind, start, end)
    reader.read.update(range(start, end))
    return True
