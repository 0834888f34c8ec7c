"""Words that say which end of an order is wanted, and by what: "largest", "latest", "most"."""

from typing import Final

from graph.nl.languages import Language
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.asks.roles import time_of
from graph.nl.parser.conditions.comparisons import implied_property
from graph.nl.parser.conditions.operands import NUMERIC
from graph.nl.parser.conditions.relationship_times import time_of_verb, time_of_way
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import (
    GradableMeaning,
    Item,
    LabelMeaning,
    PropertyMeaning,
    RelationshipMeaning,
)
from graph.schema import PropertyInfo
from graph.schema.model import Direction

_SUPERLATIVES: Final = (
    *(Operator.TOP, Operator.BOTTOM, Operator.HIGHEST, Operator.LOWEST, Operator.LATEST, Operator.EARLIEST),
)
_ASCENDING: Final = (Operator.BOTTOM, Operator.LOWEST, Operator.EARLIEST)
DEGREES: Final[dict[Operator, Direction]] = {
    Operator.IN_DEGREE: "in",
    Operator.OUT_DEGREE: "out",
    Operator.DEGREE: "both",
}
_COMPARABLE: Final = frozenset({*NUMERIC, "datetime"})


def superlative_of(reader: Reader) -> Item | None:
    """The first word that says which end of an order is wanted: "most", "latest", "largest"."""
    for item in reader.items:
        gradable = item.as_a(GradableMeaning)
        if reader.taken(item):
            continue
        if item.asks(*_SUPERLATIVES) or (gradable and (gradable.superlative or _is_of_all(reader, item))):
            return item
    found = reader.first(*DEGREES)
    return (
        found
        if found and reader.said(found.start, found.end).casefold().startswith(("most", "best"))
        else None
    )


def _is_of_all(reader: Reader, item: Item) -> bool:
    """ "Il file più grande di ogni bucket": as a comparative it is written, but nothing is compared."""
    following = reader.right_of(item.end)
    if following and following.asks(Operator.DEFINITE, Operator.INDEFINITE):
        following = reader.right_of(following.end)
    italian = reader.request.question.language is Language.ITALIAN
    if not italian or following is None:
        return False
    return following.asks(Operator.EACH, Operator.ALL) or following.as_a(LabelMeaning) is not None


def ascends(item: Item) -> bool:
    """Whether the lowest comes first."""
    gradable = item.as_a(GradableMeaning)
    return item.asks(*_ASCENDING) if gradable is None else not gradable.gradable.upwards


def ranking_property(reader: Reader, superlative: Item, target: Noun) -> tuple[Noun, PropertyInfo] | None:
    """The property that nodes are ranked by: named, or meant by the adjective, or the time of "latest"."""
    after = ranked_by(reader, superlative) or reader.first(Operator.SORTED)
    named = None
    if after:
        named = reader.right_of(after.end, lambda item: item.as_a(PropertyMeaning) is not None)
        if (
            named
            and superlative.asks(Operator.TOP, Operator.BOTTOM)
            and _says_of_another(reader, named, target)
        ):
            return None
    if named is None:
        named = reader.right_of(superlative.end, lambda item: item.as_a(PropertyMeaning) is not None)
    if named is None:
        named = reader.left_of(
            superlative.start,
            lambda i: i.as_a(PropertyMeaning) is not None and i.as_a(RelationshipMeaning) is None,
        )  # "collected the most specimens" is about no date
    if named is None:
        named = next((item for item in reader.properties() if item.start in reader.glossed), None)
    if named and not reader.taken(named) and (found := owner_of_property(reader, named, types=_COMPARABLE)):
        reader.take(named, *([after] if after else []))
        if after and (counting := reader.operator_right_of(after.end, Operator.HIGHEST, Operator.LOWEST)):
            reader.take(counting)
        return found
    gradable = superlative.as_a(GradableMeaning)
    if gradable and gradable.gradable.of_time and gradable.gradable.properties:
        aged = implied_property(reader, target.start + 1, gradable.gradable)
        if aged and aged[0] is target:
            return aged
    of_time = superlative.asks(Operator.LATEST, Operator.EARLIEST) or (
        gradable is not None and (gradable.gradable.of_time or bool(gradable.gradable.reversed_for))
    )
    related = (time_of_verb(reader) or time_of_way(reader, target, superlative)) if of_time else None
    if related:
        return Noun(Kind(), superlative.start, superlative.end, related[0].variable), related[1]
    subject = _described(reader, superlative) or target
    if gradable and not gradable.gradable.of_time:
        return implied_property(reader, subject.start + 1, gradable.gradable)
    if gradable or superlative.asks(Operator.LATEST, Operator.EARLIEST):
        return time_of(reader, subject)
    return None


def _says_of_another(reader: Reader, named: Item, target: Noun) -> bool:
    """ "By collected specimens": a verb that says which are counted, and no date."""
    verb = named.as_a(RelationshipMeaning) is not None
    return verb and any(
        n.start == named.end and n.end > n.start and n.kind != target.kind for n in reader.nouns
    )


def _described(reader: Reader, superlative: Item) -> Noun | None:
    """ "Who collected the last specimen": the noun that the superlative stands by, whatever is ranked."""
    for noun in reader.nouns:
        covered = {p for m in reader.modifiers_of(noun) if m.adjective for p in range(m.start, m.end)}
        between = range(superlative.end, noun.start)
        if noun.start >= superlative.end and all(
            p in covered or reader.is_filler(p) or reader.tokens[p].kind is TokenKind.NUMBER for p in between
        ):
            return noun if noun.end > noun.start else None
    return None


def ranked_by(reader: Reader, superlative: Item) -> Item | None:
    """The word behind which it is said by what is ranked; Italian "per", which groups elsewhere, too."""
    if found := reader.first(Operator.BY, Operator.SORTED, after=superlative.end):
        return found
    each = reader.first(Operator.EACH, after=superlative.end)
    if each is None or reader.request.question.language is not Language.ITALIAN:
        return None
    following = reader.right_of(each.end)
    return each if following and (following.asks(Operator.COUNT) or following.as_a(PropertyMeaning)) else None
