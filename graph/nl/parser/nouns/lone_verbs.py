"""Verbs with no other noun: what they say of the noun that the question is about."""

from graph.nl.languages.small_words import NOTHING
from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.nouns.connections import Hop, Kind, Way
from graph.nl.parser.nouns.context import is_noun
from graph.nl.parser.parts import Link, Modifier, Noun
from graph.nl.parser.query.tree import Not
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.words.meanings import Item, PropertyMeaning, RelationshipMeaning
from graph.nl.stems import singular


def require_relationships(reader: Reader, root: Noun) -> None:
    """A verb with no other noun: the root must have such a relationship ("files ever used")."""
    for item in (each for each in reader.items if each.asks(Operator.WHERE)):
        ends = [n.end for n in reader.nouns] + [i.end for i in reader.items if i.as_a(PropertyMeaning)]
        if any(reader.adjacent(end, item.start) for end in ends):
            reader.take(item)  # "institutions where nobody works"
    for verb in list(reader.verbs()):
        meaning = verb.as_a(RelationshipMeaning)
        if meaning is None or is_noun(reader, verb):
            continue
        if any(meaning.types & link.way.types for link in reader.links):
            reader.take(verb)
            continue
        if _is_in_place_of_value(reader, verb) or _is_asked_for(reader, verb, root):
            continue
        if _is_a_noun_again(reader, root, verb):
            reader.take(verb)
            continue
        if verb.start >= root.end and (said := _said_behind(reader, root, verb)):
            reader.take(verb)
            reader.doubt(GUESSED, f"{reader.said(verb.start, verb.end)} adds nothing")
            if denial := reader.operator_left_of(verb.start, *NEGATIONS):
                reader.take(denial)  # "specimens not collected in Italy"
                said.condition = Not(said.condition)
                said.said = f"not {said.said}"
            continue
        before = next((n for n in reversed(reader.nouns) if root.end != n.end <= verb.start), None)
        options = _ends(reader, root, meaning)
        owner = root
        if not options and before and before.end > before.start:  # "specimens collected for each project"
            owner, options = before, _ends(reader, before, meaning)
        if len(options) != 1:
            continue
        [(kind, forward)] = options
        _require(reader, owner, verb, kind, forward)


def _ends(reader: Reader, noun: Noun, meaning: RelationshipMeaning) -> list[tuple[str, bool]]:
    """The types and directions by which the noun can have what the verb says."""
    return [
        (kind, forward)
        for kind in sorted(meaning.types)
        for forward in (True, False)
        if reader.connections.reached(noun.kind, kind, forward=forward)
    ]


def require_doing(reader: Reader, root: Noun) -> None:
    """ "How many collectors are there": those who did what the word says, whatever they did it to."""
    joined = frozenset().union(
        *(link.way.types for link in reader.links if root in (link.parent, link.child))
    )
    if len(root.does) != 1 or root.does & joined:
        return
    [kind] = root.does
    for forward in (True, False):
        if reader.connections.reached(root.kind, kind, forward=forward):
            child = Noun(Kind(), root.end, root.end, reader.variable_for(Kind()))
            reader.links.append(Link(root, child, Way((Hop(kind, forward),)), root.start))
            return


def _has_object(reader: Reader, verb: Item) -> bool:
    """Whether a noun right behind the verb hangs on another by something else: the verb is not understood."""
    children = [link.child for link in reader.links if link.child.end > link.child.start]
    return any(reader.adjacent(verb.end, noun.start) for noun in children)


def _said_behind(reader: Reader, root: Noun, verb: Item) -> Modifier | None:
    """The condition on the root right behind a verb."""
    behind = (m for m in reader.modifiers_of(root) if m.start >= verb.end)
    return next((m for m in behind if reader.adjacent(verb.end, m.start)), None)


def _is_a_noun_again(reader: Reader, root: Noun, verb: Item) -> bool:
    """ "Files used by Bold runs": what is run is a run, and the plural of one is no verb behind its name."""
    word = reader.tokens[verb.end - 1].key
    noun = next((n for n in reader.nouns if n.end == verb.start and n.end > n.start), None)
    meaning = verb.as_a(RelationshipMeaning)
    if noun is None or noun is root or meaning is None or singular(word) == word or not noun.kind.names:
        return False
    if any(modifier.start == noun.start for modifier in reader.modifiers_of(noun)):
        return False  # "task-7 inputs" are those of one that is named
    reached = [reader.connections.reached(noun.kind, kind, forward=True) for kind in meaning.types]
    return not any(reached) and any(
        reader.connections.reached(noun.kind, kind, forward=False) for kind in meaning.types
    )


def _is_asked_for(reader: Reader, verb: Item, root: Noun) -> bool:
    """ "Inputs and outputs of tasks": what tasks have is asked for, and not those that have some."""
    of = range(verb.end, root.start)
    return (
        bool(of)
        and all(reader.is_filler(p) or reader.tokens[p].key in reader.prepositions for p in of)
        and any(reader.tokens[p].key in reader.prepositions for p in of)
    )


def _is_in_place_of_value(reader: Reader, verb: Item) -> bool:
    """ "Tasks with status run": right behind a property that something has, and at the end."""
    named = next((i for i in reader.items if i.end == verb.start and i.as_a(PropertyMeaning)), None)
    has = named and reader.left_of(named.start, lambda item: item.asks(Operator.WITH, Operator.EQUAL))
    return has is not None and verb.end == len(reader.tokens)


def _require(reader: Reader, root: Noun, verb: Item, kind: str, forward: bool) -> None:
    child = Noun(Kind(), verb.end, verb.end, reader.variable_for(Kind()))
    by = reader.operator_right_of(verb.end, Operator.BY)
    before = reader.operator_left_of(verb.start, *NEGATIONS)
    behind = reader.operator_right_of(by.end if by else verb.end, Operator.NOT)
    # "Non hanno raccolto nulla" denies once; the "nor" of "neither identified nor sequenced" is another's.
    if before and behind and reader.tokens[behind.start].key not in NOTHING:
        behind = None
    negations = [each for each in (before, behind) if each]
    reader.take(verb, *negations, *([by] if by and negations else []))
    start = min([verb.start, *(each.start for each in negations)])
    reader.links.append(Link(root, child, Way((Hop(kind, forward),)), start, negated=bool(negations)))
