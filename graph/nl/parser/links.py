"""How the nouns of a question hang together."""

from graph.nl.operators import Operator
from graph.nl.parser.build import combine_alternatives
from graph.nl.parser.connections import Hop, Kind, Way
from graph.nl.parser.context import Context, context_of, is_noun
from graph.nl.parser.meanings import Item, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.negation import NEGATIONS
from graph.nl.parser.parts import Link, Noun, Option
from graph.nl.parser.state import GUESSED, IMPLIED_HOP, Reader, Unreadable


def connect(reader: Reader, root: Noun) -> None:
    """Hang every noun on one that hangs already, by the shortest way, beginning with the root.

    Raises:
        Unreadable: the graph has no way between two of them.
    """
    _begin_at(reader, root)
    contexts = {id(noun): context_of(reader, noun) for noun in reader.nouns}
    _give_late_verbs(reader, contexts, root)
    hung = [root, *(link.child for link in reader.links)]
    waiting = sorted(
        (n for n in reader.nouns if n not in hung),
        key=lambda n: (n.start < root.start, abs(n.start - root.start)),
    )
    while waiting:
        noun = waiting.pop(0)
        context = contexts[id(noun)]
        if (between := _named_between(reader, noun, hung, waiting, context)) is not None:
            waiting.remove(between)
            waiting[:0] = [between, noun]
            noun = waiting.pop(0)
            context = contexts[id(noun)]
        link = _hang(reader, noun, hung, context)
        if link is None:
            raise Unreadable(_unconnected(reader, root, noun))
        reader.take(*context.read)
        reader.read |= context.amount_positions
        if context.negation:
            reader.take(context.negation)
        if context.only:
            reader.take(context.only)
        reader.links.append(link)
        hung.append(noun)
    _refuse_circles(reader, root)
    _require_relationships(reader, root, contexts[id(root)])
    combine_alternatives(reader)


def _refuse_circles(reader: Reader, root: Noun) -> None:
    """Every noun hangs on one other, and the root on none.

    Raises:
        Unreadable: the words lead back to where they began.
    """
    children = [id(link.child) for link in reader.links]
    if id(root) in children or len(set(children)) < len(children):
        raise Unreadable("The question leads back to where it began.")


def _begin_at(reader: Reader, root: Noun) -> None:
    """Turn a link round that was made before it was known what the question is about."""
    for link in reader.links:
        if link.child is root:
            link.way = link.way.reversed(reader.widest(link.parent.kind))
            link.parent, link.child = root, link.parent


def _named_between(
    reader: Reader, noun: Noun, hung: list[Noun], waiting: list[Noun], context: Context
) -> Noun | None:
    """A noun that the question names and that lies on the way: "used reads.fasta in a Blast task"."""
    types = tuple(dict.fromkeys(m.types for verb in context.verbs if (m := verb.as_a(RelationshipMeaning))))
    options = _options(reader, noun, hung, types, context) or _options(reader, noun, hung, (), context)
    inner = {label for option in options for label in option.value[0].inner_labels}
    for other in waiting:
        if other.kind.labels and any(reader.schema.together(other.kind.labels | {label}) for label in inner):
            return other
    return None


