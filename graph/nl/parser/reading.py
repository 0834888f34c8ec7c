"""What a question was understood to ask: nodes, how they hang together, and what to do with them."""

from dataclasses import dataclass, field
from enum import StrEnum

from graph.nl.parser.paths import Way


class Operation(StrEnum):
    """What is returned about the target nodes."""

    COUNT = "count"
    LIST = "list"
    RANK = "rank"
    GROUP = "group"
    DISTINCT = "distinct"
    COUNT_DISTINCT = "count distinct"


class Match(StrEnum):
    """How a condition compares."""

    IS = "is"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Condition:
    """Any of ``properties`` has one of ``values``."""

    properties: tuple[str, ...]
    values: tuple[str | int, ...]
    match: Match = Match.IS


@dataclass(slots=True)
class Node:
    """A kind of node that the question speaks of."""

    labels: frozenset[str]
    start: int
    end: int
    conditions: list[Condition] = field(default_factory=list)
    related_by: set[str] = field(default_factory=set)
    """Relationship types that it must have, where the question names no other end."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Node ``end`` hangs on node ``start`` by ``way`` (indices into the reading's nodes)."""

    start: int
    end: int
    way: Way


@dataclass(slots=True)
class Reading:
    """A question as the reader understood it, and how sure it is."""

    operation: Operation
    nodes: list[Node]
    edges: list[Edge]
    target: int = 0
    measure: int | None = None
    """RANK: what is counted for each target."""
    key: int = 0
    """GROUP: the node that is grouped by, or whose ``property`` is."""
    property: str | None = None
    limit: int | None = None
    ascending: bool = False
    confidence: float = 1.0
    doubts: list[str] = field(default_factory=list)
    used_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A question that has no reading, and why."""

    reason: str
