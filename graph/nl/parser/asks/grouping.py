"""Numbers and figures for each group: "tasks per status", "average size per extension and user"."""

from dataclasses import replace
from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias, by, shown
from graph.nl.parser.asks.keys import Key, common_key, key_columns, key_with_number, take_keys
from graph.nl.parser.asks.roles import ASKING, asked_noun, take_limit
from graph.nl.parser.asks.tally import tally
from graph.nl.parser.build import counted, pattern_of, with_condition
from graph.nl.parser.context import context_of
from graph.nl.parser.links import connect
from graph.nl.parser.meanings import LabelMeaning
from graph.nl.parser.owners import owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import NO_VERB, Reader
from graph.nl.parser.tree import (
    AllOf,
    Call,
    Column,
    Comparison,
    Condition,
    IsNull,
    Number,
    Order,
    Property,
    Query,
    Stage,
    Unwind,
    Variable,
)
from graph.nl.stems import singular

DEFAULT_TOP: Final = 5


def grouping(reader: Reader) -> Answer | None:
    """ "How many X per P", "number of X for each Y and P", "the most common P of X"."""
    if answer := _per_label(reader):
        return answer
    common = reader.first(Operator.COMMON, Operator.RAREST)
    if not common and not reader.first(Operator.COUNT) and reader.first(Operator.WHICH, Operator.WHO):
        return None  # "which user ran every task" asks for no number
    keys = common_key(reader, common) if common else take_keys(reader) or key_with_number(reader)
    if not keys or (not common and _are_shown(reader, keys)):
        return None
    limit = take_limit(reader, None) if common else None
    keyed = [key.noun for key in keys if key.info is None]
    target = keys[0].noun if common else _counted_noun(reader, keys)
    if target is None or target in keyed:
        return None
    asked = reader.take_all(Operator.COUNT, *ASKING)
    if not asked and not common:
        reader.doubt(NO_VERB, "taken as a question for numbers")
    connect(reader, keyed[0] if keyed else target)
    if pairs := _of_each(reader, keys, target):
        return pairs
    answer = (
        _node_groups(reader, keyed[0], target) if len(keys) == 1 and keyed else _groups(reader, keys, target)
    )
    if answer is None or answer.query is None:
        return None
    if common:
        if common.asks(Operator.RAREST):
            answer.query = replace(
                answer.query, order=(Order(answer.query.order[0].expression), *answer.query.order[1:])
            )
        [key] = keys
        value = Property(key.noun.variable, key.info.name if key.info else "")
        pattern = with_condition(answer.query.match, IsNull(value, negated=True))
        answer.query = replace(answer.query, match=pattern, limit=limit or 1)
        answer.kind = "ranking"
    return answer


_OF: Final = frozenset({"of", "di"})


def _of_each(reader: Reader, keys: list[Key], target: Noun) -> Answer | None:
    """ "The institution of each user": no number is asked for, but what belongs together."""
    marker = next((i for i in reader.items if i.asks(Operator.EACH) and i.end <= keys[0].noun.start), None)
    if marker is None or reader.first(Operator.COUNT) or any(key.info for key in keys) or len(keys) != 1:
        return None
    if reader.tokens[marker.start].key not in _OF and reader.tokens[marker.start - 1].key not in _OF:
        return None
    if any(i.asks(Operator.COUNT) for i in reader.items):
        return None
    columns = shown(reader, keys[0].noun), shown(reader, target)
    pattern = pattern_of(reader, keys[0].noun)
    return Answer(
        "list", "list of", Query(pattern, columns, order=by(*columns), distinct=True), target=target
    )


def _are_shown(reader: Reader, keys: list[Key]) -> bool:
    """ "Each user's name and email": no number is asked for, and nothing else is there to be counted."""
    if reader.first(Operator.COUNT) or len(reader.nouns) != 1:
        return False
    [noun] = reader.nouns
    marker = reader.left_of(noun.start)
    return all(key.info for key in keys) and marker is not None and marker.asks(Operator.EACH)


