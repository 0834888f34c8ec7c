"""What makes a reading doubtful however well its words fit: what it asks cannot be what was meant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import combinations, permutations
from typing import Final

from graph.nl.languages.small_words import THEY, TYPES
from graph.nl.operators import Operator
from graph.nl.parser.conditions.operands import allowed_values
from graph.nl.parser.nouns.connections import Hop
from graph.nl.parser.parts import Link
from graph.nl.parser.query.tree import (
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    Each,
    Edge,
    Exists,
    HasLabels,
    Literal,
    Node,
    Number,
    Pattern,
    Property,
    Query,
    ShortestPath,
    Stage,
    Unwind,
    Variable,
)
from graph.nl.parser.state import UNREAD, Reader, Unreadable
from graph.nl.parser.words.general_verbs import general_verb
from graph.nl.parser.words.meanings import Item, OperatorMeaning, PropertyMeaning, RelationshipMeaning
from graph.nl.stems import singular


def refuse_unbound(query: Query) -> None:
    """Every condition speaks of something that the query looks for.

    Raises:
        Unreadable: one speaks of a node or relationship that is looked for elsewhere only.
    """
    scope = {name for pattern in (query.match, *query.optional) for name in _variables(pattern)}
    for stage in query.stages:
        if isinstance(stage, Stage):
            scope |= {column.alias for column in stage.columns}
        elif isinstance(stage, Unwind):
            scope.add(stage.alias)
    scope |= {column.alias for column in query.columns}
    if any(name not in scope for name in _free(query, scope)):
        raise Unreadable("It is not clear what a condition is said of.")


def _variables(pattern: Pattern) -> Iterator[str]:
    yield from (node.variable for node in pattern.nodes)
    yield from pattern.bound
    for edge in pattern.edges:
        yield from (edge.start.variable, edge.end.variable)
        if isinstance(edge, Edge | ShortestPath):
            yield edge.variable


def _free(value: object, scope: set[str]) -> Iterator[str]:
    """The variables in ``value`` that its own subqueries do not bind."""
    if isinstance(value, Property | HasLabels):
        yield value.variable
    elif isinstance(value, Variable):
        yield value.name
    elif isinstance(value, Exists | CountOf):
        inner = scope | set(_variables(value.pattern))
        yield from (name for name in _free(value.pattern.condition, inner) if name not in inner)
    elif isinstance(value, Each):
        yield from _free(value.of, scope)
        yield from (name for name in _free(value.item, scope) if name != value.variable)
    elif isinstance(value, tuple):
        for each in value:
            yield from _free(each, scope)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _free(getattr(value, each.name), scope)


def doubt_contradictions(reader: Reader) -> None:
    """Two values of one property that nothing can have at once: one of the words meant something else."""
    for one, other in combinations(reader.modifiers, 2):
        if one.owner is not other.owner or one.property != other.property:
            continue
        values = allowed_values(one.condition), allowed_values(other.condition)
        unequal = all(values) and not set(values[0]) & set(values[1])
        if unequal or _exclude_each_other(one.condition, other.condition):
            reader.doubt(UNREAD, f"nothing is both {one.said} and {other.said}")


def _exclude_each_other(one: Condition, other: Condition) -> bool:
    """ "Above 500 and below 100": no number is both."""
    match one, other:
        case (
            Comparison(Property(), ">" | ">=", Literal(int() | float() as low)),
            Comparison(Property(), "<" | "<=", Literal(int() | float() as high)),
        ):
            return low > high
        case (Comparison(Property(), "<" | "<=", _), Comparison(Property(), ">" | ">=", _)):
            return _exclude_each_other(other, one)
    return False


def doubt_precedence(reader: Reader) -> None:
    """ "With email or phone and orcid": nobody says which of the two joins first."""
    either = [m for m in reader.modifiers if isinstance(m.condition, AnyOf) and not m.property]
    for one in either:
        joints = [reader.left_of(one.start), reader.right_of(one.end)]
        if any(
            joint is not None
            and joint.asks(Operator.AND)
            and (
                beside := reader.right_of(joint.end)
                if joint.start >= one.end
                else reader.left_of(joint.start)
            )
            and beside.as_a(PropertyMeaning)
            for joint in joints
        ):
            reader.doubt(UNREAD, "it is not clear what belongs together")


def doubt_idle_verbs(reader: Reader, query: Query) -> None:
    """A verb that was read, while what hangs together does so by something else: it was passed over."""
    used = set(_types(query))
    for item in reader.items:
        meaning = item.as_a(RelationshipMeaning)
        if meaning is None or item.start not in reader.read or not reader.links or general_verb(item):
            continue
        other = any(not isinstance(each, RelationshipMeaning | OperatorMeaning) for each in item.meanings)
        said_again = item.start in reader.explained or _is_plural_noun(reader, item)
        if not other and not said_again and not meaning.types & used and _could_hold(reader, meaning.types):
            reader.doubt(UNREAD, f"{reader.said(item.start, item.end)!r} plays no part")


def _is_plural_noun(reader: Reader, item: Item) -> bool:
    """ "Blast runs": a word for what the noun before it is."""
    word = reader.tokens[item.end - 1].key
    return any(noun.end == item.start for noun in reader.nouns) and singular(word) != word


def _could_hold(reader: Reader, types: frozenset[str]) -> bool:
    return any(
        reader.connections.reached(noun.kind, kind, forward=forward)
        for noun in reader.nouns
        for kind in types
        for forward in (True, False)
    )


def _types(value: object) -> Iterator[str]:
    """The relationship types that a part of a query looks for."""
    if isinstance(value, Edge):
        yield from (hop.type for hop in value.hops)
    if isinstance(value, tuple):
        for each in value:
            yield from _types(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _types(getattr(value, field.name))


def doubt_lost_words(reader: Reader, query: Query) -> None:
    """A condition, a kind or an amount that was read, and that is nowhere in the query."""
    asked = _Contents.of(query)
    for modifier in reader.modifiers:
        if not asked.holds(_Contents.of(modifier.condition)):
            reader.doubt(UNREAD, f"{modifier.said!r} plays no part")
    for noun in reader.nouns:
        if noun.end > noun.start and not asked.holds(_Contents(labels=noun.kind.names)):
            reader.doubt(UNREAD, f"{reader.said(noun.start, noun.end)!r} plays no part")
    for noun in reader.nouns:  # "collected by members of each project": whose members is lost
        if noun.does and not asked.holds(_Contents(types=noun.does)) and len(reader.nouns) > 1:
            reader.doubt(UNREAD, f"{reader.said(noun.start, noun.end)!r} plays no part")
    for link in reader.links:
        numbers = frozenset({link.amount[1]}) if link.amount else frozenset[int]()
        if not asked.holds(_Contents(types=link.way.types, numbers=numbers)):
            reader.doubt(UNREAD, f"{', '.join(sorted(link.way.types))} plays no part")


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a query or a condition speaks of, wherever in it."""

    labels: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    numbers: frozenset[int | float] = frozenset()

    @classmethod
    def of(cls, value: object) -> "_Contents":
        """All that is in a part of a query tree."""
        match value:
            case Node() | HasLabels():
                return cls(labels=value.labels | getattr(value, "any_of", frozenset()))
            case Property():
                return cls(properties=frozenset({value.name}))
            case Literal():
                return cls(values=frozenset({repr(value.value)}))
            case Number():
                return cls(numbers=frozenset({value.value}))
            case Hop():
                return cls(types=frozenset({value.type}), labels=frozenset({value.label} - {""}))
            case tuple():
                return cls.all(map(cls.of, value))
        if is_dataclass(value) and not isinstance(value, type):
            return cls.all(cls.of(getattr(value, field.name)) for field in fields(value))
        return cls()

    @classmethod
    def all(cls, several: Iterable["_Contents"]) -> "_Contents":
        """What any of several speaks of."""
        known = list(several)
        names = [field.name for field in fields(cls)]
        return cls(**{name: frozenset().union(*(getattr(each, name) for each in known)) for name in names})

    def holds(self, other: "_Contents") -> bool:
        """Whether all of the other is in this."""
        return all(getattr(other, field.name) <= getattr(self, field.name) for field in fields(self))


