"""From what was found in a question to patterns and conditions of the query tree."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace

from graph.nl.operators import Operator
from graph.nl.parser.connections import Kind
from graph.nl.parser.meanings import Item
from graph.nl.parser.negation import NEGATIONS
from graph.nl.parser.parts import Link, Modifier, Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.tree import (
    AllOf,
    Call,
    Comparison,
    Condition,
    CountOf,
    Edge,
    Exists,
    Expression,
    HasLabels,
    Node,
    Not,
    Number,
    Pattern,
    Variable,
    all_of,
    any_of,
)
from graph.schema.model import Direction


def node_of(noun: Noun) -> Node:
    """The node pattern of a noun."""
    return Node(noun.variable, noun.kind.labels, noun.kind.any_of)


def pattern_of(reader: Reader, root: Noun, *, without: Iterable[Link] = ()) -> Pattern:
    """All that is joined to a noun, with every condition; ``without`` some links and what hangs on them."""
    left_out = list(without)
    nouns, links = [root], []
    for noun in nouns:
        for link in _children(reader, noun):
            if link in left_out or link.child in nouns:
                continue
            if _is_joined(link):
                nouns.append(link.child)
                links.append(link)
    conditions = [c for noun in nouns for c in conditions_of(reader, noun, left_out)]
    return Pattern(tuple(map(node_of, nouns)), tuple(map(edge_of, links)), all_of(conditions))


def with_condition(pattern: Pattern, condition: Condition) -> Pattern:
    """The pattern with one condition more."""
    before = [pattern.condition] if pattern.condition else []
    return replace(pattern, condition=all_of([*before, condition]))


def edge_of(link: Link) -> Edge:
    """The edge of a link, from the noun that it hangs on."""
    return Edge(node_of(link.parent), node_of(link.child), link.way.hops, link.variable)


def conditions_of(reader: Reader, noun: Noun, left_out: Iterable[Link] = ()) -> Iterator[Condition]:
    """What must hold for a noun: its own conditions, and those that ask for other nodes or for none."""
    yield from (modifier.condition for modifier in reader.modifiers_of(noun))
    for link in _children(reader, noun):
        if link in left_out:
            continue
        if not _is_joined(link):
            yield link_condition(reader, link)
        if link.alone:
            yield _no_other(reader, link)


def link_condition(reader: Reader, link: Link) -> Condition:
    """A link as a condition on the noun that it hangs on."""
    inner = _inside(reader, link)
    if link.amount is None or (link.amount == (">", 0)):
        return Not(Exists(inner)) if link.negated else Exists(inner)
    sign, number = link.amount
    condition = Comparison(CountOf(inner, link.child.variable), sign, Number(number))
    return Not(condition) if link.negated else condition


def count_of(reader: Reader, link: Link) -> Expression:
    """How many such nodes hang on the link's noun."""
    return CountOf(_inside(reader, link), link.child.variable)


def counted(reader: Reader, noun: Noun, pattern: Pattern, *, repeated: bool = False) -> Call:
    """How many nodes of a noun a pattern finds; DISTINCT where joins or ``repeated`` rows repeat one."""
    return Call("count", (Variable(noun.variable),), distinct=repeated or bool(pattern.edges))


def _inside(reader: Reader, link: Link) -> Pattern:
    inner = pattern_of(reader, link.child)
    edges = (edge_of(link), *inner.edges)
    return Pattern(
        (node_of(link.parent), *inner.nodes), edges, inner.condition, frozenset({link.parent.variable})
    )


def _children(reader: Reader, noun: Noun) -> list[Link]:
    return [link for link in reader.links if link.parent is noun]


def _is_joined(link: Link) -> bool:
    return not link.negated and link.amount is None


def _no_other(reader: Reader, link: Link) -> Condition:
    """ONLY: the link leads to no node that is not as the question says."""
    reached = reader.connections.reached(
        link.parent.kind, link.way.hops[0].type, forward=link.way.hops[0].forward
    )
    label = reader.connections.common_label(reached) if len(link.way.hops) == 1 else ""
    other = Node(
        reader.variable_for(Kind(frozenset({label} if label else ()))), frozenset({label} if label else ())
    )
    wanted: list[Condition] = []
    if link.child.kind.labels - other.labels:
        wanted.append(HasLabels(other.variable, link.child.kind.labels - other.labels))
    wanted += [
        renamed(m.condition, link.child.variable, other.variable) for m in reader.modifiers_of(link.child)
    ]
    start = node_of(link.parent)
    pattern = Pattern(
        (start, other),
        (Edge(start, other, link.way.hops),),
        Not(AllOf(tuple(wanted))) if len(wanted) > 1 else Not(wanted[0]) if wanted else None,
        frozenset({start.variable}),
    )
    return Not(Exists(pattern))


