"""What is asked beside the rest: "... and who ran it", "... and how many they have", "... and how often"."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias, shown
from graph.nl.parser.asks.grouping import groups_by
from graph.nl.parser.asks.keys import Key
from graph.nl.parser.asks.lists import listing
from graph.nl.parser.asks.ranking import ranking
from graph.nl.parser.asks.roles import ASKING, owner_of_asked
from graph.nl.parser.conditions.operands import is_time
from graph.nl.parser.nouns.connections import Kind, Way
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.nouns.owners import owned_properties, owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import count_of, node_of, with_condition
from graph.nl.parser.query.tree import Column, Edge, IsNull, Pattern, Property, Query, Stage, Variable
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.schema import PropertyInfo

_LIGHT: Final = (
    Operator.YES_NO,
    Operator.WITH,
    Operator.BY,
    Operator.EACH,
    Operator.POSSESSIVE,
    Operator.BOTH,
)


def follow_on(reader: Reader) -> Answer | None:
    """The answer to what stands before the last "and", with what is asked behind it beside each row."""
    for joint in reversed(reader.items):
        if not joint.asks(Operator.AND) or reader.taken(joint):
            continue
        clause: Callable[[Reader, Item], Answer | None]
        for clause in (_others, _time, _amount, _frequency):
            before = reader.state()
            if answer := clause(reader, joint):
                return answer
            reader.restore(before)
        return None
    return None


def _others(reader: Reader, joint: Item) -> Answer | None:
    """ "And who ran it", "and which files it used": nodes at the other end of a relationship, if any."""
    asked = reader.operator_right_of(joint.end, Operator.WHO, Operator.WHICH)
    verbs = [verb for verb in reader.verbs() if verb.start >= joint.end]
    if asked is None or len(verbs) != 1:
        return None
    meaning = verbs[0].as_a(RelationshipMeaning)
    nouns = [noun for noun in reader.nouns if noun.start >= joint.end]
    kind = nouns[0].kind if nouns else _who(reader, asked, meaning)
    if kind is None or meaning is None or len(nouns) > 1:
        return None
    if not _take_clause(reader, joint, [asked, verbs[0]], nouns):
        return None
    answer = ranking(reader) or listing(reader)
    if answer is None or answer.query is None or answer.target is None:
        return None
    met = {node.variable for node in answer.query.match.nodes}
    earlier = [n for n in reversed(reader.nouns) if n is not answer.target and n.variable in met]
    for owner in (answer.target, *earlier):
        ways = reader.connections.ways(owner.kind, kind, (meaning.types,))
        if len(ways) == 1 and len(ways[0].hops) == 1:
            return _with_node(reader, answer, owner, Noun(kind, 0, 0, reader.variable_for(kind)), ways[0])
    return None


def _who(reader: Reader, asked: Item, meaning: RelationshipMeaning | None) -> Kind | None:
    label = asked.as_a(LabelMeaning)
    if label or meaning is None:
        return label.kind if label else None
    starts = [label for kind in meaning.types for label in reader.connections.ends(kind, forward=False)]
    common = reader.connections.common_label(frozenset(starts))
    return Kind(frozenset({common})) if common else None


def _with_node(reader: Reader, answer: Answer, owner: Noun, other: Noun, way: Way) -> Answer | None:
    """The query with what hangs on one of its nodes, which may be nothing."""
    query, target = answer.query, answer.target
    column = shown(reader, other)
    if query is None or target is None or column.alias in {each.alias for each in query.columns}:
        return None
    kept = Column(Variable(target.variable), target.variable)
    if any(not isinstance(each, Stage) or each.columns != (kept,) for each in query.stages):
        return None
    nodes = node_of(owner), node_of(other)
    optional = Pattern(nodes, (Edge(nodes[0], nodes[1], way.hops),), None, frozenset({owner.variable}))
    carried = Column(Variable(other.variable), other.variable)
    stages = tuple(replace(each, columns=(kept, carried)) for each in query.stages if isinstance(each, Stage))
    query = replace(
        query, columns=(*query.columns, column), optional=(*query.optional, optional), stages=stages
    )
    return replace(answer, query=query)


def _time(reader: Reader, joint: Item) -> Answer | None:
    """ "And when they were collected": a time of what is listed."""
    asked = reader.operator_right_of(joint.end, Operator.WHEN)
    target = next((noun for noun in reader.nouns if noun.end > noun.start), None)
    if asked is None or target is None:
        return None
    named = [item for item in reader.items if item.start >= asked.end and not item.asks(*_LIGHT)]
    infos = [info for item in named for info in owned_properties(reader, target, item) if is_time(info)]
    if not infos and not any(item.as_a(PropertyMeaning) for item in named):
        infos = [info for info in reader.properties_of(target.kind) if is_time(info)]
    if len({info.name for info in infos}) != 1 or not _take_clause(reader, joint, [asked, *named], []):
        return None
    return _with_column(ranking(reader) or listing(reader), target, infos[0])


def _with_column(answer: Answer | None, target: Noun, info: PropertyInfo) -> Answer | None:
    if answer is None or answer.query is None or answer.target is not target:
        return None
    if info.name in {each.alias for each in answer.query.columns}:
        return answer
    column = Column(Property(target.variable, info.name), info.name)
    return replace(answer, query=replace(answer.query, columns=(*answer.query.columns, column)))


def _amount(reader: Reader, joint: Item) -> Answer | None:
    """ "Users with more than 3 tasks, and how many they have": the number that the condition speaks of."""
    asked = reader.operator_right_of(joint.end, Operator.COUNT)
    if asked is None:
        return None
    nouns = [noun for noun in reader.nouns if noun.start >= joint.end]
    verbs = [verb for verb in reader.verbs() if verb.start >= joint.end]
    earlier = [noun for noun in reader.nouns if noun not in nouns]
    if any(noun.kind not in [each.kind for each in earlier[1:]] for noun in nouns):
        return None
    if not _take_clause(reader, joint, [asked, *verbs], nouns):
        return None
    answer = listing(reader)
    counted = [link for link in reader.links if answer and link.parent is answer.target and link.amount]
    if answer is None or answer.query is None or len(counted) != 1 or counted[0].negated:
        return None
    column = Column(count_of(reader, counted[0]), amount_alias(reader, counted[0].child))
    return replace(answer, query=_beside(answer.query, column))


def _beside(query: Query, column: Column) -> Query:
    return replace(query, columns=(*query.columns[:1], column, *query.columns[1:]))


def _frequency(reader: Reader, joint: Item) -> Answer | None:
    """ "Which tags are there, and how often does each occur": how many have each value."""
    asked = reader.operator_right_of(joint.end, Operator.FREQUENCY)
    item = next((i for i in reader.properties() if i.end <= joint.start), None)
    if asked is None or item is None:
        return None
    verbs = [verb for verb in reader.verbs() if verb.start >= item.end and not reader.nouns]
    if not _take_clause(reader, joint, [asked, *(verb for verb in verbs if verb.start >= joint.end)], []):
        return None
    if not reader.nouns:
        owner_of_asked(reader)
    found = owner_of_property(reader, item)
    if found is None:
        return None
    reader.take(item, *verbs)
    reader.take_all(*ASKING, Operator.YES_NO, Operator.DISTINCT, Operator.LIST)
    connect(reader, found[0])
    answer = groups_by(reader, [Key(*found)], found[0])
    if answer is None or answer.query is None or found[1].type == "list":
        return answer
    present = IsNull(Property(found[0].variable, found[1].name), negated=True)
    return replace(answer, query=replace(answer.query, match=with_condition(answer.query.match, present)))


def _take_clause(reader: Reader, joint: Item, said: Iterable[Item], nouns: list[Noun]) -> bool:
    """Whether the rest of the question says nothing else; it is then read, and its nouns are left out."""
    known = {p for item in said for p in range(item.start, item.end)}
    known |= {p for noun in nouns for p in range(noun.start, noun.end)}
    known |= {p for i in reader.items if i.asks(*_LIGHT) for p in range(i.start, i.end)}
    rest = range(joint.end, len(reader.tokens))
    said_there = any(modifier.end > joint.start for modifier in reader.modifiers)
    hung = any(noun in (link.parent, link.child) for link in reader.links for noun in nouns)
    if said_there or hung or not all(p in known or reader.is_filler(p) for p in rest):
        return False
    reader.nouns = [noun for noun in reader.nouns if noun not in nouns]
    reader.read.update(range(joint.start, len(reader.tokens)))
    return True
