"""Who is meant by "who": people, or whoever else does what the verb says."""

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.words.wordforms import doers_of


def settle_who(reader: Reader) -> None:
    """ "Who coordinates X", where projects are coordinated by institutions: those, not all who work there."""
    for noun in reader.nouns:
        who = next((i for i in reader.items if i.start == noun.start and i.asks(Operator.WHO)), None)
        verb = _verb_of(reader, who) if who else None
        meaning = verb.as_a(RelationshipMeaning) if verb else None
        if meaning is None or reader.modifiers_of(noun) or _is_direct(reader, noun, meaning.types):
            continue
        doer = _other_end(reader, noun, meaning.types)
        if doer and not _acts_through(reader, noun, doer):
            noun.kind = Kind(frozenset({doer}))
            noun.variable = reader.variable_for(noun.kind)


def ask_for_doer(reader: Reader) -> None:
    """ "Who funds X": a property "funder" of X is what is asked for, where no relationship says it."""
    who = next(
        (n for n in reader.nouns if any(i.start == n.start and i.asks(Operator.WHO) for i in reader.items)),
        None,
    )
    if who is None or any(reader.verbs()) or len(reader.nouns) != 2 or reader.modifiers_of(who):
        return
    [other] = [noun for noun in reader.nouns if noun is not who]
    known = reader.known_positions()
    for position, token in enumerate(reader.tokens):
        if (
            position in known
            or token.kind is not TokenKind.WORD
            or position < who.end
            or reader.is_filler(position)
        ):
            continue
        for info in reader.properties_of(other.kind):
            if doers_of([token.key]) & {info.name.casefold()}:
                reader.nouns.remove(who)
                meaning = PropertyMeaning(frozenset({info.name}))
                reader.items.append(Item(position, position + 1, (meaning,)))
                reader.items.sort(key=lambda item: item.start)
                return


def _verb_of(reader: Reader, who: Item) -> Item | None:
    return next((verb for verb in reader.verbs() if verb.start >= who.end), None)


def _is_direct(reader: Reader, noun: Noun, types: frozenset[str]) -> bool:
    return any(
        reader.connections.reached(noun.kind, kind, forward=forward)
        for kind in types
        for forward in (True, False)
    )


def _other_end(reader: Reader, who: Noun, types: frozenset[str]) -> str:
    """What such relationships join with the other nouns, if that is one kind of nodes."""
    reached = {
        label
        for other in reader.nouns
        if other is not who
        for kind in types
        for forward in (True, False)
        for label in reader.connections.reached(other.kind, kind, forward=forward)
    }
    return reader.connections.common_label(frozenset(reached))


def _acts_through(reader: Reader, who: Noun, doer: str) -> bool:
    """Whether each such node is somebody's own, as a task is, and not shared, as an institution is."""
    ways = reader.connections.ways(who.kind, Kind(frozenset({doer})))
    if not ways or len(ways[0].hops) != 1:
        return bool(ways)
    [hop] = ways[0].hops
    return reader.schema.fan_out(doer, hop.type, "in" if hop.forward else "out") <= 1