def doubt_detours(reader: Reader) -> None:
    """ "Tasks of the user with the most tasks": from a node to others of its kind, back by the way it came.

    It may be meant where conditions tell the others, and where there can be others at all.
    """
    for link, other in permutations(reader.links, 2):
        if link.child is other.parent and len(other.way.hops) > 1:
            first, last = other.way.hops[0], link.way.hops[-1]
            if (first.type, first.forward) == (last.type, not last.forward):
                reader.doubt(UNREAD, "it leads back by the way it came")
        back = link.child is other.parent and link.parent.kind == other.child.kind
        if not back or link.way.hops[::-1] != tuple(_turned(hop) for hop in other.way.hops):
            continue
        if not any(reader.modifiers_of(other.child)) or _is_the_only_one(reader, other):
            reader.doubt(UNREAD, "it leads back to nodes of the same kind")


def _is_the_only_one(reader: Reader, link: Link) -> bool:
    """Whether such nodes have one neighbour at most by the link: a task is run by one user."""
    hop = link.way.hops[0]
    label = reader.widest(link.parent.kind)
    return reader.schema.fan_out(label, hop.type, "out" if hop.forward else "in") <= 1


def _turned(hop: Hop) -> Hop:
    return Hop(hop.type, not hop.forward, hop.label)


