"""Words that turn a condition round."""

from graph.nl.operators import Operator
from graph.nl.parser.meanings import Item
from graph.nl.parser.state import Reader

NEGATIONS = (Operator.NOT, Operator.WITHOUT, Operator.EXCEPT, Operator.NEITHER)


def take_negation(
    reader: Reader, start: int, end: int | None = None, operators: tuple[Operator, ...] = NEGATIONS
) -> bool:
    """Whether what begins at ``start`` is negated, right before or up to ``end``; the word is then read."""
    for item in reader.items:
        inside = end is not None and start <= item.start and item.end <= end
        if inside and item.asks(*operators) and not reader.taken(item):
            reader.take(item)
            return True
    found = reader.operator_left_of(start, *operators)
    if found is None and Operator.EXCEPT in operators:
        found = _all_but(reader, start)
    if found is None:
        return False
    reader.take(found)
    return True


def _all_but(reader: Reader, start: int) -> Item | None:
    """ "All users but ada": a "but" right behind the noun, where all of its kind are spoken of."""
    but = reader.operator_left_of(start, Operator.BUT)
    if but is None:
        return None
    noun = next((n for n in reader.nouns if reader.adjacent(n.end, but.start)), None)
    everything = noun and any(
        i.end <= noun.start and i.asks(Operator.ALL, Operator.EACH) for i in reader.items
    )
    return but if everything else None
