"""The first few by a property, by a count, or by how many relationships they have."""

from dataclasses import replace
from typing import Final

from graph.nl.languages import Language
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias, by, once, shown
from graph.nl.parser.asks.roles import (
    ASKING,
    asked_noun,
    requested_properties,
    take_asking,
    take_limit,
    take_number,
)
from graph.nl.parser.asks.tally import tally
from graph.nl.parser.build import node_of, pattern_of, with_condition
from graph.nl.parser.comparisons import implied_property
from graph.nl.parser.connections import Kind
from graph.nl.parser.links import connect
from graph.nl.parser.meanings import GradableMeaning, Item, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.nouns import noun_after
from graph.nl.parser.operands import NUMERIC, is_time
from graph.nl.parser.owners import owned_properties, owner_of_property
from graph.nl.parser.parts import Noun, Option
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.tree import (
    Call,
    Column,
    Edge,
    IsNull,
    Node,
    Order,
    Pattern,
    Property,
    Query,
    Stage,
    Variable,
)
from graph.nl.stems import singular, spoken, words_of
from graph.schema import PropertyInfo
from graph.schema.model import Direction

DEFAULT_TOP: Final = 5
_SUPERLATIVES: Final = (
    *(Operator.TOP, Operator.BOTTOM, Operator.HIGHEST, Operator.LOWEST, Operator.LATEST, Operator.EARLIEST),
)
_ASCENDING: Final = (Operator.BOTTOM, Operator.LOWEST, Operator.EARLIEST)
_DEGREES: Final[dict[Operator, Direction]] = {
    Operator.IN_DEGREE: "in",
    Operator.OUT_DEGREE: "out",
    Operator.DEGREE: "both",
}
_COMPARABLE: Final = frozenset({*NUMERIC, "datetime"})


def ranking(reader: Reader) -> Answer | None:
    """ "Which X has the most Y", "top 5 X by size", "the largest files", "the most connected nodes"."""
    superlative = _superlative(reader)
    if superlative is None:
        return None
    target = _target(reader, superlative)
    if target is None:
        return None
    reader.take(superlative)
    ascending = _ascends(superlative)
    limit = take_limit(reader, target) or take_number(reader)
    if reader.taken(superlative) and _is_reversed(reader, superlative, target):
        ascending = not ascending
    for order in (_by_degree, _by_property, _by_verb, _by_count):
        before = reader.state()
        if (answer := order(reader, superlative, target, ascending)) and answer.query:
            take_asking(reader)
            reader.take_all(Operator.TOP, Operator.COUNT, Operator.WITH, Operator.SORTED, Operator.DESCENDING)
            answer.query = replace(answer.query, limit=limit or _implied_limit(reader, target))
            answer.kind, answer.target = "ranking", target
            return answer
        reader.restore(before)
    return None


def _superlative(reader: Reader) -> Item | None:
    for item in reader.items:
        gradable = item.as_a(GradableMeaning)
        if not reader.taken(item) and (item.asks(*_SUPERLATIVES) or (gradable and gradable.superlative)):
            return item
    found = reader.first(*_DEGREES)
    return (
        found
        if found and reader.said(found.start, found.end).casefold().startswith(("most", "best"))
        else None
    )


def _ascends(item: Item) -> bool:
    gradable = item.as_a(GradableMeaning)
    return item.asks(*_ASCENDING) if gradable is None else not gradable.gradable.upwards


def _is_reversed(reader: Reader, superlative: Item, target: Noun) -> bool:
    """Whether the property makes the adjective mean the other end: the slowest by minutes has the most."""
    gradable = superlative.as_a(GradableMeaning)
    named = [
        item
        for item in reader.properties()
        for info in owned_properties(reader, target, item)
        if gradable and set(words_of(info.name)) & set(gradable.gradable.reversed_for)
    ]
    return bool(named)


def _target(reader: Reader, superlative: Item) -> Noun | None:
    """What is ranked: what is asked for before the superlative, else the noun that it stands by."""
    asked = reader.first(*ASKING, Operator.WHO)
    before = [noun for noun in reader.nouns if noun.end <= superlative.start]
    if before and (asked is None or asked.start < superlative.start):
        return asked_noun(reader) if asked else before[0]
    return noun_after(reader, superlative.end) or asked_noun(reader)


def _implied_limit(reader: Reader, target: Noun) -> int:
    """One, where the noun is in the singular; otherwise a few, which the answer says."""
    subject = reader.tokens[max(target.end - 1, 0)].key
    if singular(subject) == subject:
        return 1
    reader.doubt(GUESSED, f"how many is not said: the first {DEFAULT_TOP}")
    return DEFAULT_TOP


def _by_degree(reader: Reader, superlative: Item, target: Noun, ascending: bool) -> Answer | None:
    degree = reader.first(*_DEGREES) or (superlative if superlative.asks(*_DEGREES) else None)
    if degree is None:
        connected = reader.operator_right_of(superlative.end, Operator.CONNECTED)
        if connected is None:
            return None
        degree = connected
    reader.take(degree)
    reader.take_all(Operator.BY)
    ways = [way for operator, way in _DEGREES.items() if degree.asks(operator)]
    direction: Direction = ways[0] if ways else "both"
    connect(reader, target)
    own, other = node_of(target), Node("", frozenset())
    optional = Pattern(
        (own, other), (Edge(own, other, (), "r", direction),), None, frozenset({target.variable})
    )
    alias = {"in": "incoming_relationships", "out": "outgoing_relationships"}.get(direction, "relationships")
    number = Column(Call("count", (Variable("r"),)), alias)
    stage = Stage((Column(Variable(target.variable), target.variable), number))
    name = shown(reader, target)
    order = (Order(Variable(alias), not ascending), Order(Variable(name.alias)))
    query = Query(
        pattern_of(reader, target), (name, Column(Variable(alias), alias)), (optional,), (stage,), order
    )
    words = spoken(alias)
    return Answer("ranking", f"ranking by {words} of", query, hints={"measure": [singular(words), words]})


