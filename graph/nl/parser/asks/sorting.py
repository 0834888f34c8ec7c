"""Lists in an order that the question names: "files by size, largest first", "from the newest"."""

from dataclasses import dataclass, replace
from typing import Final

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, displayed, once
from graph.nl.parser.asks.limits import take_limit
from graph.nl.parser.asks.roles import is_reversed, requested_properties, take_asking, time_of
from graph.nl.parser.asks.tally import tally
from graph.nl.parser.conditions.comparisons import implied_property
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.nouns.nearness import noun_after
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import pattern_of, with_condition
from graph.nl.parser.query.tree import Column, IsNull, Order, Property, Query, Variable
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import GradableMeaning, Item, LabelMeaning, PropertyMeaning
from graph.nl.stems import spoken
from graph.schema import PropertyInfo

_ENDS: Final = (Operator.HIGHEST, Operator.LOWEST, Operator.LATEST, Operator.EARLIEST)
_RISING: Final = (Operator.LOWEST, Operator.EARLIEST)


@dataclass(frozen=True, slots=True)
class _Direction:
    """At which end the list begins, and the words that say so."""

    item: Item
    descending: bool
    words: tuple[Item, ...]


def sorting(reader: Reader) -> Answer | None:
    """ "Sort X by P", "X from the newest", "X by size, biggest first, only the first 3"."""
    sorted_by = reader.first(Operator.SORTED)
    direction = _direction(reader)
    if (sorted_by is None and direction is None) or not reader.nouns:
        return None
    target = reader.nouns[0]
    words = [*([sorted_by] if sorted_by else []), *(direction.words if direction else ())]
    reader.take(*words)
    limit = take_limit(reader, target)
    if counting := _counting(reader, sorted_by):
        return _by_count(reader, target, counting, direction, limit)
    found = _property(reader, target, sorted_by, direction)
    if found is None:
        return None
    descending = direction.descending if direction else False
    if direction and is_reversed(direction.item, found):
        descending = not descending
    if reader.take_all(Operator.DESCENDING) or _from_the_highest(reader, sorted_by):
        descending = True
    reader.take_all(Operator.ASCENDING)
    take_asking(reader)
    connect(reader, target)
    asked = [Column(Property(n.variable, name), name) for n, name in requested_properties(reader, target)]
    value = Column(Property(target.variable, found.name), found.name)
    shown = displayed(reader, target)
    columns = tuple(dict.fromkeys([*(shown[:1] if asked else shown), value, *asked]))
    pattern = pattern_of(reader, target)
    absent = IsNull(Property(target.variable, found.name))
    if limit is not None:
        pattern = with_condition(pattern, replace(absent, negated=True))
    order = (Order(value.expression, descending), *by(columns[0]))
    if descending and limit is None and found.coverage < 1:
        order = (Order(absent), *order)  # servers put what has no value first
    query = Query(pattern, columns, stages=once(pattern, target), order=order, limit=limit)
    return Answer("list", "list of", query, target=target)


def _direction(reader: Reader) -> _Direction | None:
    """ "From the largest", "from newest to oldest", "biggest first"."""
    for item in reader.items:
        if reader.taken(item) or not _is_end(item):
            continue
        start = reader.operator_left_of(item.start, Operator.FROM)
        first = next((i for i in reader.items if i.start == item.end and _closes(reader, i)), None)
        if start is None and first is None:
            continue
        words = [item, *([start] if start else []), *([first] if first and not start else [])]
        to = reader.operator_right_of(item.end, Operator.TO) if start else None
        if start and (other := reader.right_of(to.end if to else item.end, _is_end)):
            words += [*([to] if to else []), other]
        return _Direction(item, _descends(item), tuple(words))
    return None


def _from_the_highest(reader: Reader, sorted_by: Item | None) -> bool:
    """ "Ordered by similarity, highest 3": the end that is shown says how they are ordered."""
    return sorted_by is not None and any(
        item.asks(Operator.HIGHEST, Operator.TOP)
        and item.start >= sorted_by.end
        and item.end < len(reader.tokens)
        and reader.tokens[item.end].kind is TokenKind.NUMBER
        for item in reader.items
    )


def _closes(reader: Reader, item: Item) -> bool:
    """ "Largest first": no number behind it, which would say how many."""
    behind = reader.tokens[item.end] if item.end < len(reader.tokens) else None
    is_number = behind is not None and behind.kind is TokenKind.NUMBER
    return item.asks(Operator.EARLIEST) and reader.tokens[item.start].key == "first" and not is_number


def _is_end(item: Item) -> bool:
    gradable = item.as_a(GradableMeaning)
    return item.asks(*_ENDS) or (gradable is not None and gradable.superlative)


def _descends(item: Item) -> bool:
    gradable = item.as_a(GradableMeaning)
    return gradable.gradable.upwards if gradable else not item.asks(*_RISING)


def _counting(reader: Reader, sorted_by: Item | None) -> Item | None:
    """ "By number of tasks" behind the word that sorts."""
    if sorted_by is None:
        return None
    marker = reader.first(Operator.BY, Operator.EACH, after=sorted_by.end)
    places = [sorted_by.end, *([marker.end] if marker else [])]
    for place in places:
        if counting := reader.operator_right_of(place, Operator.COUNT):
            reader.take(*([marker] if marker and place == marker.end else []))
            return counting
    return None


def _by_count(
    reader: Reader, target: Noun, counting: Item, direction: _Direction | None, limit: int | None
) -> Answer | None:
    measured = noun_after(reader, counting.end, but=target)
    if measured is None:
        return None
    reader.take(counting)
    ascending = not direction.descending if direction else not reader.take_all(Operator.DESCENDING)
    reader.take_all(Operator.ASCENDING)
    take_asking(reader)
    connect(reader, target)
    found = tally(reader, target, measured, keep_empty=limit is None)
    if found is None:
        return None
    query, name, number = found
    order = (Order(Variable(number.alias), not ascending), *by(name))
    said = f"ranking by number of {spoken(number.alias)} of"
    return Answer("ranking", said, replace(query, order=order, limit=limit), target=target, measure=measured)


def _property(
    reader: Reader, target: Noun, sorted_by: Item | None, direction: _Direction | None
) -> PropertyInfo | None:
    """The property that is named behind "by", else the one that the direction speaks of."""

    def is_property(item: Item) -> bool:
        return (
            item.as_a(PropertyMeaning) is not None
            and item.as_a(LabelMeaning) is None
            and not reader.taken(item)
        )

    marker = reader.first(Operator.BY, Operator.EACH)
    for place in (sorted_by, marker, direction.item if direction else None):
        named = reader.right_of(place.end, is_property) if place else None
        found = owner_of_property(reader, named, only=target) if named else None
        if named and found:
            reader.take(named, *([marker] if marker and place is marker else []))
            return found[1]
    gradable = direction.item.as_a(GradableMeaning) if direction else None
    if direction is None:
        return None
    if gradable and gradable.gradable.properties:
        implied = implied_property(reader, target.start + 1, gradable.gradable)
        if implied and implied[0] is target:
            return implied[1]
        if not gradable.gradable.of_time:
            return None
    times = time_of(reader, target) if gradable or direction.item.asks(*_ENDS[2:]) else None
    return times[1] if times else None
