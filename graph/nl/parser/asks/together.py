"""What nodes have in common, and the way from one to another."""

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, displayed, name_of, shown
from graph.nl.parser.asks.roles import ASKING, take_asking
from graph.nl.parser.nouns.connections import Way
from graph.nl.parser.nouns.context import context_of
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.nouns.nearness import noun_after
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Modifier, Noun, Option
from graph.nl.parser.query.build import conditions_of, counted, node_of, renamed
from graph.nl.parser.query.tree import (
    Call,
    Column,
    Comparison,
    Condition,
    Edge,
    Pattern,
    Property,
    Query,
    Stage,
    Variable,
    all_of,
)
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, RelationshipMeaning
from graph.nl.stems import spoken


def pairs(reader: Reader) -> Answer | None:
    """ "Pairs of users that share an institution", "files with the same size"."""
    same = reader.first(Operator.SAME)
    asked = reader.first(Operator.PAIRS)
    if same is None and asked is None:
        return None
    if not reader.nouns:
        return None
    first = reader.nouns[0]
    anchor = same or asked
    position = anchor.end if anchor else 0
    named = next((item for item in reader.properties() if item.start >= position), None)
    shared = noun_after(reader, max(position, first.end), but=first)
    reader.take_all(Operator.SAME, Operator.PAIRS, Operator.WITH, *ASKING)
    _take_two(reader, first)
    second = Noun(first.kind, first.start, first.end, reader.variable_for(first.kind))
    if named and (shared is None or named.start < shared.start):
        return _same_property(reader, first, second, named)
    if shared is None:
        return None
    return _same_node(reader, first, second, shared)


def _take_two(reader: Reader, first: Noun) -> None:
    """ "Do any two genes share a symbol": the answer is the pairs, and there are some or none."""
    place = first.start - 1
    if place >= 0 and reader.tokens[place].value == 2 and place not in reader.read:
        reader.read.add(place)
    reader.take_all(Operator.YES_NO, Operator.INDEFINITE)


def _same_property(reader: Reader, first: Noun, second: Noun, item: Item) -> Answer | None:
    found = owner_of_property(reader, item, only=first)
    if found is None:
        return None
    reader.take(item)
    name = found[1].name
    connect(reader, first)
    conditions: list[Condition] = [
        Comparison(Property(first.variable, name), "=", Property(second.variable, name)),
        *_apart(first, second),
        *conditions_of(reader, first),
    ]
    pattern = Pattern((node_of(first), node_of(second)), (), all_of(conditions))
    columns = (*_both(reader, first, second), Column(Property(first.variable, name), name))
    return Answer(
        "pairs",
        f"pairs with the same {spoken(name)} of",
        Query(pattern, columns, order=by(*columns[:2])),
        target=first,
    )


def companions(reader: Reader) -> Answer | None:
    """ "Users in a project together with ada", "at the same institution as ada": the others, not ada."""
    joint = reader.first(Operator.ALONG, Operator.SAME)
    first = reader.nouns[0] if reader.nouns else None
    if joint is None or first is None or joint.start < first.end or reader.first(Operator.PAIRS):
        return None
    named = [
        each
        for each in reader.modifiers
        if (each.owner is first or each.owner.kind == first.kind)
        and each.start >= joint.end
        and reader.gives_name(each)
    ]
    for again in {
        each.owner for each in named if each.owner is not first
    }:  # "members of the same project as ada"
        reader.nouns.remove(again)
    if joint.asks(Operator.SAME) and named and len(reader.nouns) == 1:
        return _with_same_property(reader, first, joint, named)
    end = named[0].start if named and joint.asks(Operator.SAME) else joint.start
    shared = [noun for noun in reader.nouns if noun is not first and first.end <= noun.start < end]
    if not named or len(shared) != 1 or len(reader.nouns) != 2:
        return None
    second = Noun(first.kind, first.start, first.end, reader.variable_for(first.kind))
    for each in named:
        each.condition = renamed(each.condition, each.owner.variable, second.variable)
        each.owner = second
    way = _way_to(reader, first, shared[0])
    if way is None:
        return None
    reader.take(joint)
    reader.take_all(Operator.WITH)
    take_asking(reader)
    conditions: list[Condition] = [
        other_than(first, second),
        *(c for noun in (first, shared[0], second) for c in conditions_of(reader, noun)),
    ]
    nodes = (node_of(first), node_of(shared[0]), node_of(second))
    edges = (Edge(nodes[0], nodes[1], way.hops), Edge(nodes[2], nodes[1], way.hops))
    return the_others(reader, first, Pattern(nodes, edges, all_of(conditions)))


