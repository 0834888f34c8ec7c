"""Counts, lists, chosen properties, yes or no, and all about one node."""

from dataclasses import replace
from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, displayed, once
from graph.nl.parser.asks.roles import (
    ASKING,
    asked_noun,
    is_singular,
    owner_of_asked,
    requested_properties,
    take_asking,
    take_limit,
    take_number,
)
from graph.nl.parser.asks.shares import all_have
from graph.nl.parser.build import counted, node_of, pattern_of
from graph.nl.parser.connections import Hop, Kind
from graph.nl.parser.links import connect
from graph.nl.parser.meanings import PropertyMeaning, RelationshipMeaning
from graph.nl.parser.operands import is_time
from graph.nl.parser.owners import owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import NO_VERB, Reader, Unreadable
from graph.nl.parser.tree import (
    Call,
    Column,
    Comparison,
    Edge,
    IsNull,
    Node,
    Number,
    Order,
    Property,
    Query,
    Stage,
    Variable,
)
from graph.nl.stems import plural, spoken
from graph.schema.model import Direction

DEFAULT_SAMPLE: Final = 5


def count(reader: Reader) -> Answer | None:
    """ "How many X ...", "number of X"."""
    asked = reader.first(Operator.COUNT)
    target = asked_noun(reader) or (owner_of_asked(reader) if asked else None)
    if asked is None or target is None:
        return None
    reader.take_all(Operator.COUNT, Operator.LIST, Operator.WHICH)
    distinct = reader.first(Operator.DISTINCT)
    connect(reader, target)
    # "How many statuses do tasks have"; behind the noun a property is a condition that was not understood.
    asks_values = distinct or any(item.start <= target.start for item in reader.properties())
    if asks_values and (found := requested_properties(reader, target)):
        return _count_values(reader, target, found)
    if distinct:
        reader.take(distinct)
    present = reader.operator_right_of(target.end, Operator.PRESENT)
    if present and present.end == len(reader.tokens):
        reader.take(present)  # "quanti taxa sono registrati": that there are
    pattern = pattern_of(reader, target)
    query = Query(pattern, (Column(counted(reader, target, pattern), "total"),))
    return Answer("count", "number of", query, target=target)


def count_relationships(reader: Reader) -> Answer | None:
    """ "How many INPUT relationships are there", "how many relationships does ada have"."""
    asked = reader.first(Operator.DEGREE, Operator.IN_DEGREE, Operator.OUT_DEGREE)
    if reader.first(Operator.COUNT) is None or asked is None or len(reader.nouns) > 1:
        return _count_paths(reader)
    verb = next((each for each in reader.verbs()), None)
    meaning = verb.as_a(RelationshipMeaning) if verb else None
    if len(meaning.types if meaning else ()) > 1:
        return None
    direction: Direction = (
        "out" if asked.asks(Operator.OUT_DEGREE) else "in" if asked.asks(Operator.IN_DEGREE) else "both"
    )
    reader.take(asked, *([verb] if verb else []))
    reader.take_all(Operator.COUNT, *ASKING)
    target = reader.nouns[0] if reader.nouns else reader.add_noun(Kind(), asked.start, asked.start)
    if not reader.modifiers_of(target) and not target.kind.names:
        direction = "out"  # each relationship once
    hops = tuple(Hop(kind, direction != "in") for kind in (meaning.types if meaning else ()))
    connect(reader, target)
    pattern = pattern_of(reader, target)
    edge = Edge(node_of(target), Node(""), hops, "r", direction)
    pattern = replace(pattern, nodes=(*pattern.nodes, Node("")), edges=(*pattern.edges, edge))
    query = Query(pattern, (Column(Call("count", (Variable("r"),)), "total"),))
    return Answer("count", "number of", query, subject=("relationship", "relationships"))


