"""How the nouns of a question hang together."""

from graph.nl.languages.small_words import INTO
from graph.nl.operators import Operator
from graph.nl.parser.alternatives import combine_alternatives
from graph.nl.parser.connections import Way
from graph.nl.parser.context import Context, context_of, is_noun
from graph.nl.parser.general_verbs import general_verb, has_own_sense, stands_for, take_general_verbs, within
from graph.nl.parser.lone_verbs import require_doing, require_relationships
from graph.nl.parser.meanings import Item, RelationshipMeaning
from graph.nl.parser.negation import NEGATIONS, goes_on_denying
from graph.nl.parser.operands import speaks_of
from graph.nl.parser.parts import Link, Noun, Option
from graph.nl.parser.state import IMPLIED_HOP, UNREAD, Reader, Unreadable


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
    take_general_verbs(reader)
    require_relationships(reader, root)
    require_doing(reader, root)
    combine_alternatives(reader)


def _refuse_circles(reader: Reader, root: Noun) -> None:
    """Every noun hangs on one other, and the root on none.

    Raises:
        Unreadable: the words lead back to where they began.
    """
    children = [id(link.child) for link in reader.links]
    if id(root) in children or len(set(children)) < len(children):
        raise Unreadable("The question leads back to where it began.")
    parents = {id(link.child): link.parent for link in reader.links}
    for link in reader.links:
        above: Noun | None = link.parent
        for _ in reader.links:
            above = parents.get(id(above)) if above else None
        if above is not None:
            raise Unreadable("The question leads back to where it began.")


def _begin_at(reader: Reader, root: Noun) -> None:
    """Turn a link round that was made before it was known what the question is about."""
    for link in reader.links:
        if link.child is root:
            link.way = link.way.reversed(reader.widest(link.parent.kind))
            link.parent, link.child = root, link.parent
            for modifier in reader.modifiers_of(root):
                if link.variable and speaks_of(modifier.condition, link.variable):
                    modifier.owner = link.child


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
        if not fitting and (_begins_a_clause(reader, verb, root) or _denies_root(reader, verb, root, others)):
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
    joint = reader.operator_left_of(start, Operator.AND, Operator.BUT, Operator.OR) or _pronoun(reader, start)
    meaning = verb.as_a(RelationshipMeaning)
    return joint is not None and any(
        reader.connections.reached(root.kind, kind, forward=forward)
        for kind in (meaning.types if meaning else ())
        for forward in (True, False)
    )


def _denies_root(reader: Reader, verb: Item, root: Noun, others: list[Noun]) -> bool:
    """ "How many specimens of X are not identified": what only the root can have is denied of the root."""
    meaning = verb.as_a(RelationshipMeaning)
    if meaning is None or reader.operator_left_of(verb.start, *NEGATIONS) is None:
        return False

    def may_have(noun: Noun) -> bool:
        return any(
            reader.connections.reached(noun.kind, kind, forward=forward)
            for kind in meaning.types
            for forward in (True, False)
        )

    return may_have(root) and not any(map(may_have, others))


def _pronoun(reader: Reader, start: int) -> Item | None:
    """ "Members of X who did not collect anything": a relative pronoun behind what hangs on the root."""
    who = reader.left_of(start, lambda item: item.asks(Operator.WHO))
    return who if who and who.start > 0 else None


def _hang(reader: Reader, noun: Noun, hung: list[Noun], context: Context) -> Link | None:
    """The link to the noun: by the types that the question names, or else by any."""
    direct = _options(reader, noun, hung, (), context)
    general = [
        verb
        for verb in context.verbs
        if stands_for(verb, direct) and not has_own_sense(reader, verb, (noun, direct[0].value[1]))
    ]
    named = [m.types for v in context.verbs if v not in general and (m := v.as_a(RelationshipMeaning))]
    wanted = tuple(dict.fromkeys(named))
    if all(map(general_verb, context.verbs)) and not direct and (inside := within(reader, noun, hung)):
        return inside
    before = () if wanted else _verb_before(reader, noun, context)
    wanted = wanted or before
    for types in (wanted, wanted[:1], ()):
        options = _options(reader, noun, hung, types, context)
        direct = _options(reader, noun, hung, (), context) if types else options
        detour = len(options[0].value[0].hops) - len(direct[0].value[0].hops) if options and direct else 0
        if not options or detour > (0 if _is_doer(reader, before) and len(direct) == 1 else 1):
            continue
        if detour > 0 and _has_its_object(reader, context):
            continue
        way, parent = reader.choose(options)
        for verb in context.verbs:
            meaning = verb.as_a(RelationshipMeaning)
            if meaning and not meaning.types & way.types and has_own_sense(reader, verb, (noun, parent)):
                reader.doubt(UNREAD, f"{reader.said(verb.start, verb.end)} is taken for {_way_said(way)}")
        reader.confidence *= IMPLIED_HOP ** (len(way.hops) - max(1, len(types)))
        for verb in context.verbs:
            meaning = verb.as_a(RelationshipMeaning)
            if verb in general or (meaning and meaning.types & way.types):
                reader.take(verb)
        alone = noun if context.only else None
        return Link(parent, noun, way, context.start, context.negation is not None, context.amount, alone)
    return None