def other_than(first: Noun, second: Noun) -> Condition:
    """A node is not another one."""
    return Comparison(Property(first.variable, "orig_id"), "<>", Property(second.variable, "orig_id"))


def the_others(reader: Reader, first: Noun, pattern: Pattern) -> Answer:
    """How many of them, or which."""
    if reader.take_all(Operator.COUNT):
        total = Column(counted(reader, first, pattern, repeated=True), "total")
        return Answer("count", "number of", Query(pattern, (total,)), target=first)
    columns = displayed(reader, first)
    only = Stage((Column(Variable(first.variable), first.variable),), distinct=True)
    return Answer(
        "list", "list of", Query(pattern, columns, stages=(only,), order=by(columns[0])), target=first
    )


def _with_same_property(reader: Reader, first: Noun, same: Item, named: list[Modifier]) -> Answer | None:
    """ "Files with the same size as reads.fasta"."""
    item = next((i for i in reader.properties() if same.end <= i.start < named[0].start), None)
    found = owner_of_property(reader, item, only=first) if item else None
    if item is None or found is None:
        return None
    second = Noun(first.kind, first.start, first.end, reader.variable_for(first.kind))
    for each in named:
        each.condition = renamed(each.condition, first.variable, second.variable)
        each.owner = second
    reader.take(same, item)
    reader.take_all(Operator.WITH)
    take_asking(reader)
    alike = Comparison(Property(first.variable, found[1].name), "=", Property(second.variable, found[1].name))
    conditions: list[Condition] = [alike, other_than(first, second)]
    conditions += [c for noun in (first, second) for c in conditions_of(reader, noun)]
    return the_others(reader, first, Pattern((node_of(first), node_of(second)), (), all_of(conditions)))


def _way_to(reader: Reader, first: Noun, shared: Noun) -> Way | None:
    """How nodes hang on what they share; the verbs on the way are then read."""
    context = context_of(reader, shared)
    for item in [*reader.verbs()]:
        if item not in context.verbs and item.end <= shared.start:
            context.verbs.append(item)
    types = tuple(dict.fromkeys(m.types for v in context.verbs if (m := v.as_a(RelationshipMeaning))))
    ways = reader.connections.ways(first.kind, shared.kind, types) or reader.connections.ways(
        first.kind, shared.kind
    )
    if not ways:
        return None
    weight = 1.0 if len(ways) == 1 else 0.9
    types_said = [", ".join(hop.type for hop in way.hops) for way in ways]
    way: Way = reader.choose(
        [Option(each, weight, name) for each, name in zip(ways, types_said, strict=True)]
    )
    for verb in context.verbs:
        meaning = verb.as_a(RelationshipMeaning)
        if meaning and meaning.types & way.types:
            reader.take(verb)
    reader.take(*context.read)
    return way


def _same_node(reader: Reader, first: Noun, second: Noun, shared: Noun) -> Answer | None:
    way = _way_to(reader, first, shared)
    if way is None:
        return None
    others = [noun for noun in reader.nouns if noun is not first and noun is not shared]
    if others:
        return None
    conditions: list[Condition] = [
        *_apart(first, second),
        *conditions_of(reader, first),
        *conditions_of(reader, shared),
    ]
    nodes = (node_of(first), node_of(shared), node_of(second))
    edges = (Edge(nodes[0], nodes[1], way.hops), Edge(nodes[2], nodes[1], way.hops))
    name = shown(reader, shared)
    in_common = Column(Call("collect", (name_of(reader, shared),), distinct=True), f"shared_{name.alias}")
    columns = _both(reader, first, second)
    query = Query(Pattern(nodes, edges, all_of(conditions)), (*columns, in_common), order=by(*columns))
    said = f"pairs that share {spoken(reader.widest(shared.kind))} of"
    return Answer("pairs", said, query, target=first, measure=shared)


def _apart(first: Noun, second: Noun) -> list[Condition]:
    """Each pair once, and no node with itself."""
    return [Comparison(Property(first.variable, "orig_id"), "<", Property(second.variable, "orig_id"))]


def _both(reader: Reader, first: Noun, second: Noun) -> tuple[Column, Column]:
    name = shown(reader, first).alias
    return Column(name_of(reader, first), f"{name}_1"), Column(name_of(reader, second), f"{name}_2")
