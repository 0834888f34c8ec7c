"""What a question wants to know of its nodes: a number, a list, a ranking, groups."""

from typing import Final

from graph.nl.parser.lexicon import (
    Item,
    LabelMeaning,
    NumberMeaning,
    Operator,
    PropertyMeaning,
    RelationshipMeaning,
)
from graph.nl.parser.paths import shortest_way
from graph.nl.parser.reader import GUESSED_NUMBER, NO_VERB, QuestionReader
from graph.nl.parser.reading import Edge, Node, Operation, Reading
from graph.nl.stems import singular

DEFAULT_TOP: Final = 5


def decide(reader: QuestionReader) -> Reading:
    """Which operation the operators ask for, and on what."""
    reader.take_operators(Operator.POLITE)
    for operation in (_rank, _group, _property):
        before = reader.state()
        if reading := operation(reader):
            return reading
        reader.restore(before)
    return _count_or_list(reader)


def _rank(reader: QuestionReader) -> Reading | None:
    """ "which X has the most Y", "top 5 X by number of Y", "top 3 X by size"."""
    superlative = reader.first(Operator.TOP, Operator.BOTTOM)
    if superlative is None:
        return None
    reader.take(superlative)
    by = next((i for i in reader.items if i.meaning is Operator.BY and i.start >= superlative.end), None)
    asked = reader.first(Operator.LIST)
    if asked and asked.start < superlative.start:
        target = _asked_node(reader)
    else:
        target = reader.node_after(superlative.end) if by else 0
    if target is None:
        return None
    reading = Reading(Operation.RANK, reader.nodes, reader.edges, target=target)
    reading.ascending = superlative.meaning is Operator.BOTTOM
    reading.limit = _take_limit(reader, target)
    if by:
        reader.take(by)
        reading.property = _ranking_property(reader, by, target)
    if reading.property is None:
        reading.measure = reader.node_after((by or superlative).end, excluded=target)
        if reading.measure is None:
            return None
    reader.take_operators(Operator.LIST)
    for item in reader.items:
        if item.meaning is Operator.COUNT and item.start >= (by or superlative).end:
            reader.take(item)
    if reading.limit is None:
        subject = reader.tokens[reader.nodes[target].end - 1].text.casefold()
        reading.limit = 1 if singular(subject) == subject else DEFAULT_TOP
        if reading.limit != 1:
            reader.doubt(GUESSED_NUMBER, f"how many is not said: the first {DEFAULT_TOP}")
    return reading


def _ranking_property(reader: QuestionReader, by: Item, target: int) -> str | None:
    """The target's own property that it is ranked by, if the question names one and nothing else."""
    named = (i for i in reader.items if isinstance(i.meaning, PropertyMeaning) and i.start >= by.end)
    item = next(named, None)
    found = _property_at(reader, item) if item and len(reader.nodes) == 1 else None
    return found[1] if found and found[0] == target else None


def _asked_node(reader: QuestionReader, *, excluded: int | None = None) -> int | None:
    """The node that "how many" or "which" is about: not the institute of "at X, how many users"."""
    asked = reader.first(Operator.COUNT) or reader.first(Operator.LIST)
    following = reader.node_after(asked.end, excluded) if asked else None
    return following if following is not None else reader.node_after(0, excluded)


def _group(reader: QuestionReader) -> Reading | None:
    """ "how many X per P", "number of X for each Y", "the most common P of X"."""
    common = reader.first(Operator.COMMON)
    each = reader.first(Operator.EACH)
    by = _grouping_by(reader)
    marker = common or each or by
    if marker is None:
        return None
    reader.take(marker)
    limit = _take_limit(reader, 0) if common else None
    named = next(
        (
            item
            for item in reader.items
            if item.start >= marker.end
            and isinstance(item.meaning, PropertyMeaning)
            and (common or reader.adjacent(marker.end, item.start))
        ),
        None,
    )
    found = _property_at(reader, named) if named else None
    reading = Reading(Operation.GROUP, reader.nodes, reader.edges, limit=limit)
    if found:
        reading.key, reading.property = found
        reading.target = _asked_node(reader) or 0
    else:
        key = reader.node_after(marker.end)
        if key is None or common or not reader.adjacent(marker.end, reader.nodes[key].start):
            return None
        # "which user ran every task" asks for no number, though it has the word.
        asks_number = reader.first(Operator.COUNT) or reader.said(marker).casefold() == "per"
        target = _asked_node(reader, excluded=key) if asks_number else None
        if target is None:
            return None
        reading.key, reading.target = key, target
    if common and reading.limit is None:
        reading.limit = 1
    asked = reader.take_operators(Operator.COUNT, Operator.LIST)
    if not asked and not common:
        reader.doubt(NO_VERB, "taken as a question for numbers")
    return reading


