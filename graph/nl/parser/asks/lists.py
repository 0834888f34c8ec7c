"""Lists of nodes, of chosen properties, and of the different values of one."""

from typing import Final

from graph.nl.languages.small_words import COUPLES
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, displayed, once, shown
from graph.nl.parser.asks.limits import take_limit, take_number
from graph.nl.parser.asks.roles import (
    ASKING,
    asked_noun,
    is_singular,
    owner_of_asked,
    requested_properties,
    start_with_adjectives,
    take_asking,
    type_of,
)
from graph.nl.parser.conditions.operands import is_time
from graph.nl.parser.conditions.relationship_times import time_of_verb
from graph.nl.parser.describe import noun_phrase
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import pattern_of
from graph.nl.parser.query.tree import Column, IsNull, Pattern, Property, Query, Stage, Unwind, Variable
from graph.nl.parser.state import NO_VERB, Reader, Unreadable
from graph.nl.parser.words.meanings import Item
from graph.nl.stems import plural, spoken

DEFAULT_SAMPLE: Final = 5


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
    theirs = _theirs(reader, target)
    when = [] if any(reader.properties()) else reader.take_all(Operator.WHEN)
    related = time_of_verb(reader) if when else None
    if when and not related:
        return None
    connect(reader, target)
    named = {item.start for item in reader.properties()}
    found = requested_properties(reader, target) or type_of(reader, distinct, target)
    if related:  # "when did ada join her institution"
        found = [(Noun(Kind(), target.end, target.end, related[0].variable), related[1].name)]
    _require_connected(reader, target, found)
    named &= reader.read
    if found and all(is_time(info) for noun, name in found if (info := reader.property_of(noun.kind, name))):
        reader.take_all(Operator.WHEN)
    if not asked and reader.tokens[0].key != "who" and not sampled:
        reader.doubt(NO_VERB, "taken as a question for a list")
    if sampled and limit is None:
        limit = take_number(reader) or _implied_number(reader, sampled, target)
    if limit is None and not found and asked and _asks_for_one(reader, target):
        limit = 1
    values_only = len(found) == 1 and not _is_one(reader, target)
    beside = one_each or any(item.start > target.end for item in reader.items if item.start in named)
    if found and (distinct or (values_only and not beside)):
        return _values(reader, target, found, limit)
    pattern = pattern_of(reader, target)
    if theirs and not found:
        reader.take(*theirs[1])
        return _beside_theirs(reader, target, theirs[0], pattern, limit)
    columns = tuple(Column(Property(noun.variable, name), name) for noun, name in _unique(found))
    if found and any(noun is not target for noun, _ in found):
        if beside:
            columns = _with_name(displayed(reader, target)[:1], columns)
        query = Query(pattern, columns, order=by(columns[0]), limit=limit, distinct=True)
        return Answer("sample" if sampled else "list", "list of", query, target=target)
    if beside:
        columns = _with_name(displayed(reader, target)[:1], columns)
    columns = columns or displayed(reader, target)
    query = Query(pattern, columns, stages=once(pattern, target), order=by(columns[0]), limit=limit)
    return Answer("sample" if sampled else "list", "list of", query, target=target)


def _implied_number(reader: Reader, sampled: list[Item], target: Noun) -> int:
    """Two where "a couple" is asked for, one of a noun in the singular, else a few."""
    said = {reader.tokens[p].key for item in sampled for p in range(item.start, item.end)}
    if said & COUPLES:
        return 2
    return 1 if is_singular(reader, target) else DEFAULT_SAMPLE


def _asks_for_one(reader: Reader, target: Noun) -> bool:
    """ "Give me a failed task": one of them, whichever."""
    start = start_with_adjectives(reader, target)
    one = reader.operator_left_of(start, Operator.INDEFINITE)
    before = reader.left_of(one.start) if one else None
    return before is not None and before.asks(Operator.LIST) and is_singular(reader, target)


def _theirs(reader: Reader, target: Noun) -> tuple[Noun, tuple[Item, Item]] | None:
    """ "Projects and their members": what is shown beside each, and the words that say so."""
    for noun in reader.nouns:
        whose = reader.operator_left_of(noun.start, Operator.POSSESSIVE)
        if whose is None or noun is target or whose.start < target.end:
            continue
        joint = reader.operator_left_of(whose.start, Operator.AND, Operator.WITH, Operator.ALONG)
        if joint and reader.adjacent(_end_of(reader, target), joint.start):
            return noun, (whose, joint)
    return None


def _end_of(reader: Reader, target: Noun) -> int:
    return max([target.end, *(m.end for m in reader.modifiers_of(target))])


def _beside_theirs(
    reader: Reader, target: Noun, theirs: Noun, pattern: Pattern, limit: int | None
) -> Answer | None:
    columns = shown(reader, target), shown(reader, theirs)
    if (
        theirs.variable not in {node.variable for node in pattern.nodes}
        or columns[0].alias == columns[1].alias
    ):
        return None
    query = Query(pattern, columns, order=by(*columns), limit=limit, distinct=True)
    return Answer("list", "list of", query, target=target)


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


def is_list(reader: Reader, noun: Noun, name: str) -> bool:
    """Whether a property of a noun holds several values at once."""
    info = reader.property_of(noun.kind, name)
    return info is not None and info.type == "list"


def _is_identified(reader: Reader, target: Noun) -> bool:
    """Whether the question speaks of one node that it names: its list is one value."""
    called = reader.names_of(target.kind)
    return any(m.property in called for m in reader.modifiers_of(target))


def _values(reader: Reader, target: Noun, found: list[tuple[Noun, str]], limit: int | None) -> Answer:
    """The different values of properties."""
    columns = tuple(Column(Property(noun.variable, name), name) for noun, name in _unique(found))
    present = IsNull(Variable(columns[0].alias), negated=True) if len(columns) == 1 else None
    stages: tuple[Stage | Unwind, ...] = (Stage(columns, distinct=True, condition=present),)
    if len(columns) == 1 and is_list(reader, *found[0]) and not _is_identified(reader, target):
        [(owner, listed)], [column] = found, columns
        alone = Column(Variable(column.alias), column.alias)
        stages = (Unwind(Property(owner.variable, listed), column.alias), Stage((alone,), distinct=True))
    query = Query(
        pattern_of(reader, target),
        tuple(Column(Variable(column.alias), column.alias) for column in columns),
        stages=stages,
        order=by(*columns),
        limit=limit,
    )
    name = spoken(found[0][1])
    owner = found[0][0]
    one_kind = plural(spoken(reader.widest(owner.kind) or "node"))
    whose = noun_phrase(reader, owner, many=True) if owner is target else one_kind
    subject = f"{name} of {whose}", f"{plural(name)} of {whose}"
    return Answer("distinct", "different", query, target=target, subject=subject, hints={"property": name})
