"""What nodes have in common, and the way from one to another."""

from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, displayed, name_of, once, shown
from graph.nl.parser.asks.roles import ASKING, take_asking
from graph.nl.parser.build import conditions_of, counted, node_of, renamed
from graph.nl.parser.connections import Kind, Way
from graph.nl.parser.context import context_of
from graph.nl.parser.links import connect
from graph.nl.parser.meanings import RelationshipMeaning
from graph.nl.parser.nouns import noun_after
from graph.nl.parser.owners import owner_of_property
from graph.nl.parser.parts import Noun, Option
from graph.nl.parser.state import Reader
from graph.nl.parser.tree import (
    Call,
    Column,
    Comparison,
    Condition,
    Each,
    Edge,
    Expression,
    Pattern,
    Property,
    Query,
    ShortestPath,
    Variable,
    all_of,
)
from graph.nl.stems import spoken

MAX_PATH: Final = 5


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
    second = Noun(first.kind, first.start, first.end, reader.variable_for(first.kind))
    if named and (shared is None or named.start < shared.start):
        return _same_property(reader, first, second)
    if shared is None:
        return None
    return _same_node(reader, first, second, shared)


def _same_property(reader: Reader, first: Noun, second: Noun) -> Answer | None:
    item = next(reader.properties())
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
    """ "Users who are in a project together with ada": the others, not ada."""
    along = reader.first(Operator.ALONG)
    first = reader.nouns[0] if reader.nouns else None
    if along is None or first is None or along.start < first.end:
        return None
    named = [each for each in reader.modifiers_of(first) if each.start >= along.end]
    shared = [noun for noun in reader.nouns if noun is not first and first.end <= noun.start < along.start]
    if not named or len(shared) != 1 or len(reader.nouns) != 2:
        return None
    second = Noun(first.kind, first.start, first.end, reader.variable_for(first.kind))
    for each in named:
        each.condition = renamed(each.condition, first.variable, second.variable)
        each.owner = second
    way = _way_to(reader, first, shared[0])
    if way is None:
        return None
    reader.take(along)
    take_asking(reader)
    others = Comparison(Property(first.variable, "orig_id"), "<>", Property(second.variable, "orig_id"))
    conditions = [others, *(c for noun in (first, shared[0], second) for c in conditions_of(reader, noun))]
    nodes = (node_of(first), node_of(shared[0]), node_of(second))
    edges = (Edge(nodes[0], nodes[1], way.hops), Edge(nodes[2], nodes[1], way.hops))
    pattern = Pattern(nodes, edges, all_of(conditions))
    if reader.take_all(Operator.COUNT):
        total = Column(counted(reader, first, pattern), "total")
        return Answer("count", "number of", Query(pattern, (total,)), target=first)
    columns = displayed(reader, first)
    query = Query(pattern, columns, stages=once(pattern, first), order=by(columns[0]))
    return Answer("list", "list of", query, target=first)


def _way_to(reader: Reader, first: Noun, shared: Noun) -> Way | None:
    """How nodes hang on what they share; the verbs on the way are then read."""
    context = context_of(reader, shared)
    for item in [*reader.verbs()]:
        if item not in context.verbs and item.end <= shared.start:
            context.verbs.append(item)
    types = tuple(m.types for verb in context.verbs if (m := verb.as_a(RelationshipMeaning)))
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


def shortest_path(reader: Reader) -> Answer | None:
    """ "The shortest path between ada and task 7": the nodes and relationships on the way."""
    asked = reader.first(Operator.PATH, Operator.HOW_CONNECTED)
    named = [noun for noun in reader.nouns if reader.modifiers_of(noun)]
    if asked is None or len(named) != 2 or len(reader.nouns) != 2:
        return None
    reader.take_all(
        *(
            Operator.PATH,
            Operator.HOW_CONNECTED,
            Operator.CONNECTED,
            Operator.BETWEEN,
            Operator.FROM,
            Operator.TO,
        ),
        *(Operator.AND, Operator.WITH, Operator.DEGREE, Operator.AT_LEAST, Operator.YES_NO, *ASKING),
    )
    first, last = named
    conditions = [*conditions_of(reader, first), *conditions_of(reader, last)]
    path = ShortestPath("path", node_of(first), node_of(last), MAX_PATH)
    inner = Noun(Kind(), 0, 0, "n")
    nodes: Expression = Each("n", Call("nodes", (Variable("path"),)), name_of(reader, inner))
    types: Expression = Each("r", Call("relationships", (Variable("path"),)), Call("type", (Variable("r"),)))
    columns = (
        Column(nodes, "nodes"),
        Column(types, "relationships"),
        Column(Call("length", (Variable("path"),)), "hops"),
    )
    pattern = Pattern((node_of(first), node_of(last)), (path,), all_of(conditions))
    query = Query(pattern, columns, order=by(columns[2]), limit=1)
    return Answer("path", "shortest path", query, subject=("path", "paths"))
