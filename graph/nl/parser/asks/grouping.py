"""Numbers and figures for each group: "tasks per status", "average size per extension and user"."""

from dataclasses import replace
from typing import Final

from graph.nl.languages.small_words import EACH, OF
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias, by, shown
from graph.nl.parser.asks.keys import (
    Key,
    common_key,
    key_columns,
    key_with_number,
    number_of_each,
    take_keys,
    values_with_number,
)
from graph.nl.parser.asks.limits import take_limit
from graph.nl.parser.asks.roles import ASKING, asked_noun, begins_yes_no, owner_of_asked
from graph.nl.parser.asks.tally import tally
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import counted, pattern_of, with_condition
from graph.nl.parser.query.tree import Call, Column, IsNull, Order, Property, Query, Stage, Unwind, Variable
from graph.nl.parser.state import NO_VERB, Reader
from graph.nl.parser.words.meanings import Item, PropertyMeaning, RelationshipMeaning


def grouping(reader: Reader) -> Answer | None:
    """ "How many X per P", "number of X for each Y and P", "the most common P of X"."""
    if answer := _per_label(reader):
        return answer
    common = reader.first(Operator.COMMON, Operator.RAREST)
    if not common and not reader.first(Operator.COUNT) and reader.first(Operator.WHICH, Operator.WHO):
        return None  # "which user ran every task" asks for no number
    if not reader.first(Operator.COUNT) and (begins_yes_no(reader) or _is_universal(reader)):
        return None
    if not reader.nouns and reader.first(*_OF_VALUES):
        owner_of_asked(reader)
    keys = common_key(reader, common) if common else _keys(reader)
    if not keys or (not common and _are_shown(reader, keys)):
        return None
    if not common:
        keys = _told_apart_by(reader, keys)
    for key in keys:
        _keep_those_that_have(reader, key)
    limit = take_limit(reader, None) if common else None
    keyed = [key.noun for key in keys if key.info is None]
    reader.take(*([] if common else number_of_each(reader, keys[0].noun.end)))
    target = _common_noun(reader, keys[0]) if common else _counted_noun(reader, keys)
    if target is None or target in keyed or _counts_another(reader, target, keyed):
        return None
    if reader.first(Operator.FREQUENCY, Operator.DISTRIBUTED):
        reader.take_all(Operator.AMONG)
    asked = reader.take_all(Operator.COUNT, Operator.FREQUENCY, Operator.HOW_CONNECTED, *ASKING)
    _take_joints(reader, asked)
    if not asked and not common:
        reader.doubt(NO_VERB, "taken as a question for numbers")
    connect(reader, keyed[0] if keyed else target)
    if pairs := _of_each(reader, keys, target):
        return pairs
    answer = (
        _node_groups(reader, keyed[0], target)
        if len(keys) == 1 and keyed
        else groups_by(reader, keys, target)
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


def _is_universal(reader: Reader) -> bool:
    """ "Files used in every task": behind a verb it is each single one, and no number for each."""
    marker = reader.first(Operator.EACH)
    if marker is None or not EACH & set(reader.said(marker.start, marker.end).casefold().split()):
        return False
    before = reader.left_of(marker.start)
    if before and before.asks(Operator.BY):
        before = reader.left_of(before.start)
    return before is not None and before.as_a(RelationshipMeaning) is not None


def _told_apart_by(reader: Reader, keys: list[Key]) -> list[Key]:
    """ "How many files does each database have (db_name)": the property in brackets is what groups."""
    if len(keys) == 1 and (named := keys[0].info):
        again = (i for i in reader.properties() if i.start in reader.glossed)
        reader.take(*(i for i in again if (m := i.as_a(PropertyMeaning)) and named.name in m.names))
    if len(keys) != 1 or (keys[0].info and keys[0].noun.end not in reader.glossed):
        return keys
    noun, info = keys[0].noun, keys[0].info
    item = next((each for each in reader.properties() if each.start in reader.glossed), None)
    found = owner_of_property(reader, item, only=noun) if item and info is None else None
    if item and found:
        reader.take(item)
        info = found[1]
    if info is None:
        return keys
    same = next((n for n in reader.nouns if n is not noun and noun.kind.labels <= n.kind.names), None)
    if same is None or reader.modifiers_of(noun):
        return [Key(noun, info)]
    same.kind = noun.kind
    reader.nouns.remove(noun)
    return [Key(same, info)]


def _keep_those_that_have(reader: Reader, key: Key) -> None:
    """ "How many files does each marker have": of several kinds of files those that can have one."""
    having = frozenset(
        name
        for name in key.noun.kind.any_of
        if key.info and (label := reader.schema.label(name)) and label.property(key.info.name)
    )
    if having and having != key.noun.kind.any_of:
        key.noun.kind = Kind(having) if len(having) == 1 else Kind(any_of=having)


def _counts_another(reader: Reader, target: Noun, keyed: list[Noun]) -> bool:
    """ "Users and tasks per institution": a second noun is counted, too, of which nothing would be told."""
    joint = reader.operator_right_of(target.end, Operator.AND)
    return joint is not None and any(
        noun not in keyed and noun.end > noun.start and reader.adjacent(joint.end, noun.start)
        for noun in reader.nouns
    )


def _common_noun(reader: Reader, key: Key) -> Noun | None:
    """Of what the most common value is sought; of a relationship's, the noun that the question names."""
    if key.noun in reader.nouns:
        return key.noun
    return next((noun for noun in reader.nouns if noun.end > noun.start), None)


def _keys(reader: Reader) -> list[Key]:
    return take_keys(reader) or values_with_number(reader) or key_with_number(reader)


def _take_joints(reader: Reader, asked: list[Item]) -> None:
    """ "Group tasks by status and count them": what joins two ways of asking for one thing."""
    for item in asked:
        joint = reader.operator_left_of(item.start, Operator.AND)
        if joint and not any(noun.start >= item.end for noun in reader.nouns):
            reader.take(joint)


_OF_VALUES: Final = (
    *(Operator.EACH, Operator.DISTRIBUTED, Operator.FREQUENCY, Operator.COMMON, Operator.RAREST),
)


def _of_each(reader: Reader, keys: list[Key], target: Noun) -> Answer | None:
    """ "The institution of each user": no number is asked for, but what belongs together."""
    marker = next((i for i in reader.items if i.asks(Operator.EACH) and i.end <= keys[0].noun.start), None)
    if marker is None or reader.first(Operator.COUNT) or any(key.info for key in keys) or len(keys) != 1:
        return None
    if reader.tokens[marker.start].key not in OF and reader.tokens[marker.start - 1].key not in OF:
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
    if asked and asked.end == asked.start:  # at the end of a relationship, and not named
        named = [noun for noun in reader.nouns if noun.end > noun.start and noun not in nodes]
        asked = named[0] if named else asked
    return asked if asked not in nodes else None


def _node_groups(reader: Reader, key: Noun, target: Noun) -> Answer | None:
    found = tally(reader, key, target, keep_empty=True)
    if found is None:
        return None
    query, name, number = found
    order = (Order(Variable(number.alias), descending=True), *by(name))
    return Answer("groups", "number of", replace(query, order=order), target=target)


def groups_by(reader: Reader, keys: list[Key], target: Noun) -> Answer | None:
    """How many nodes of a noun there are for each of the keys."""
    if any(key.info and key.info.type == "list" for key in keys) and len(keys) > 1:
        return None
    pattern = pattern_of(
        reader, target if all(key.info for key in keys) else next(k.noun for k in keys if not k.info)
    )
    for key in keys:
        if key.unit and key.info:
            known = IsNull(Property(key.noun.variable, key.info.name), negated=True)
            pattern = with_condition(pattern, known)  # what has no time lies in no period
    stage, columns = key_columns(reader, keys)
    number = Column(counted(reader, target, pattern), amount_alias(reader, target))
    if number.alias in {column.alias for column in columns}:
        number = Column(number.expression, f"number_of_{number.alias}")
    order = (Order(Variable(number.alias), descending=True), *by(*columns))
    if any(key.unit for key in keys):
        order = by(*columns)  # in the order of time
    if len(keys) == 1 and keys[0].info and keys[0].info.type == "list":
        [column] = columns
        counting = replace(number, expression=counted(reader, target, pattern, repeated=True))
        stages_of = (
            Unwind(Property(keys[0].noun.variable, column.alias), column.alias),
            Stage((carried(column), counting)),
        )
        return Answer(
            "groups",
            "number of",
            Query(pattern, (carried(column), carried(counting)), stages=stages_of, order=order),
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


def carried(column: Column) -> Column:
    """A column of an earlier stage."""
    return Column(Variable(column.alias), column.alias)
