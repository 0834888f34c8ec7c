"""The first few by a property, by a count, or by how many relationships they have."""

from dataclasses import replace
from typing import Final

from graph.nl.languages.small_words import OF, RANKING
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias, by, once, shown
from graph.nl.parser.asks.degrees import degree_of
from graph.nl.parser.asks.limits import take_limit, take_number
from graph.nl.parser.asks.roles import (
    ASKING,
    asked_noun,
    is_reversed,
    is_singular,
    requested_properties,
    take_asking,
)
from graph.nl.parser.asks.superlatives import DEGREES, ascends, ranked_by, ranking_property, superlative_of
from graph.nl.parser.asks.tally import tally
from graph.nl.parser.conditions.operands import is_time_like
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.nouns.nearness import noun_after
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import pattern_of, with_condition
from graph.nl.parser.query.tree import (
    Column,
    IsNull,
    Order,
    Property,
    Query,
    Variable,
)
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.words.meanings import Item, PropertyMeaning, RelationshipMeaning
from graph.nl.stems import singular, spoken
from graph.schema.model import Direction

DEFAULT_TOP: Final = 5


def ranking(reader: Reader) -> Answer | None:
    """ "Which X has the most Y", "top 5 X by size", "the largest files", "the most connected nodes"."""
    superlative = superlative_of(reader)
    if superlative is None:
        return None
    target = _target(reader, superlative)
    if target is None:
        return None
    reader.take(superlative)
    superlative = _most_connected(reader, superlative)
    ascending = ascends(superlative)
    limit = take_limit(reader, target) or take_number(reader)
    for order in (_by_degree, _by_property, _by_verb, _by_count):
        before = reader.state()
        if (answer := order(reader, superlative, target, ascending)) and answer.query:
            take_asking(reader)
            reader.take_all(Operator.TOP, Operator.COUNT, Operator.WITH, Operator.SORTED, Operator.DESCENDING)
            if limit is None and not _ranks_all(reader, superlative):
                limit = _implied_limit(reader, target)
            answer.query = replace(answer.query, limit=limit)
            answer.kind, answer.target = "ranking", target
            return answer
        reader.restore(before)
    return None


def _most_connected(reader: Reader, first: Item) -> Item:
    """ "Top 5 most connected nodes": the second says by what."""
    second = reader.first(Operator.TOP, Operator.BOTTOM, after=first.end)
    if (
        second is None
        or not first.asks(Operator.TOP)
        or not reader.operator_right_of(second.end, Operator.CONNECTED)
    ):
        return first
    reader.take(second)
    return second


def _target(reader: Reader, superlative: Item) -> Noun | None:
    """What is ranked: what is asked for before the superlative, else the noun that it stands by."""
    asked = reader.first(*ASKING, Operator.WHO)
    before = [noun for noun in reader.nouns if noun.end <= superlative.start]
    behind = [noun for noun in before if asked and noun.start >= asked.end]
    if asked and behind and not any(reader.adjacent(noun.end, asked.start) for noun in before):
        return behind[0]
    if before and (asked is None or asked.start < superlative.start):
        return asked_noun(reader) if asked else _ranked_after_owner(reader, superlative) or before[0]
    if before and asked and noun_after(reader, asked.end) is None:
        return before[0]  # "who ran the most tasks? show three"
    counted = noun_after(reader, superlative.end)
    if (
        counted
        and reader.tokens[superlative.end - 1].key in OF
        and superlative.asks(Operator.TOP, Operator.BOTTOM)
    ):
        return noun_after(reader, counted.end)  # "the largest number of tasks that a user ran"
    return noun_after(reader, superlative.end) or asked_noun(reader)


def _ranked_after_owner(reader: Reader, superlative: Item) -> Noun | None:
    """ "Ada's 3 latest tasks": the noun behind, where what stands before is somebody's name."""
    owner = next((n for n in reader.nouns if n.end <= superlative.start), None)
    named = owner is not None and any(m.start == owner.start for m in reader.modifiers_of(owner))
    return noun_after(reader, superlative.end) if named else None


def _ranks_all(reader: Reader, superlative: Item) -> bool:
    """ "Rank users by degree": all of them, in that order."""
    return reader.tokens[superlative.start].key in RANKING


def _implied_limit(reader: Reader, target: Noun) -> int:
    """One, where the noun is in the singular; otherwise a few, which the answer says."""
    if is_singular(reader, target):
        return 1
    reader.doubt(GUESSED, f"how many is not said: the first {DEFAULT_TOP}")
    return DEFAULT_TOP


def _by_degree(reader: Reader, superlative: Item, target: Noun, ascending: bool) -> Answer | None:
    degree = reader.first(*DEGREES) or (superlative if superlative.asks(*DEGREES) else None)
    if degree is None:
        connected = reader.operator_right_of(superlative.end, Operator.CONNECTED)
        if connected is None:
            return None
        degree = connected
    reader.take(degree)
    reader.take_all(Operator.BY)
    for beside in (Operator.EACH, Operator.SUM):  # "per grado", "the total degree"
        reader.take(*(each for each in [reader.operator_left_of(degree.start, beside)] if each))
    ways = [way for operator, way in DEGREES.items() if degree.asks(operator)]
    direction: Direction = ways[0] if ways else "both"
    connect(reader, target)
    optional, stage = degree_of(target, direction)
    alias = stage.columns[-1].alias
    name = shown(reader, target)
    order = (Order(Variable(alias), not ascending), Order(Variable(name.alias)))
    query = Query(
        pattern_of(reader, target), (name, Column(Variable(alias), alias)), (optional,), (stage,), order
    )
    words = spoken(alias)
    return Answer("ranking", f"ranking by {words} of", query, hints={"measure": [singular(words), words]})


def _by_property(reader: Reader, superlative: Item, target: Noun, ascending: bool) -> Answer | None:
    found = ranking_property(reader, superlative, target)
    if found is None:
        return None
    noun, info = found
    for item in list(reader.properties()):  # "the latest specimen collected" says no more of it
        meaning = item.as_a(PropertyMeaning)
        if meaning and info.name in meaning.names and item.as_a(RelationshipMeaning):
            reader.take(item)
    if is_reversed(superlative, info):
        ascending = not ascending
    if is_time_like(info):
        reader.take_all(Operator.WHEN)
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
    after = ranked_by(reader, superlative)
    if after is None and not superlative.asks(Operator.TOP, Operator.BOTTOM):
        return None  # "the longest at their institution" is no number of institutions
    after = after or superlative
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
