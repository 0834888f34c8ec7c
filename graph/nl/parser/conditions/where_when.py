"""Where and when something is or was, of what the question names: its properties that say so."""

from dataclasses import replace

from graph.nl.operators import Operator
from graph.nl.parser.conditions.operands import is_time
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.kinds import types_of
from graph.nl.parser.words.meanings import Item, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.words.names import is_place
from graph.nl.parser.words.wordforms import is_deed


def ask_for_place(reader: Reader) -> None:
    """ "Where was X collected": the country and city of X, where no other node is its place."""
    where = next((i for i in reader.items if i.asks(Operator.WHERE) and not reader.taken(i)), None)
    if (
        where is None
        or len(reader.nouns) != 1
        or any(reader.adjacent(n.end, where.start) for n in reader.nouns)
    ):
        return
    [noun] = reader.nouns
    verb = next((v for v in reader.verbs() if v.start > where.start), None)
    places = [info.name for info in reader.properties_of(noun.kind) if is_place(info.name)]
    if not places and verb and reader.modifiers_of(noun):
        noun, places = _what_was_done(reader, noun, where, verb)
    elif not reader.modifiers_of(noun):
        return
    if not places or (any(reader.properties()) and verb is None):
        return
    asked = [Item(where.start, where.end, (PropertyMeaning(frozenset({name})),)) for name in places]
    reader.items = [item for item in reader.items if item is not where]
    reader.items = sorted([*reader.items, *asked], key=lambda item: item.start)
    reader.take(*([verb] if verb else []))


def _what_was_done(reader: Reader, noun: Noun, where: Item, verb: Item) -> tuple[Noun, list[str]]:
    """ "Where was Olea europaea collected": the places of the specimens, which the verb speaks of."""
    for label in sorted(
        label
        for kind in types_of(verb)
        if is_deed(kind)
        for label in reader.connections.ends(kind, forward=True)
    ):
        kind = Kind(frozenset({label}))
        places = [info.name for info in reader.properties_of(kind) if is_place(info.name)]
        ways = reader.connections.ways(kind, noun.kind)
        common = reader.connections.common_label(
            frozenset(end for each in types_of(verb) for end in reader.connections.ends(each, forward=True))
        )
        if places and label == common and ways and len(ways[0].hops) == 1:
            return reader.add_noun(kind, where.end, where.end), places
    return noun, []


def ask_for_time(reader: Reader) -> None:
    """ "When was X collected": a word that is a verb and a time of X asks for the time."""
    if reader.first(Operator.WHEN) is None or len(reader.nouns) != 1:
        return
    [noun] = reader.nouns
    times = {info.name for info in reader.properties_of(noun.kind) if is_time(info)}
    for place, item in enumerate(reader.items):
        meaning = item.as_a(PropertyMeaning)
        if meaning and item.as_a(RelationshipMeaning) and meaning.names & times and not reader.taken(item):
            kept = tuple(each for each in item.meanings if not isinstance(each, RelationshipMeaning))
            reader.items[place] = replace(item, meanings=kept)