def _grouping_by(reader: QuestionReader) -> Item | None:
    """The "by" of "tasks by status"; not that of "tasks run by users"."""
    for item in reader.items:
        if item.meaning is not Operator.BY:
            continue
        verb = any(
            isinstance(each.meaning, RelationshipMeaning) and each.end == item.start for each in reader.items
        )
        following = next((each for each in reader.items if each.start >= item.end), None)
        counted = reader.first(Operator.COUNT) is not None
        if verb or following is None or not reader.adjacent(item.end, following.start):
            continue
        if isinstance(following.meaning, PropertyMeaning) or (
            counted and isinstance(following.meaning, LabelMeaning)
        ):
            return item
    return None


def _property(reader: QuestionReader) -> Reading | None:
    """ "what are the statuses of tasks", "how many different organisms", "emails of users"."""
    named = next(
        (i for i in reader.items if isinstance(i.meaning, PropertyMeaning) and i.start not in reader.read),
        None,
    )
    target = reader.nodes[0]
    if named is None or not (
        named.end <= target.start
        or (reader.adjacent(target.end, named.start) and named.end == len(reader.tokens))
    ):
        return None
    found = _property_at(reader, named)
    if found is None:
        return None
    count = reader.first(Operator.COUNT)
    distinct = bool(reader.take_operators(Operator.DISTINCT))
    if not reader.take_operators(Operator.COUNT, Operator.LIST):
        reader.doubt(NO_VERB, "taken as a question for a list")
    if count and not distinct:
        reader.doubt(GUESSED_NUMBER, "different values are counted")
    return Reading(
        Operation.COUNT_DISTINCT if count else Operation.DISTINCT,
        reader.nodes,
        reader.edges,
        target=found[0],
        property=found[1],
        limit=None if count else _take_limit(reader, found[0]),
    )


def _count_or_list(reader: QuestionReader) -> Reading:
    """ "how many X", "which X", or just "X"."""
    target = _asked_node(reader) or 0
    counting = bool(reader.take_operators(Operator.COUNT))
    listing = bool(reader.take_operators(Operator.LIST))
    if counting:
        reader.take_operators(Operator.DISTINCT)
    elif not listing and not _asks_who(reader):
        reader.doubt(NO_VERB, "taken as a question for a list")
    limit = None if counting else _take_limit(reader, target)
    operation = Operation.COUNT if counting else Operation.LIST
    return Reading(operation, reader.nodes, reader.edges, target=target, limit=limit)


def _asks_who(reader: QuestionReader) -> bool:
    return bool(reader.tokens) and reader.tokens[0].key == "who"


def _property_at(reader: QuestionReader, item: Item) -> tuple[int, str] | None:
    """The node and the property that a property item means: of the nearest node that has it."""
    if not isinstance(item.meaning, PropertyMeaning):
        return None
    nearest = sorted(range(len(reader.nodes)), key=lambda i: abs(reader.nodes[i].start - item.start))
    for index in nearest:
        own = {each.name for each in reader.schema.properties_of(reader.nodes[index].labels)}
        if same := sorted(item.meaning.names & own):
            reader.take(item)
            return index, same[0]
    return _property_elsewhere(reader, item, item.meaning.names)


def _property_elsewhere(reader: QuestionReader, item: Item, names: frozenset[str]) -> tuple[int, str] | None:
    """A property of a neighbour: "users per country" is about the country of their institution."""
    owners = [info for info in reader.schema.labels if any(info.property(name) for name in names)]
    ways = [
        (info, way)
        for info in owners
        if (way := shortest_way(reader.schema, reader.nodes[0].labels, frozenset({info.name}), frozenset()))
        and len(way.hops) == 1
    ]
    if len(ways) != 1:
        return None
    [(info, way)] = ways
    reader.take(item)
    reader.nodes.append(Node(frozenset({info.name}), item.start, item.end))
    reader.edges.append(Edge(0, len(reader.nodes) - 1, way))
    return len(reader.nodes) - 1, next(name for name in sorted(names) if info.property(name))


def _take_limit(reader: QuestionReader, target: int) -> int | None:
    """A number right after "top" or "show", or right before the nodes that are listed."""
    for item in reader.items:
        if not isinstance(item.meaning, NumberMeaning) or reader.taken(item) or not item.meaning.value:
            continue
        follows = any(
            each.end == item.start and each.meaning in (Operator.TOP, Operator.BOTTOM, Operator.LIST)
            for each in reader.items
        )
        if follows or reader.adjacent(item.end, reader.nodes[target].start):
            reader.take(item)
            return item.meaning.value
    return None
