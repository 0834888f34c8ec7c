"""Times of relationships: "who joined their institution in 2020", "who has worked there the longest"."""

from collections.abc import Iterator

from graph.nl.normalise import DateSpan, TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.operands import is_time_like, within
from graph.nl.parser.conditions.relationships import add_relationship_condition, link_by
from graph.nl.parser.nouns.owners import owned_properties
from graph.nl.parser.parts import Link, Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.schema import PropertyInfo


def find_relationship_dates(reader: Reader) -> None:
    """A date behind a verb whose relationships have a time is a condition on that."""
    for position, token in enumerate(reader.tokens):
        span = token.value
        if token.kind is not TokenKind.DATE or position in reader.read or not isinstance(span, DateSpan):
            continue
        verb = _verb_before(reader, position)
        if verb is None or _is_named(reader, position):
            continue
        for kind, info in _times_of(reader, verb):
            if within("", info, span) is None or not _leads_there(reader, kind, verb, position):
                continue
            link = link_by(reader, kind, verb)
            condition = within(link.variable, info, span) if link else None
            if link and condition:
                reader.take(verb)
                reader.read.add(position)
                add_relationship_condition(reader, link, info, condition, position, position + 1)
                break


def _leads_there(reader: Reader, kind: str, verb: Item, position: int) -> bool:
    """Whether a type has to do with the noun that is named between the verb and the date, if one is."""
    ends = reader.connections.ends(kind, forward=True) | reader.connections.ends(kind, forward=False)
    named = [noun for noun in reader.nouns if verb.end <= noun.start < position]
    return all(noun.kind.names & ends for noun in named)


def time_of_verb(reader: Reader) -> tuple[Link, PropertyInfo] | None:
    """The relationship that the first verb names, and its time; None where it has none."""
    for verb in reader.verbs():
        for kind, info in _times_of(reader, verb):
            if link := link_by(reader, kind, verb):
                reader.take(verb)
                return link, info
    return None


def time_of_way(reader: Reader, start: Noun, adverb: Item) -> tuple[Link, PropertyInfo] | None:
    """ "Who came to CINECA first": the time of what joins two nouns, where the adverb stands behind both."""
    others = [noun for noun in reader.nouns if noun is not start]
    if len(others) != 1 or any(noun.end > adverb.start for noun in reader.nouns):
        return None
    ways = reader.connections.ways(start.kind, others[0].kind)
    if len(ways) != 1 or len(ways[0].hops) != 1:
        return None
    kind = ways[0].hops[0].type
    relationship = reader.schema.relationship(kind)
    info = (
        next((each for each in relationship.properties if is_time_like(each)), None) if relationship else None
    )
    link = link_by(reader, kind, adverb) if info else None
    return (link, info) if link and info else None


def _times_of(reader: Reader, verb: Item) -> Iterator[tuple[str, PropertyInfo]]:
    meaning = verb.as_a(RelationshipMeaning)
    possible = {kind for noun in reader.nouns for kind, _ in reader.connections.steps(noun.kind)}
    for kind in sorted((meaning.types if meaning else frozenset()) & possible):
        relationship = reader.schema.relationship(kind)
        for info in relationship.properties if relationship else ():
            if is_time_like(info):
                yield kind, info


def _verb_before(reader: Reader, position: int) -> Item | None:
    """The last verb before a date, with nothing between but what it leads to."""
    verbs = [verb for verb in reader.verbs() if verb.end <= position and not verb.as_a(LabelMeaning)]
    if not verbs:
        return None
    covered = {p for noun in reader.nouns for p in range(noun.start, noun.end)}
    covered |= {p for modifier in reader.modifiers for p in range(modifier.start, modifier.end)}
    covered |= {
        p
        for item in reader.items
        if item.asks(Operator.POSSESSIVE, Operator.DEFINITE, Operator.INDEFINITE)
        for p in range(item.start, item.end)
    }
    between = range(verbs[-1].end, position)
    return verbs[-1] if all(p in covered or reader.is_filler(p) for p in between) else None


def _is_named(reader: Reader, position: int) -> bool:
    """Whether a time of a node is named right before: "registered after May"."""
    named = reader.left_of(position, lambda item: item.as_a(PropertyMeaning) is not None)
    return named is not None and any(
        is_time_like(info) for noun in reader.nouns for info in owned_properties(reader, noun, named)
    )
