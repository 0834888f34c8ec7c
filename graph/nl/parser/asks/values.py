"""Values ranked by how many nodes have them: "which country has the most users"."""

from dataclasses import replace
from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by
from graph.nl.parser.asks.grouping import carried, groups_by
from graph.nl.parser.asks.keys import Key, key_of, period_key
from graph.nl.parser.asks.limits import take_limit
from graph.nl.parser.asks.roles import ASKING
from graph.nl.parser.nouns.context import context_of
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.query.tree import (
    AllOf,
    Column,
    Comparison,
    Condition,
    IsNull,
    Number,
    Order,
    Stage,
    Unwind,
    Variable,
)
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import LabelMeaning
from graph.nl.stems import singular

DEFAULT_TOP: Final = 5


def ranked_values(reader: Reader) -> Answer | None:
    """ "Which country has the most users", "journals with more than 2 articles"."""
    if period := _asked_period(reader):
        return _ranked(reader, *period)
    item = next((i for i in reader.properties() if not i.as_a(LabelMeaning)), None)
    if item is None or any(n.end <= item.start for n in reader.nouns):
        return None
    target = next((n for n in reader.nouns if n.start >= item.end), None)
    if target is None or reader.adjacent(item.end, target.start):
        return None  # "the countries of institutions"
    if any(i.start == item.end and i.asks(Operator.DISTINCT) for i in reader.items):
        return None  # "stati diversi" are different ones, and not those that several have
    key = key_of(reader, item)
    if key is None:
        return None
    reader.take(item)
    return _ranked(reader, key, item.end)


def _asked_period(reader: Reader) -> tuple[Key, int] | None:
    """ "In which month": the period that is asked for, and where it ends."""
    asked = reader.first(Operator.WHICH)
    return period_key(reader, asked.end) if asked else None


def _ranked(reader: Reader, key: Key, end: int) -> Answer | None:
    """The values of a key with how many there are of each: the first few, or those with enough."""
    target = next((n for n in reader.nouns if n.start >= end and n.end > n.start), None)
    if target is None:
        return None
    superlative = reader.first(Operator.TOP, Operator.BOTTOM)
    context = context_of(reader, target)
    if superlative is None and context.amount is None:
        return None
    limit = take_limit(reader, None)
    reader.take(*([superlative] if superlative else []), *context.read)
    reader.read |= context.amount_positions
    reader.take_all(*ASKING, Operator.COUNT, Operator.WITH, Operator.BY, Operator.TOP)
    connect(reader, target)
    answer = groups_by(reader, [key], target)
    if answer is None or answer.query is None:
        return None
    query = answer.query
    value, number = query.columns
    staged = next((each for each in query.stages if isinstance(each, Stage)), Stage((value, number)))
    unwound = tuple(each for each in query.stages if isinstance(each, Unwind))
    stage = replace(staged, condition=_enough(value, number, context.amount))
    columns = carried(value), carried(number)
    ascending = superlative is not None and superlative.asks(Operator.BOTTOM)
    order = (Order(Variable(number.alias), not ascending), *by(value))
    asked = reader.tokens[end - 1].key
    one = key.unit is not None or singular(asked) == asked
    limit = limit or ((1 if one else DEFAULT_TOP) if superlative else None)
    answer.query = replace(query, columns=columns, stages=(*unwound, stage), order=order, limit=limit)
    answer.kind = "ranking" if superlative else "groups"
    return answer


def _enough(value: Column, number: Column, amount: tuple[str, int] | None) -> Condition:
    present: Condition = IsNull(Variable(value.alias), negated=True)
    if amount is None:
        return present
    return AllOf((present, Comparison(Variable(number.alias), amount[0], Number(amount[1]))))