def _count_paths(reader: Reader) -> Answer | None:
    """ "How many (:User)-[:RUNS]->(:Task) are there": relationships, not nodes."""
    counting = reader.first(Operator.COUNT)
    drawn = sorted(reader.explained)
    if counting is None or not drawn or len(reader.nouns) != 2 or reader.nouns[0].start < counting.end:
        return None
    if not any(reader.nouns[0].end <= position < reader.nouns[1].start for position in drawn):
        return None
    reader.take(counting)
    connect(reader, reader.nouns[0])
    [link] = reader.links
    link.variable = reader.variable_for(Kind(frozenset({"r"})))
    pattern = pattern_of(reader, reader.nouns[0])
    query = Query(pattern, (Column(Call("count", (Variable(link.variable),)), "total"),))
    return Answer("count", "number of", query, subject=("relationship", "relationships"))


def _count_values(reader: Reader, target: Noun, found: list[tuple[Noun, str]]) -> Answer | None:
    """ "How many different statuses do tasks have"."""
    if len(found) != 1:
        return None
    [(owner, name)] = found
    reader.take_all(Operator.DISTINCT)
    value = Property(owner.variable, name)
    query = Query(pattern_of(reader, target), (Column(Call("count", (value,), distinct=True), "total"),))
    subject = spoken(name)
    return Answer("count", "number of different", query, target=target, subject=(subject, plural(subject)))


def listing(reader: Reader) -> Answer | None:
    """ "List X", "which X ...", "names and emails of X", "5 X", or just "X"."""
    target = asked_noun(reader) or owner_of_asked(reader)
    if target is None or reader.first(Operator.COUNT):
        return None
    limit = take_limit(reader, target)
    asked = bool(reader.first(*ASKING, Operator.SAMPLE))
    if every := reader.operator_left_of(target.start, Operator.EACH):
        reader.take(every)
    one_each = every is not None
    distinct = reader.take_all(Operator.DISTINCT)
    sampled = reader.take_all(Operator.SAMPLE)
    whichever = reader.operator_right_of(target.end, Operator.INDEFINITE)
    if whichever and whichever.end == len(reader.tokens):  # "due task qualsiasi"
        reader.take(whichever)
        sampled.append(whichever)
    take_asking(reader)
    connect(reader, target)
    named = {item.start for item in reader.properties()}
    found = requested_properties(reader, target)
    _require_connected(reader, target, found)
    named &= reader.read
    if found and all(is_time(info) for noun, name in found if (info := reader.property_of(noun.kind, name))):
        reader.take_all(Operator.WHEN)
    order = _sorted_by(reader, target)
    if not asked and reader.tokens[0].key != "who" and not sampled:
        reader.doubt(NO_VERB, "taken as a question for a list")
    if sampled and limit is None:
        limit = take_number(reader) or (1 if is_singular(reader, target) else DEFAULT_SAMPLE)
    values_only = len(found) == 1 and not _is_one(reader, target) and not order
    beside = one_each or any(item.start > target.end for item in reader.items if item.start in named)
    if found and (distinct or (values_only and not beside)):
        return _values(reader, target, found, limit)
    pattern = pattern_of(reader, target)
    columns = tuple(Column(Property(noun.variable, name), name) for noun, name in _unique(found))
    if found and any(noun is not target for noun, _ in found):
        if beside:
            columns = _with_name(displayed(reader, target)[:1], columns)
        query = Query(pattern, columns, order=order or by(columns[0]), limit=limit, distinct=True)
        return Answer("sample" if sampled else "list", "list of", query, target=target)
    if beside:
        columns = _with_name(displayed(reader, target)[:1], columns)
    columns = columns or displayed(reader, target)
    query = Query(pattern, columns, stages=once(pattern, target), order=order or by(columns[0]), limit=limit)
    return Answer("sample" if sampled else "list", "list of", query, target=target)


def _require_connected(reader: Reader, target: Noun, found: list[tuple[Noun, str]]) -> None:
    """A property of nodes that nothing leads to cannot be shown.

    Raises:
        Unreadable: there is one.
    """
    hung = {target.variable}
    for _ in reader.links:
        reached = [link for link in reader.links if link.parent.variable in hung]
        hung |= {name for link in reached for name in (link.variable, link.child.variable)}
    for noun, name in found:
        if noun.variable not in hung:
            raise Unreadable(f"It is not clear whose {spoken(name)} is meant.")