def _has_its_object(reader: Reader, context: Context) -> bool:
    """ "Specimens collected for each project": the verb is said of what stands before it, by nobody.

    What else hangs there does so by a relationship of its own, if it has one.
    """
    if any(item.asks(Operator.BY) for item in context.read):
        return False
    for verb in context.verbs:
        meaning = verb.as_a(RelationshipMeaning)
        before = [n for n in reader.nouns if n.end > n.start and n.end <= verb.start]
        types = meaning.types if meaning else frozenset[str]()
        if not before or reader.operator_right_of(verb.end, Operator.BY):
            return False
        if not any(before[-1].kind.names & reader.connections.ends(kind, forward=True) for kind in types):
            return False
    return bool(context.verbs)


def _is_doer(reader: Reader, types: tuple[frozenset[str], ...]) -> bool:
    """Whether a noun such as "members" says these: they may be so called by another relationship, too."""
    return bool(types) and any(noun.does == types[0] for noun in reader.nouns if noun.does)


def _verb_before(reader: Reader, noun: Noun, context: Context) -> tuple[frozenset[str], ...]:
    """The verb that is not said again: "used by Blast tasks but not by Bold tasks"."""
    joined = any(item.asks(Operator.AND, Operator.BUT, Operator.OR) for item in context.read) or bool(
        reader.operator_left_of(context.start, Operator.AND, Operator.BUT, Operator.OR)
    )
    joined = joined or (context.negation is not None and goes_on_denying(reader, context.negation))
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
    if _is_told_by_value(reader, noun):  # "members of X from Y": one name says nothing of another
        shortest.sort(key=lambda each: reader.is_named(each[2]))
    if context.amount or context.negation:  # "members of X with more than 2 tasks": X is one, and named
        shortest = [each for each in shortest if not reader.is_named(each[2])] or shortest
    nearest = shortest[0][2]
    ways = [way for _, _, parent, way in shortest if parent is nearest]
    ways = _voiced(reader, noun, ways, context, hung)
    weight = 1.0 if len(ways) == 1 else 0.9
    return [Option((way, nearest), weight, _way_said(way)) for way in ways]


def _is_told_by_value(reader: Reader, noun: Noun) -> bool:
    """Whether a value stands for a node, and no word says what it is."""
    return any(m.start == noun.start and m.end == noun.end for m in reader.modifiers_of(noun))


def _may_be_same(parent: Noun, noun: Noun, types: tuple[frozenset[str], ...]) -> bool:
    """Nodes of one kind hang together only where the question says how."""
    return bool(types) or not (parent.kind.names & noun.kind.names)


def _voiced(reader: Reader, noun: Noun, ways: list[Way], context: Context, others: list[Noun]) -> list[Way]:
    """Between nodes of one kind the voice says the direction: "cited by" is against the arrow.

    Between others a preposition may: "files from a task" are those to which its relationships lead.
    """
    if len(ways) > 1 and all(len(way.hops) == 1 for way in ways) and not context.verbs:
        from_it = any(item.asks(Operator.FROM) for item in context.read)
        into_it = any(reader.tokens[item.end - 1].key in INTO for item in context.read)
        ways = [way for way in ways if way.hops[0].forward is into_it] if from_it is not into_it else ways
    if len(ways) == 2 and len(ways[0].hops) == 1 and ways[0].types == ways[1].types:
        if noun.does & ways[0].types:  # "taxa without children": those are at the beginning of CHILD_OF
            return [way for way in ways if way.hops[0].forward is noun.receives]
        passive = any(item.asks(Operator.BY) for item in context.read)
        passive = passive or any(each.receives and each.end <= noun.start for each in others)
        late = any(verb.start >= noun.end for verb in context.verbs)  # "which novels does Solaris cite"
        return [way for way in ways if way.hops[0].forward != (passive != late)]
    return ways


def _way_said(way: Way) -> str:
    return ", ".join(hop.type for hop in way.hops)


def _unconnected(reader: Reader, root: Noun, noun: Noun) -> str:
    first, second = reader.widest(root.kind) or "a node", reader.widest(noun.kind) or "a node"
    return f"This graph has no relationships that lead from {first} to {second}."
