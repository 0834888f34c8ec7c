"""Verbs that any graph has for being part of something or coming from it: "belongs to", "generated from"."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graph.nl.languages.small_words import FROM
from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import MAX_HOPS, Kind, Way
from graph.nl.parser.parts import Link, Noun, Option
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.words.meanings import Item, RelationshipMeaning

_GENERAL: Final = (Operator.BELONGS, Operator.ORIGIN)


def general_verb(item: Item) -> bool:
    """Whether an item is such a verb, whatever else it means."""
    return item.asks(*_GENERAL)


def stands_for(verb: Item, direct: Sequence[Option[tuple[Way, Noun]]]) -> bool:
    """Whether such a verb means the one relationship that joins two kinds of nodes, whatever its name."""
    meaning = verb.as_a(RelationshipMeaning)
    if not general_verb(verb) or len(direct) != 1:
        return False
    way, _ = direct[0].value
    return len(way.hops) == 1 and not (meaning and meaning.types & way.types)


def has_own_sense(reader: Reader, verb: Item, nouns: Sequence[Noun]) -> bool:
    """ "Tasks that produced a Fasta": what tasks produce has a relationship of its own, and means that."""
    meaning = verb.as_a(RelationshipMeaning)
    first, last = sorted(nouns, key=lambda noun: noun.start)
    between = first.end <= verb.start and verb.end <= last.start
    if meaning is None or not between or not verb.asks(Operator.ORIGIN) or _comes_from(reader, verb):
        return False
    return any(
        reader.connections.reached(noun.kind, kind, forward=forward)
        for noun in nouns
        for kind in meaning.types
        for forward in (True, False)
    )


def join_the_same(
    reader: Reader, types: frozenset[str], others: frozenset[str], near: frozenset[str] = frozenset()
) -> bool:
    """Whether both lead between the same nodes, of certain labels if any: tasks use and produce files."""
    pairs = [
        {frozenset({each.start, each.end}) for each in reader.schema.triples if each.type in kinds}
        for kinds in (types, others)
    ]
    return any(not near or pair & near for pair in pairs[0] & pairs[1])


def take_general_verbs(reader: Reader) -> None:
    """Such verbs between two nouns, or behind both, where one relationship joins these."""
    for item in reader.items:
        if not general_verb(item) or reader.taken(item):
            continue
        if item.asks(Operator.LESS) or (item.asks(Operator.ORIGIN) and not _comes_from(reader, item)):
            continue
        joined = [
            link
            for link in reader.links
            if len(link.way.hops) == 1 and _stands_between(reader, item, link.parent, link.child)
        ]
        if len(joined) == 1:
            reader.take(item)
            reader.doubt(
                GUESSED, f"{reader.said(item.start, item.end)} is taken for {joined[0].way.hops[0].type}"
            )


def _comes_from(reader: Reader, item: Item) -> bool:
    return item.end < len(reader.tokens) and reader.tokens[item.end].key in FROM


def _stands_between(reader: Reader, item: Item, one: Noun, other: Noun) -> bool:
    first, last = sorted((one, other), key=lambda noun: noun.start)
    others = [noun for noun in reader.nouns if noun not in (one, other)]
    if first.end <= item.start and item.end <= last.start:
        return not any(item.end <= noun.start < last.start for noun in others)
    return last.end <= item.start and not any(last.end <= noun.start for noun in others)


def within(reader: Reader, noun: Noun, hung: Sequence[Noun]) -> Link | None:
    """ "Which genus does X belong to": nodes of one kind, by the one relationship that such nodes have among
    themselves, over as many of them as lie between."""
    verb = next(
        (item for item in reader.items if item.asks(Operator.BELONGS) and not reader.taken(item)), None
    )
    parent = next((each for each in hung if each.kind.names & noun.kind.names), None)
    way = inner_way(reader, noun.kind) if verb and parent else None
    if verb is None or parent is None or way is None:
        return None
    behind = verb.start >= noun.end  # "which genus does X belong to": X is what belongs
    behind = behind or reader.tokens[0].key in reader.prepositions  # "a quale genere appartiene X"
    way = Way(tuple(replace(hop, forward=hop.forward is not behind, most=MAX_HOPS) for hop in way.hops))
    reader.take(verb)
    return Link(parent, noun, way, min(verb.start, noun.start))


def inner_way(reader: Reader, kind: Kind) -> Way | None:
    """The one relationship by which nodes of a kind lie in others of it; none where there are several."""
    ways = reader.connections.ways(kind, kind)
    types = {way.types for way in ways}
    return replace_forward(ways[0]) if len(types) == 1 and len(ways[0].hops) == 1 else None


def replace_forward(way: Way) -> Way:
    """The way along the arrow: a child is a child of, a part is a part of."""
    return Way(tuple(replace(hop, forward=True) for hop in way.hops))