def ranked_values(reader: Reader) -> Answer | None:
    """ "Which country has the most users", "journals with more than 2 articles"."""
    item = next((i for i in reader.properties() if not i.as_a(LabelMeaning)), None)
    target = next((n for n in reader.nouns if item and n.start >= item.end and n.end > n.start), None)
    if item is None or target is None or any(n.end <= item.start for n in reader.nouns):
        return None
    if reader.adjacent(item.end, target.start):
        return None  # "the countries of institutions"
    superlative = reader.first(Operator.TOP, Operator.BOTTOM)
    context = context_of(reader, target)
    if superlative is None and context.amount is None:
        return None
    found = owner_of_property(reader, item)
    if found is None:
        return None
    key = Key(found[0], found[1])
    limit = take_limit(reader, None)
    read = [item, *([superlative] if superlative else []), *context.read]
    reader.take(*read)
    reader.read |= context.amount_positions
    reader.take_all(*ASKING, Operator.COUNT, Operator.WITH, Operator.BY, Operator.TOP)
    connect(reader, target)
    answer = _groups(reader, [key], target)
    if answer is None or answer.query is None:
        return None
    query = answer.query
    value, number = query.columns
    staged = next((each for each in query.stages if isinstance(each, Stage)), Stage((value, number)))
    unwound = tuple(each for each in query.stages if isinstance(each, Unwind))
    stage = replace(staged, condition=_enough(value, number, context.amount))
    columns = _alias(value), _alias(number)
    ascending = superlative is not None and superlative.asks(Operator.BOTTOM)
    order = (Order(Variable(number.alias), not ascending), *by(value))
    one = singular(reader.tokens[item.end - 1].key) == reader.tokens[item.end - 1].key
    limit = limit or ((1 if one else DEFAULT_TOP) if superlative else None)
    answer.query = replace(query, columns=columns, stages=(*unwound, stage), order=order, limit=limit)
    answer.kind = "ranking" if superlative else "groups"
    return answer


def _enough(value: Column, number: Column, amount: tuple[str, int] | None) -> Condition:
    present: Condition = IsNull(Variable(value.alias), negated=True)
    if amount is None:
        return present
    return AllOf((present, Comparison(Variable(number.alias), amount[0], Number(amount[1]))))


def _per_label(reader: Reader) -> Answer | None:
    """ "Nodes per label"."""
    marker = reader.first(Operator.EACH, Operator.BY)
    label = reader.operator_right_of(marker.end, Operator.LABELS) if marker else None
    if marker is None or label is None or not reader.nouns:
        return None
    target = reader.nouns[0]
    reader.take(marker, label)
    reader.take_all(Operator.COUNT, *ASKING)
    connect(reader, target)
    number = Column(Call("count", (Variable(target.variable),)), amount_alias(reader, target))
    unwound = Unwind(Call("labels", (Variable(target.variable),)), "label")
    order = (Order(Variable(number.alias), descending=True), Order(Variable("label")))
    query = Query(
        pattern_of(reader, target),
        (Column(Variable("label"), "label"), number),
        stages=(unwound,),
        order=order,
    )
    return Answer("groups", "number of", query, target=target)


def _counted_noun(reader: Reader, keys: list[Key]) -> Noun | None:
    """What is counted: what is asked for, and no key."""
    nodes = [key.noun for key in keys if key.info is None]
    asked = asked_noun(reader, but=nodes[0] if nodes else None)
    return asked if asked not in nodes else None


def _node_groups(reader: Reader, key: Noun, target: Noun) -> Answer | None:
    found = tally(reader, key, target, keep_empty=True)
    if found is None:
        return None
    query, name, number = found
    order = (Order(Variable(number.alias), descending=True), *by(name))
    return Answer("groups", "number of", replace(query, order=order), target=target)


def _groups(reader: Reader, keys: list[Key], target: Noun) -> Answer | None:
    if any(key.info and key.info.type == "list" for key in keys) and len(keys) > 1:
        return None
    pattern = pattern_of(
        reader, target if all(key.info for key in keys) else next(k.noun for k in keys if not k.info)
    )
    stage, columns = key_columns(reader, keys)
    number = Column(counted(reader, target, pattern), amount_alias(reader, target))
    if number.alias in {column.alias for column in columns}:
        number = Column(number.expression, f"number_of_{number.alias}")
    order = (Order(Variable(number.alias), descending=True), *by(*columns))
    if len(keys) == 1 and keys[0].info and keys[0].info.type == "list":
        [column] = columns
        counting = replace(number, expression=counted(reader, target, pattern, repeated=True))
        stages_of = (
            Unwind(Property(keys[0].noun.variable, column.alias), column.alias),
            Stage((_alias(column), counting)),
        )
        return Answer(
            "groups",
            "number of",
            Query(pattern, (_alias(column), _alias(counting)), stages=stages_of, order=order),
            target=target,
        )
    if stage:
        stages = (Stage((*stage, number)),)
        query = Query(
            pattern, (*columns, Column(Variable(number.alias), number.alias)), stages=stages, order=order
        )
    else:
        query = Query(pattern, (*columns, number), order=order)
    return Answer("groups", "number of", query, target=target)


def _alias(column: Column) -> Column:
    """A column of an earlier stage."""
    return Column(Variable(column.alias), column.alias)