def _by_property(reader: Reader, superlative: Item, target: Noun, ascending: bool) -> Answer | None:
    found = _ranking_property(reader, superlative, target)
    if found is None:
        return None
    noun, info = found
    connect(reader, target)
    value = Column(Property(noun.variable, info.name), info.name)
    pattern = pattern_of(reader, target)
    present = IsNull(Property(noun.variable, info.name), negated=True)
    name = shown(reader, target)
    if name.alias == value.alias:
        name = Column(name.expression, f"{name.alias}_name")
    order = (Order(Variable(value.alias), not ascending), Order(Variable(name.alias)))
    beside = tuple(
        Column(Property(each.variable, asked), asked)
        for each, asked in requested_properties(reader, target)
        if each is target and asked not in (name.alias, value.alias)
    )
    if noun is target and pattern.edges:
        [stage] = once(pattern, target)
        columns = (name, value, *beside)
        query = Query(pattern, columns, stages=(replace(stage, condition=present),), order=order)
    else:
        query = Query(
            with_condition(pattern, present),
            (name, value, *beside),
            order=order,
            distinct=noun is not target,
        )
    return Answer("ranking", f"ranking by {spoken(info.name)} of", query)


def _ranking_property(reader: Reader, superlative: Item, target: Noun) -> tuple[Noun, PropertyInfo] | None:
    """The property that nodes are ranked by: named, or meant by the adjective, or the time of "latest"."""
    after = _ranked_by(reader, superlative) or reader.first(Operator.SORTED)
    named = None
    if after:
        named = reader.right_of(after.end, lambda item: item.as_a(PropertyMeaning) is not None)
    if named is None:
        named = reader.right_of(superlative.end, lambda item: item.as_a(PropertyMeaning) is not None)
    if named is None:
        named = reader.left_of(
            superlative.start,
            lambda i: i.as_a(PropertyMeaning) is not None and i.as_a(RelationshipMeaning) is None,
        )  # "collected the most specimens" is about no date
    if named and not reader.taken(named) and (found := owner_of_property(reader, named, types=_COMPARABLE)):
        reader.take(named, *([after] if after else []))
        if after and (counting := reader.operator_right_of(after.end, Operator.HIGHEST, Operator.LOWEST)):
            reader.take(counting)
        return found
    gradable = superlative.as_a(GradableMeaning)
    if gradable and not gradable.gradable.of_time:
        return implied_property(reader, target.start + 1, gradable.gradable)
    if gradable or superlative.asks(Operator.LATEST, Operator.EARLIEST):
        return _time_of(reader, target)
    return None


def _ranked_by(reader: Reader, superlative: Item) -> Item | None:
    """The word behind which it is said by what is ranked; Italian "per", which groups elsewhere, too."""
    if found := reader.first(Operator.BY, Operator.SORTED, after=superlative.end):
        return found
    each = reader.first(Operator.EACH, after=superlative.end)
    if each is None or reader.request.question.language is not Language.ITALIAN:
        return None
    following = reader.right_of(each.end)
    return each if following and (following.asks(Operator.COUNT) or following.as_a(PropertyMeaning)) else None


def _time_of(reader: Reader, target: Noun) -> tuple[Noun, PropertyInfo] | None:
    times = sorted(
        (info for info in reader.properties_of(target.kind) if is_time(info)),
        key=lambda info: (info.type != "datetime", -info.coverage, str(info.minimum), info.name),
    )
    if not times:
        return None
    weights = [1.0 if len(times) == 1 else GUESSED, *(GUESSED * 0.9 for _ in times[1:])]
    return target, reader.choose([Option(i, w, spoken(i.name)) for i, w in zip(times, weights, strict=True)])


def _by_verb(reader: Reader, superlative: Item, target: Noun, ascending: bool) -> Answer | None:
    """ "The most used files": by how many nodes have that relationship with them."""
    verb = reader.right_of(superlative.end, lambda item: item.as_a(RelationshipMeaning) is not None)
    behind = [noun for noun in reader.nouns if noun is not target and noun.start >= superlative.end]
    meaning = verb.as_a(RelationshipMeaning) if verb and not reader.taken(verb) else None
    if meaning is None or verb is None or behind or any(noun.start == verb.start for noun in reader.nouns):
        return None
    labels = {
        label
        for kind in meaning.types
        for forward in (True, False)
        for label in reader.connections.reached(target.kind, kind, forward=forward)
    }
    common = reader.connections.common_label(frozenset(labels))
    if not common:
        return None
    measured = reader.add_noun(Kind(frozenset({common})), verb.end, verb.end)
    return _counted(reader, target, measured, ascending)


def _by_count(reader: Reader, superlative: Item, target: Noun, ascending: bool) -> Answer | None:
    after = _ranked_by(reader, superlative) or superlative
    measured = noun_after(reader, after.end, but=target)
    if measured is None:
        return None
    reader.take(after)
    return _counted(reader, target, measured, ascending)


def _counted(reader: Reader, target: Noun, measured: Noun, ascending: bool) -> Answer | None:
    connect(reader, target)
    found = tally(reader, target, measured, keep_empty=ascending)
    if found is None:
        return None
    query, name, number = found
    order = (Order(Variable(number.alias), not ascending), *by(name))
    return Answer(
        "ranking",
        f"ranking by number of {spoken(amount_alias(reader, measured))} of",
        replace(query, order=order),
        measure=measured,
    )