def renamed(condition: Condition, old: str, new: str) -> Condition:
    """A condition on another variable."""

    def change(value: object) -> object:
        if isinstance(value, str):
            return value
        if isinstance(value, tuple):
            return tuple(change(each) for each in value)
        if is_dataclass(value) and not isinstance(value, type):
            new_fields = {f.name: change(getattr(value, f.name)) for f in fields(value)}
            for name in ("variable", "name"):
                if new_fields.get(name) == old and (name == "variable" or isinstance(value, Variable)):
                    new_fields[name] = new
            return replace(value, **new_fields)
        return value

    return change(condition)  # type: ignore[return-value]


_ONE_WAY = (Operator.IN_DEGREE, Operator.OUT_DEGREE)


def _direction(item: Item) -> Direction:
    return "in" if item.asks(Operator.IN_DEGREE) else "out" if item.asks(Operator.OUT_DEGREE) else "both"


def find_orphans(reader: Reader) -> None:
    """ "Orphan users", "nodes without relationships": no relationship at all."""
    for item in list(reader.items):
        if reader.taken(item) or not reader.nouns:
            continue
        one_way = reader.operator_left_of(item.start, Operator.WITHOUT) if item.asks(*_ONE_WAY) else None
        if not item.asks(Operator.ORPHAN) and one_way is None:
            continue
        noun = _beside(reader, item)
        other = Node("", frozenset())
        own = node_of(noun)
        edge = Edge(own, other, direction=_direction(item))
        if one_way:
            reader.take(one_way)
        condition: Condition = Not(Exists(Pattern((own, other), (edge,), None, frozenset({own.variable}))))
        negation = reader.operator_left_of(item.start, *NEGATIONS)
        if negation:
            reader.take(negation)
            condition = Not(condition)
        reader.take(item)
        reader.modifiers.append(Modifier(noun, item.start, item.end, condition, "without relationships"))


def _beside(reader: Reader, item: Item) -> Noun:
    behind = [n for n in reader.nouns if n.start >= item.end and reader.adjacent(item.end, n.start)]
    before = [n for n in reader.nouns if n.end <= item.start]
    return (behind or before[::-1] or reader.nouns)[0]


def combine_alternatives(reader: Reader) -> None:
    """Conditions that "or" joins become one: each is said of the same noun, or leads to other nodes."""
    for joint in list(reader.items):
        if not joint.asks(Operator.OR, Operator.AND, Operator.BUT) or reader.taken(joint):
            continue
        left, right = _unit_before(reader, joint), _unit_behind(reader, joint)
        if left is None or right is None or _owner(left) is not _owner(right):
            continue
        if isinstance(right, Link) and any(
            item.asks(Operator.POSSESSIVE) and joint.end <= item.start < right.child.end
            for item in reader.items
        ):
            continue  # "and their users" asks for more
        reader.take(joint)
        if not joint.asks(Operator.OR):
            continue
        conditions = [_condition(reader, unit) for unit in (left, right)]
        said = " or ".join(unit.said if isinstance(unit, Modifier) else "" for unit in (left, right))
        start, end = _span(reader, left)[0], _span(reader, right)[1]
        for unit in (left, right):
            if isinstance(unit, Modifier):
                reader.modifiers.remove(unit)
            else:
                reader.links.remove(unit)
        reader.modifiers.append(Modifier(_owner(left), start, end, any_of(conditions), said.strip()))


def _unit_before(reader: Reader, joint: Item) -> Modifier | Link | None:
    """The condition or link that ends right before; a link rather than the conditions of its end."""
    fitting = [
        unit
        for unit in _units(reader)
        if (end := _span(reader, unit)[1]) <= joint.start and reader.adjacent(end, joint.start)
    ]
    return max(fitting, key=lambda unit: _span(reader, unit)[1], default=None)


def _unit_behind(reader: Reader, joint: Item) -> Modifier | Link | None:
    """The condition or link that begins right behind."""
    fitting = [
        unit
        for unit in _units(reader)
        if (start := _span(reader, unit)[0]) >= joint.end and reader.adjacent(joint.end, start)
    ]
    return min(fitting, key=lambda unit: _span(reader, unit)[0], default=None)


def _units(reader: Reader) -> list[Modifier | Link]:
    return [*reader.links, *reader.modifiers]


def _span(reader: Reader, unit: Modifier | Link) -> tuple[int, int]:
    """From the first to the last token of a condition, or of a link with all that hangs on it."""
    if isinstance(unit, Modifier):
        return unit.start, unit.end
    ends = [unit.child.end, *(m.end for m in reader.modifiers_of(unit.child))]
    ends += [_span(reader, link)[1] for link in _children(reader, unit.child)]
    return unit.start, max(ends)


def _owner(unit: Modifier | Link) -> Noun:
    return unit.owner if isinstance(unit, Modifier) else unit.parent


def _condition(reader: Reader, unit: Modifier | Link) -> Condition:
    return unit.condition if isinstance(unit, Modifier) else link_condition(reader, unit)