def _give_late_verbs(reader: Reader, contexts: dict[int, Context], root: Noun) -> None:
    """Verbs behind all nouns belong to the last of them: "which database did the failed tasks use"."""
    given = {item.start for context in contexts.values() for item in context.verbs}
    others = [noun for noun in reader.nouns if noun is not root]
    for verb in contexts[id(root)].verbs:
        meaning = verb.as_a(RelationshipMeaning)
        for noun in others:
            direct = reader.connections.ways(root.kind, noun.kind, (meaning.types,)) if meaning else ()
            if not contexts[id(noun)].verbs and direct and len(direct[0].hops) == 1:
                contexts[id(noun)].verbs.append(verb)
                break
    for verb in reader.verbs():
        if verb.start in given or not others or is_noun(reader, verb):
            continue
        meaning = verb.as_a(RelationshipMeaning)
        types = (meaning.types,) if meaning else ()
        fitting = [
            n
            for n in others
            if any(len(w.hops) == 1 for w in reader.connections.ways(root.kind, n.kind, types))
        ]
        if not fitting and _begins_a_clause(reader, verb, root):
            continue
        nearest = min(
            fitting or others, key=lambda n: abs(n.start - verb.start) + (0 if n.start <= verb.start else 0.5)
        )
        context = contexts[id(nearest)]
        context.verbs.append(verb)
        if (negation := reader.operator_left_of(verb.start, *NEGATIONS)) and context.negation is None:
            context.negation = negation
        if by := reader.operator_right_of(verb.end, Operator.BY):
            context.read.append(by)


def _begins_a_clause(reader: Reader, verb: Item, root: Noun) -> bool:
    """ "Members of MOSSNET but did not collect": a further condition on what the question is about."""
    negation = reader.operator_left_of(verb.start, *NEGATIONS)
    start = negation.start if negation else verb.start
    joint = reader.operator_left_of(start, Operator.AND, Operator.BUT, Operator.OR)
    meaning = verb.as_a(RelationshipMeaning)
    return joint is not None and any(
        reader.connections.reached(root.kind, kind, forward=forward)
        for kind in (meaning.types if meaning else ())
        for forward in (True, False)
    )


def _hang(reader: Reader, noun: Noun, hung: list[Noun], context: Context) -> Link | None:
    """The link to the noun: by the types that the question names, or else by any."""
    named = [m.types for verb in context.verbs if (m := verb.as_a(RelationshipMeaning))]
    wanted = tuple(dict.fromkeys(named))
    wanted = wanted or _verb_before(reader, noun, context)
    for types in (wanted, wanted[:1], ()):
        options = _options(reader, noun, hung, types, context)
        direct = _options(reader, noun, hung, (), context) if types else options
        detour = len(options[0].value[0].hops) - len(direct[0].value[0].hops) if options and direct else 0
        if not options or detour > 1:
            continue
        way, parent = reader.choose(options)
        reader.confidence *= IMPLIED_HOP ** (len(way.hops) - max(1, len(types)))
        for verb in context.verbs:
            meaning = verb.as_a(RelationshipMeaning)
            if meaning and meaning.types & way.types:
                reader.take(verb)
        alone = noun if context.only else None
        return Link(parent, noun, way, context.start, context.negation is not None, context.amount, alone)
    return None


def _verb_before(reader: Reader, noun: Noun, context: Context) -> tuple[frozenset[str], ...]:
    """The verb that is not said again: "used by Blast tasks but not by Bold tasks"."""
    joined = any(item.asks(Operator.AND, Operator.BUT, Operator.OR) for item in context.read) or bool(
        reader.operator_left_of(context.start, Operator.AND, Operator.BUT, Operator.OR)
    )
    if noun.does and not any(reader.adjacent(noun.end, n.start) for n in reader.nouns if n.start >= noun.end):
        return (noun.does,)
    doer = next((n for n in reversed(reader.nouns) if n.end <= noun.start and n.does), None)
    if doer and reader.adjacent(doer.end, context.start):
        return (doer.does,)
    before = [link for link in reader.links if link.child.end <= noun.start and len(link.way.hops) == 1]
    return (before[-1].way.types,) if joined and before else ()


