"""Words that go together over others: "sia ... che", "sia ... sia", "first and last names"."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graph.nl.languages.small_words import AND_ALSO
from graph.nl.normalise import Token
from graph.nl.operators import Operator
from graph.nl.parser.words.meanings import Item, OperatorMeaning, PropertyMeaning
from graph.nl.parser.words.vocabulary import Vocabulary

_BOTH: Final = "sia"
_REACH: Final = 6
"""So many words may stand between the two."""


def completed(items: Sequence[Item], tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Item]:
    """ "First and last names": the first word is a property with the last word of the second."""
    found = list(items)
    for second in items:
        joint = next((i for i in items if i.end == second.start and i.asks(Operator.AND, Operator.OR)), None)
        before = joint.start - 1 if joint else -1
        if second.end - second.start != 2 or second.as_a(PropertyMeaning) is None or before < 0:
            continue
        whole = [*vocabulary.items([tokens[before], tokens[second.end - 1]])]
        meaning = whole[0].as_a(PropertyMeaning) if len(whole) == 1 and whole[0].end == 2 else None
        if meaning and not any(i.start < before < i.end - 1 for i in items):
            found = [i for i in found if not i.start <= before < i.end]
            found.append(Item(before, before + 1, (meaning,)))
    return sorted(found, key=lambda item: item.start)


def correlated(items: Sequence[Item], tokens: Sequence[Token]) -> list[Item]:
    """The items, with the second of two such words as what it means there: "and"."""
    found = list(items)
    for first in items:
        if tokens[first.start].key != _BOTH or not first.asks(Operator.BOTH):
            continue
        for place, second in enumerate(found):
            near = first.end < second.start <= first.end + _REACH
            if near and tokens[second.start].key in AND_ALSO and second.end == second.start + 1:
                found[place] = replace(second, meanings=(OperatorMeaning(Operator.AND),))
                break
    return found