def _with_name(name: tuple[Column, ...], columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return (*(c for c in name if c not in columns), *columns)


def _unique(found: list[tuple[Noun, str]]) -> list[tuple[Noun, str]]:
    """Each property once, and no two columns of one name."""
    unique: dict[str, tuple[Noun, str]] = {}
    for noun, name in found:
        unique.setdefault(name, (noun, name))
    return list(unique.values())


def _is_one(reader: Reader, target: Noun) -> bool:
    return any(m.property == "name" for m in reader.modifiers_of(target))


def _values(reader: Reader, target: Noun, found: list[tuple[Noun, str]], limit: int | None) -> Answer:
    """The different values of properties."""
    columns = tuple(Column(Property(noun.variable, name), name) for noun, name in _unique(found))
    present = IsNull(Variable(columns[0].alias), negated=True) if len(columns) == 1 else None
    query = Query(
        pattern_of(reader, target),
        tuple(Column(Variable(column.alias), column.alias) for column in columns),
        stages=(Stage(columns, distinct=True, condition=present),),
        order=by(*columns),
        limit=limit,
    )
    name = spoken(found[0][1])
    noun = plural(spoken(reader.widest(found[0][0].kind) or "node"))
    subject = f"{name} of {noun}", f"{plural(name)} of {noun}"
    return Answer("distinct", "different", query, target=target, subject=subject, hints={"property": name})


def _sorted_by(reader: Reader, target: Noun) -> tuple[Order, ...]:
    """ "sorted by size descending"."""
    sorting = reader.first(Operator.SORTED)
    if sorting is None:
        return ()
    named = reader.right_of(sorting.end, lambda item: item.as_a(PropertyMeaning) is not None)
    found = owner_of_property(reader, named, only=target) if named else None
    if named is None or found is None:
        return ()
    reader.take(sorting, named)
    descending = bool(reader.take_all(Operator.DESCENDING))
    reader.take_all(Operator.ASCENDING)
    return (Order(Property(target.variable, found[1].name), descending),)


def yes_or_no(reader: Reader) -> Answer | None:
    """ "Is there a task that ...", "did ada run a Blast task"."""
    first = next((item for item in reader.items if not item.asks(Operator.POLITE)), None)
    if first is None or not first.asks(Operator.YES_NO) or not reader.nouns:
        return None
    if reader.first(Operator.COUNT, Operator.LIST, Operator.WHICH):
        return None
    root = reader.nouns[0]
    reader.take(first)
    connect(reader, root)
    reader.take_all(Operator.YES_NO)
    every = reader.operator_left_of(root.start, Operator.ALL, Operator.EACH)
    if every:
        reader.take(every)
        query = all_have(reader, root)
        return Answer("boolean", "whether all are", query, target=root) if query else None
    pattern = pattern_of(reader, root)
    answer = Comparison(counted(reader, root, pattern), ">", Number(0))
    return Answer("boolean", "whether there is", Query(pattern, (Column(answer, "answer"),)), target=root)


def details(reader: Reader) -> Answer | None:
    """ "Show user mRossi", "tell me about task 7": everything about one node."""
    asked = reader.first(Operator.DETAILS)
    one = [noun for noun in reader.nouns if any(m.property == "name" for m in reader.modifiers_of(noun))]
    if not one or len(reader.nouns) != 1 or (not asked and not reader.first(Operator.LIST)):
        return None
    [target] = one
    if any(reader.properties()):
        return None
    reader.take_all(Operator.DETAILS, Operator.LIST, Operator.WHICH)
    infos = reader.properties_of(target.kind)
    columns = tuple(Column(Property(target.variable, info.name), info.name) for info in infos)
    if not target.kind.names:
        columns = (
            Column(Call("labels", (Variable(target.variable),)), "labels"),
            Column(Call("properties", (Variable(target.variable),)), "properties"),
        )
    pattern = pattern_of(reader, target)
    return Answer(
        "record", "everything about", Query(pattern, columns, order=by(columns[0]), limit=10), target=target
    )
