"""From what was found in a question to patterns and conditions of the query tree."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace

from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Link, Modifier, Noun
from graph.nl.parser.query.tree import (
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
from graph.nl.parser.state import Reader, Unreadable
from graph.nl.parser.words.meanings import Item
from graph.nl.stems import spoken
from graph.schema.model import Direction


def node_of(noun: Noun) -> Node:
    """The node pattern of a noun."""
    return Node(noun.variable, noun.kind.labels, noun.kind.any_of)


def pattern_of(reader: Reader, root: Noun, *, without: Iterable[Link] = ()) -> Pattern:
    """All that is joined to a noun, with every condition; ``without`` some links and what hangs on them."""
    left_out = list(without)
    nouns, links = [root], []
    for noun in nouns:
        for link in children(reader, noun):
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
    for link in children(reader, noun):
        if link in left_out:
            continue
        if not _is_joined(link):
            yield link_condition(reader, link)
        if link.alone:
            yield _no_other(reader, link)


def link_condition(reader: Reader, link: Link) -> Condition:
    """A link as a condition on the noun that it hangs on."""
    if link.either:
        back = replace(link, way=link.way.reversed(reader.widest(link.parent.kind)), either=False)
        ways = [link_condition(reader, each) for each in (replace(link, either=False, negated=False), back)]
        return Not(any_of(ways)) if link.negated else any_of(ways)
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


def children(reader: Reader, noun: Noun) -> list[Link]:
    """The links that hang on a noun."""
    return [link for link in reader.links if link.parent is noun]


def _is_joined(link: Link) -> bool:
    return not link.negated and link.amount is None and not link.either


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
    if not wanted:
        raise Unreadable(f"Nothing else than {spoken(label or 'node')} can be there.")
    start = node_of(link.parent)
    pattern = Pattern(
        (start, other),
        (Edge(start, other, link.way.hops),),
        Not(AllOf(tuple(wanted))) if len(wanted) > 1 else Not(wanted[0]),
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
        which = {"in": "incoming ", "out": "outgoing ", "both": ""}[_direction(item)]
        said = f"{'with' if negation else 'without'} {which}relationships"
        reader.modifiers.append(Modifier(noun, item.start, item.end, condition, said))


def _beside(reader: Reader, item: Item) -> Noun:
    behind = [n for n in reader.nouns if n.start >= item.end and reader.adjacent(item.end, n.start)]
    before = [n for n in reader.nouns if n.end <= item.start]
    return (behind or before[::-1] or reader.nouns)[0]