def _options(
    reader: Reader, noun: Noun, hung: list[Noun], types: tuple[frozenset[str], ...], context: Context
) -> list[Option[tuple[Way, Noun]]]:
    """The shortest ways from what hangs already; the nearest noun before comes first."""
    found: list[tuple[int, int, Noun, Way]] = []
    for parent in hung:
        if not _may_be_same(parent, noun, types):
            continue
        distance = (
            noun.start - parent.start if parent.start <= noun.start else 1000 + parent.start - noun.start
        )
        for way in reader.connections.ways(parent.kind, noun.kind, types):
            found.append((len(way.hops), distance, parent, way))
    if not found:
        return []
    length = min(each[0] for each in found)
    shortest = sorted((each for each in found if each[0] == length), key=lambda each: each[1])
    nearest = shortest[0][2]
    ways = [way for _, _, parent, way in shortest if parent is nearest]
    ways = _voiced(noun, ways, context)
    weight = 1.0 if len(ways) == 1 else 0.9
    return [Option((way, nearest), weight, _way_said(way)) for way in ways]


def _may_be_same(parent: Noun, noun: Noun, types: tuple[frozenset[str], ...]) -> bool:
    """Nodes of one kind hang together only where the question says how."""
    return bool(types) or not (parent.kind.names & noun.kind.names)


def _voiced(noun: Noun, ways: list[Way], context: Context) -> list[Way]:
    """Between nodes of one kind the voice says the direction: "cited by" is against the arrow."""
    if len(ways) == 2 and len(ways[0].hops) == 1 and ways[0].types == ways[1].types:
        passive = any(item.asks(Operator.BY) for item in context.read)
        late = any(verb.start >= noun.end for verb in context.verbs)  # "which novels does Solaris cite"
        return [way for way in ways if way.hops[0].forward != (passive != late)]
    return ways


def _way_said(way: Way) -> str:
    return ", ".join(hop.type for hop in way.hops)


def _require_relationships(reader: Reader, root: Noun, context: Context) -> None:
    """A verb with no other noun: the root must have such a relationship ("files ever used")."""
    for verb in list(reader.verbs()):
        meaning = verb.as_a(RelationshipMeaning)
        if meaning is None or is_noun(reader, verb):
            continue
        if any(meaning.types & link.way.types for link in reader.links):
            reader.take(verb)
            continue
        if _is_in_place_of_value(reader, verb):
            continue
        if verb.start >= root.end and any(
            m.owner is root and m.start >= verb.end and reader.adjacent(verb.end, m.start)
            for m in reader.modifiers
        ):
            reader.take(verb)
            reader.doubt(GUESSED, f"{reader.said(verb.start, verb.end)} adds nothing")
            continue
        options = []
        for kind in sorted(meaning.types):
            for forward in (True, False):
                if reader.connections.reached(root.kind, kind, forward=forward):
                    options.append((kind, forward))
        if len(options) != 1:
            continue
        [(kind, forward)] = options
        _require(reader, root, verb, kind, forward)


def _is_in_place_of_value(reader: Reader, verb: Item) -> bool:
    """ "Tasks with status run": right behind a property that something has, and at the end."""
    named = next((i for i in reader.items if i.end == verb.start and i.as_a(PropertyMeaning)), None)
    has = named and reader.left_of(named.start, lambda item: item.asks(Operator.WITH, Operator.EQUAL))
    return has is not None and verb.end == len(reader.tokens)


def _require(reader: Reader, root: Noun, verb: Item, kind: str, forward: bool) -> None:
    child = Noun(Kind(), verb.end, verb.end, reader.variable_for(Kind()))
    by = reader.operator_right_of(verb.end, Operator.BY)
    negation = reader.operator_left_of(verb.start, *NEGATIONS) or reader.operator_right_of(
        by.end if by else verb.end, Operator.NOT
    )
    reader.take(verb, *([negation] if negation else []), *([by] if by and negation else []))
    start = min(verb.start, negation.start) if negation else verb.start
    reader.links.append(Link(root, child, Way((Hop(kind, forward),)), start, negated=negation is not None))


def _unconnected(reader: Reader, root: Noun, noun: Noun) -> str:
    first, second = reader.widest(root.kind) or "a node", reader.widest(noun.kind) or "a node"
    return f"This graph has no relationships that lead from {first} to {second}."
