"""What a question asks, as a tree: patterns, conditions, expressions and what is returned of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.nl.parser.nouns.connections import Hop
from graph.schema.model import Direction

# -- Expressions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Variable:
    """A node, or an alias of an earlier stage."""

    name: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a node or relationship."""

    variable: str
    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value; it becomes a parameter."""

    value: Any
    name: str = "value"
    """What the parameter is called, where the name is free."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that belongs to the query and not to the question, such as the 100 of a percentage."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Call:
    """A function's value."""

    function: str
    arguments: tuple[Expression, ...] = ()
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two values combined by ``+``, ``-``, ``*`` or ``/``."""

    left: Expression
    operator: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """A value where a condition holds, otherwise null."""

    condition: Condition
    then: Expression


@dataclass(frozen=True, slots=True)
class CountOf:
    """How many different nodes ``counted`` a pattern finds, for each row outside."""

    pattern: Pattern
    counted: str


@dataclass(frozen=True, slots=True)
class Each:
    """What ``item`` is for each ``variable`` of a list."""

    variable: str
    of: Expression
    item: Expression


Expression = Variable | Property | Literal | Number | Call | Arithmetic | Choice | CountOf | Each

# -- Conditions ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values compared: by a sign, IN, CONTAINS, STARTS WITH or ENDS WITH."""

    left: Expression
    operator: str
    right: Expression


@dataclass(frozen=True, slots=True)
class IsNull:
    """A value is absent; ``negated``, it is present."""

    of: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True)
class HasLabels:
    """A node has all of these labels."""

    variable: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exists:
    """A pattern finds something, for each row outside."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Not:
    """A condition does not hold."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of several conditions holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of several conditions holds."""

    conditions: tuple[Condition, ...]


Condition = Comparison | IsNull | HasLabels | Exists | Not | AllOf | AnyOf

# -- Patterns ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """A node pattern: with all of ``labels``, or with one of ``any_of``. With neither it is any node."""

    variable: str
    labels: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes, and the hops from the first to the second. No hops: by any one relationship.

    ``variable`` names the relationship of the last hop, where a condition speaks of it. ``direction`` of an
    edge without hops: along the arrow, against it, or either way.
    """

    start: Node
    end: Node
    hops: tuple[Hop, ...] = ()
    variable: str = ""
    direction: Direction = "both"


@dataclass(frozen=True, slots=True)
class ShortestPath:
    """A shortest path between two nodes, over any relationships in either direction."""

    variable: str
    start: Node
    end: Node
    max_hops: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """Nodes, what connects them, and what holds for them. ``bound`` are variables known outside."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge | ShortestPath, ...] = ()
    condition: Condition | None = None
    bound: frozenset[str] = frozenset()


# -- The query -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A value under a name."""

    expression: Expression | Condition
    alias: str


@dataclass(frozen=True, slots=True)
class Order:
    """What rows are sorted by."""

    expression: Expression | Condition
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Unwind:
    """One row for each element of a list."""

    of: Expression
    alias: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Columns that the next stage works on; a WITH."""

    columns: tuple[Column, ...]
    distinct: bool = False
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """MATCH, OPTIONAL MATCH, stages, and what is returned, in this order."""

    match: Pattern
    columns: tuple[Column, ...]
    optional: tuple[Pattern, ...] = ()
    stages: tuple[Stage | Unwind, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None
    distinct: bool = False


def all_of(conditions: Iterator[Condition] | list[Condition]) -> Condition | None:
    """All of the conditions as one; None when there are none."""
    several = tuple(conditions)
    if not several:
        return None
    return several[0] if len(several) == 1 else AllOf(several)


def any_of(conditions: list[Condition]) -> Condition:
    """Any of one or more conditions as one."""
    return conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions))
