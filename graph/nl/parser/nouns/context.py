"""What stands before a noun and belongs to it: verbs, how many, and whether there is none."""

from dataclasses import dataclass, field

from graph.nl.languages import Language
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.comparisons import SIGNS, sign_of
from graph.nl.parser.conditions.every import is_of_every
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, RelationshipMeaning

_BETWEEN_NOUNS = (
    *(Operator.WITH, Operator.FROM, Operator.TO, Operator.BY, Operator.YES_NO, Operator.ONLY, Operator.BOTH),
    *(Operator.POSSESSIVE, Operator.CONNECTED, Operator.WHO, Operator.WHICH, Operator.ALL),
    *(Operator.AMONG, Operator.DEFINITE, Operator.INDEFINITE, Operator.BELONGS, Operator.ORIGIN),
)


@dataclass(slots=True)
class Context:
    """What stands before a noun and belongs to it."""

    start: int
    verbs: list[Item] = field(default_factory=list)
    read: list[Item] = field(default_factory=list)
    negation: Item | None = None
    only: Item | None = None
    amount: tuple[str, int] | None = None
    amount_positions: set[int] = field(default_factory=set)


def context_of(reader: Reader, noun: Noun) -> Context:
    """The verbs, the amount and the negation in front of a noun, up to the first word of another sort."""
    context = Context(noun.start)
    position = noun.start
    while item := _ending_before(reader, position):
        if reader.taken(item) and not item.asks(Operator.WITH):
            if _is_value_of(reader, noun, item):
                position = item.start
                continue
            if item.asks(Operator.TOP, Operator.BOTTOM):  # "produced the most files"
                position = item.start
                continue
            break
        if item.as_a(RelationshipMeaning) and not is_noun(reader, item):
            context.verbs.append(item)
        elif item.asks(*NEGATIONS):
            if context.negation and reader.request.question.language is Language.ITALIAN:
                context.read.append(context.negation)  # "non ... nessuno" denies once
            context.negation = item
        elif item.asks(Operator.ONLY):
            if not _only_so_many(reader, context, item):
                context.only = item
        elif item.asks(*SIGNS, Operator.SEVERAL) and context.amount is None:
            if not _amount(reader, context, item, position):
                break
        elif item.asks(Operator.TOP, Operator.BOTTOM):
            position = item.start
            continue
        elif not item.asks(*_BETWEEN_NOUNS):
            break
        elif item.asks(Operator.BELONGS, Operator.ORIGIN):
            pass  # whether it joins anything is seen when the noun hangs on another
        elif not (item.asks(Operator.ALL) and is_of_every(reader, item, noun)):
            context.read.append(item)
        position = context.start = item.start
    _plain_amount(reader, noun, context)
    if context.negation is None and not context.verbs and context.amount is None:
        context.start = noun.start
    return context


def _ending_before(reader: Reader, position: int) -> Item | None:
    """The item before a position; words without meaning and numbers are looked through."""
    for item in reversed(reader.items):
        if item.end <= position and all(
            reader.is_filler(p) or reader.tokens[p].kind is TokenKind.NUMBER
            for p in range(item.end, position)
        ):
            return item
        if item.end <= position:
            return None
    return None


def _is_value_of(reader: Reader, noun: Noun, item: Item) -> bool:
    """Whether an item is an adjective of the noun: "no failed tasks"."""
    return any(m.owner is noun and m.start <= item.start < m.end and m.adjective for m in reader.modifiers)


def is_noun(reader: Reader, item: Item) -> bool:
    """Whether a noun begins with the item."""
    return any(noun.start <= item.start < noun.end for noun in reader.nouns)


def _amount(reader: Reader, context: Context, item: Item, position: int) -> bool:
    """ "more than 3", "3 or more", "several": how many there must be."""
    if item.asks(Operator.SEVERAL):
        context.amount = (">", 1)
        context.amount_positions |= set(range(item.start, item.end))
        return True
    behind = item.end if item.end < len(reader.tokens) else -1
    before = item.start - 1
    for place in (behind, before):
        if (
            0 <= place < position
            and reader.tokens[place].kind is TokenKind.NUMBER
            and place not in reader.read
        ):
            value = reader.tokens[place].value
            if isinstance(value, int):
                context.amount = (sign_of(item), value)
                context.amount_positions |= {place, *range(item.start, item.end)}
                return True
    if item.asks(Operator.AT_LEAST):  # "almeno un": there must be one
        context.read.append(item)
        return True
    return False


def _only_so_many(reader: Reader, context: Context, item: Item) -> bool:
    """ "Only one task": it limits their number, and not what they are."""
    place = item.end
    if place >= context.start or place in reader.read:
        return False
    value = reader.tokens[place].value
    if not isinstance(value, int):
        return False
    context.amount = ("=", value)
    context.amount_positions |= {place, *range(item.start, item.end)}
    return True


def _plain_amount(reader: Reader, noun: Noun, context: Context) -> None:
    """ "with 3 tasks", "that ran two Blast tasks": exactly so many."""
    place = noun.start - 1
    while place >= 0 and (reader.is_filler(place) or _adjective_at(reader, noun, place)):
        place -= 1
    if (
        context.amount
        or place < 0
        or reader.tokens[place].kind is not TokenKind.NUMBER
        or place in reader.read
    ):
        return
    value = reader.tokens[place].value
    said = {i.start: i for i in reader.items}
    with_it = context.verbs or context.read
    if isinstance(value, int) and place not in said and with_it:
        context.amount = ("=", value)
        context.amount_positions.add(place)


def _adjective_at(reader: Reader, noun: Noun, place: int) -> bool:
    return any(m.owner is noun and m.adjective and m.start <= place < m.end for m in reader.modifiers)
