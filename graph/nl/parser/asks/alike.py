"""Who has something in common with somebody: "colleagues of X", "projects that X and Y have in common"."""

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer
from graph.nl.parser.asks.roles import ASKING, take_asking
from graph.nl.parser.asks.together import other_than, the_others
from graph.nl.parser.conditions.operands import equals
from graph.nl.parser.conditions.relationships import link_by
from graph.nl.parser.conditions.values import values_of
from graph.nl.parser.nouns.connections import Kind, Way
from graph.nl.parser.parts import Modifier, Noun, Option
from graph.nl.parser.query.build import conditions_of, node_of, pattern_of, renamed, with_condition
from graph.nl.parser.query.tree import AllOf, Comparison, Condition, Edge, Exists, Pattern, Property, all_of
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import PropertyMeaning, RelationshipMeaning

_SHARED = 0.95
"""What of the confidence is left where it is not said by which relationship people are colleagues."""


def colleagues(reader: Reader) -> Answer | None:
    """ "Colleagues of ada": the others whom the same employs."""
    asked = reader.first(Operator.COLLEAGUES)
    if asked is None or len(reader.nouns) != 1 or not reader.modifiers_of(reader.nouns[0]):
        return None
    [named] = reader.nouns
    employs = [
        (kind, forward)
        for kind, forward in reader.connections.steps(named.kind)
        if kind in reader.vocabulary.types_called("employ")
    ]
    if len(employs) != 1:
        return None
    [(kind, forward)] = employs
    label = reader.connections.common_label(reader.connections.reached(named.kind, kind, forward=forward))
    if not label:
        return None
    reader.take(asked)
    take_asking(reader)
    reader.take_all(Operator.WITH, Operator.YES_NO)
    place = Noun(Kind(frozenset({label})), 0, 0, reader.variable_for(Kind(frozenset({label}))))
    first = Noun(named.kind, 0, 0, reader.variable_for(named.kind))
    [way] = reader.connections.ways(named.kind, place.kind, (frozenset({kind}),))[:1]
    nodes = node_of(first), node_of(place), node_of(named)
    edges = Edge(nodes[0], nodes[1], way.hops), Edge(nodes[2], nodes[1], way.hops)
    conditions = [other_than(first, named), *conditions_of(reader, named)]
    reader.doubt(_SHARED, f"colleagues share a {kind}")
    return the_others(reader, first, Pattern(nodes, edges, all_of(conditions)))


def common_to(reader: Reader) -> Answer | None:
    """ "The projects that ada and ben have in common": those that lead to each of them."""
    same = reader.first(Operator.SAME)
    several = [(m, values) for m in reader.modifiers if len(values := values_of(m)) > 1]
    if same is None or len(several) != 1 or len(reader.nouns) != 2:
        return None
    [(modifier, values)] = several
    named = modifier.owner
    [target] = [noun for noun in reader.nouns if noun is not named]
    info = reader.property_of(named.kind, modifier.property)
    way = _way(reader, target, named)
    if info is None or way is None:
        return None
    reader.take(same)
    reader.take_all(Operator.WITH, Operator.YES_NO, Operator.BOTH, *ASKING)
    reader.modifiers.remove(modifier)
    reader.nouns.remove(named)
    conditions: list[Condition] = []
    for value in values:
        node = Noun(named.kind, 0, 0, reader.variable_for(named.kind))
        said = [renamed(c, named.variable, node.variable) for c in conditions_of(reader, named)]
        said.append(equals(node.variable, info, [value]))
        ends = node_of(target), node_of(node)
        bound = frozenset({target.variable})
        conditions.append(Exists(Pattern(ends, (Edge(*ends, way.hops),), all_of(said), bound)))
    return the_others(reader, target, with_condition(pattern_of(reader, target), AllOf(tuple(conditions))))


def _way(reader: Reader, target: Noun, named: Noun) -> Way | None:
    """How they hang together, by the verbs that are said; these are then read."""
    verbs = [verb for verb in reader.verbs() if not reader.taken(verb)]
    types = tuple(dict.fromkeys(m.types for verb in verbs if (m := verb.as_a(RelationshipMeaning))))
    ways = reader.connections.ways(target.kind, named.kind, types)
    if not ways:
        return None
    weight = 1.0 if len(ways) == 1 else 0.9
    options = [Option(way, weight, ", ".join(hop.type for hop in way.hops)) for way in ways]
    reader.take(*verbs)
    return reader.choose(options)


def same_of_relationship(reader: Reader) -> Answer | None:
    """ "Users in the same department as ada", where the department is said of a relationship."""
    same = reader.first(Operator.SAME)
    item = next((i for i in reader.properties() if same and i.start >= same.end), None)
    meaning = item.as_a(PropertyMeaning) if item else None
    if same is None or item is None or meaning is None or len(reader.nouns) != 1 or reader.links:
        return None
    [first] = reader.nouns
    named = [m for m in reader.modifiers_of(first) if m.start >= item.end]
    kinds = [
        each for each in reader.schema.relationships if any(p.name in meaning.names for p in each.properties)
    ]
    if not named or len(kinds) != 1:
        return None
    name = next(p.name for p in kinds[0].properties if p.name in meaning.names)
    second = Noun(first.kind, 0, 0, reader.variable_for(first.kind))
    links = [link_by(reader, kinds[0].type, item)]
    if links[0] is None or links[0].parent is not first:
        return None
    _give(named, first, second)
    own = links[0]
    other = Noun(own.child.kind, 0, 0, reader.variable_for(own.child.kind))
    variable = reader.variable_for(Kind(frozenset({"r"})))
    reader.take(same, item, *(verb for verb in reader.verbs()))
    take_asking(reader)
    reader.take_all(Operator.WITH)
    nodes = node_of(first), node_of(own.child), node_of(second), node_of(other)
    edges = (
        Edge(nodes[0], nodes[1], own.way.hops, own.variable),
        Edge(nodes[2], nodes[3], own.way.hops, variable),
    )
    alike = Comparison(Property(own.variable, name), "=", Property(variable, name))
    conditions = [
        alike,
        other_than(first, second),
        *(c for n in (first, second) for c in conditions_of(reader, n)),
    ]
    return the_others(reader, first, Pattern(nodes, edges, all_of(conditions)))


def _give(modifiers: list[Modifier], first: Noun, second: Noun) -> None:
    for each in modifiers:
        each.condition = renamed(each.condition, first.variable, second.variable)
        each.owner = second