def doubt_anaphora(reader: Reader) -> None:
    """ "Projects coordinated by their institution": what goes back to an earlier noun is not read."""
    ends = {id(link.child) for link in reader.links}
    roots = [noun for noun in reader.nouns if id(noun) not in ends]
    for link in reader.links:
        whose = reader.operator_left_of(link.child.start, Operator.POSSESSIVE) or next(
            (i for i in reader.items if i.end == link.child.start and i.asks(Operator.POSSESSIVE)), None
        )
        if whose is None or link.parent in roots:
            continue
        if any(len(way.hops) == 1 for n in roots for way in reader.connections.ways(n.kind, link.child.kind)):
            reader.doubt(UNREAD, f"it is not clear whose is meant by {reader.said(whose.start, whose.end)!r}")
    for link, other in permutations(reader.links, 2):
        owner = link.child
        named = any(m.start == owner.start for m in reader.modifiers_of(owner))
        if named and other.parent is owner and other.child.start == owner.end < other.child.end:
            reader.doubt(UNREAD, "it is not clear what is theirs")  # "projects of ada's institution"
    if any(token.key in THEY for token in reader.tokens):
        said = [noun for noun in reader.nouns if noun.end > noun.start]
        if any(one.kind == other.kind for one, other in combinations(said, 2)):
            reader.doubt(UNREAD, "it is not clear who is meant")


_THEM: Final = frozenset({"them", "those", "these", "loro", "questi", "queste", "quelli", "quelle", "essi"})


def doubt_parts_of_counts(reader: Reader) -> None:
    """ "How many per month, and how many of them failed": one number alone would not tell both."""
    asked = [item for item in reader.items if item.asks(Operator.COUNT) and item.start in reader.read]
    for item in asked[1:]:
        behind = reader.tokens[item.end : item.end + 2]
        if any(token.key in _THEM for token in behind):
            reader.doubt(UNREAD, "two numbers are asked for")


def doubt_types_of(reader: Reader) -> None:
    """ "File types of ada's tasks": right behind a noun the word asks for more than different nodes."""
    for item in reader.items:
        typed = item.asks(Operator.DISTINCT) and reader.tokens[item.start].key in TYPES
        if typed and item.start in reader.read and any(n.end == item.start > n.start for n in reader.nouns):
            reader.doubt(UNREAD, f"{reader.said(item.start, item.end)!r} plays no part")
