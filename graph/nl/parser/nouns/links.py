"""How the nouns of a question hang together."""

from graph.nl.operators import Operator
from graph.nl.parser.conditions.alternatives import combine_alternatives
from graph.nl.parser.conditions.negation import goes_on_denying
from graph.nl.parser.conditions.operands import speaks_of
from graph.nl.parser.nouns.context import Context, context_of
from graph.nl.parser.nouns.late_verbs import give_late_verbs
from graph.nl.parser.nouns.lone_verbs import require_doing, require_relationships
from graph.nl.parser.nouns.ways import way_said, ways_to
from graph.nl.parser.parts import Link, Noun
from graph.nl.parser.state import IMPLIED_HOP, UNREAD, Reader, Unreadable
from graph.nl.parser.words.general_verbs import (
    general_verb,
    has_own_sense,
    stands_for,
    take_general_verbs,
    within,
)
from graph.nl.parser.words.meanings import RelationshipMeaning


def connect(reader: Reader, root: Noun) -> None:
    """Hang every noun on one that hangs already, by the shortest way, beginning with the root.

    Raises:
        Unreadable: the graph has no way between two of them.
    """
    _begin_at(reader, root)
    contexts = {id(noun): context_of(reader, noun) for noun in reader.nouns}
    give_late_verbs(reader, contexts, root)
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


def _begin_at(reader: Reader, root: Noun, turned: Link | None = None) -> None:
    """Turn links round that were made before it was known what the question is about, a chain to its end."""
    for link in reader.links:
        if link.child is root and link is not turned:
            link.way = link.way.reversed(reader.widest(link.parent.kind))
            link.parent, link.child = root, link.parent
            for modifier in reader.modifiers_of(root):
                if link.variable and speaks_of(modifier.condition, link.variable):
                    modifier.owner = link.child
            _begin_at(reader, link.child, link)


def _named_between(
    reader: Reader, noun: Noun, hung: list[Noun], waiting: list[Noun], context: Context
) -> Noun | None:
    """A noun that the question names and that lies on the way: "used reads.fasta in a Blast task"."""
    types = tuple(dict.fromkeys(m.types for verb in context.verbs if (m := verb.as_a(RelationshipMeaning))))
    options = ways_to(reader, noun, hung, types, context) or ways_to(reader, noun, hung, (), context)
    inner = {label for option in options for label in option.value[0].inner_labels}
    for other in waiting:
        if other.kind.labels and any(reader.schema.together(other.kind.labels | {label}) for label in inner):
            return other
    return None


def _hang(reader: Reader, noun: Noun, hung: list[Noun], context: Context) -> Link | None:
    """The link to the noun: by the types that the question names, or else by any."""
    direct = ways_to(reader, noun, hung, (), context)
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
        options = ways_to(reader, noun, hung, types, context)
        direct = ways_to(reader, noun, hung, (), context) if types else options
        detour = len(options[0].value[0].hops) - len(direct[0].value[0].hops) if options and direct else 0
        if not options or detour > (0 if _is_doer(reader, before) and len(direct) == 1 else 1):
            continue
        if detour > 0 and _has_its_object(reader, context):
            continue
        way, parent = reader.choose(options)
        for verb in context.verbs:
            meaning = verb.as_a(RelationshipMeaning)
            if meaning and not meaning.types & way.types and has_own_sense(reader, verb, (noun, parent)):
                reader.doubt(UNREAD, f"{reader.said(verb.start, verb.end)} is taken for {way_said(way)}")
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


def _unconnected(reader: Reader, root: Noun, noun: Noun) -> str:
    first, second = reader.widest(root.kind) or "a node", reader.widest(noun.kind) or "a node"
    return f"This graph has no relationships that lead from {first} to {second}."
