"""Node, relationship and path patterns."""

from dataclasses import dataclass
from typing import Literal

from graph.cypher.ast.base import Expression, Node


@dataclass(frozen=True, slots=True)
class Label(Node):
    """One label by name."""

    name: str


@dataclass(frozen=True, slots=True)
class LabelCombination(Node):
    """All (``&``) or any (``|``) of two or more label expressions."""

    operator: Literal["&", "|"]
    operands: tuple["LabelExpression", ...]


LabelExpression = Label | LabelCombination


@dataclass(frozen=True, slots=True)
class MapEntry(Node):
    """``key: value`` in a map or in the properties of a pattern."""

    key: str
    value: Expression


@dataclass(frozen=True, slots=True)
class NodePattern(Node):
    """``(variable:Labels {properties})``."""

    variable: str | None = None
    labels: LabelExpression | None = None
    properties: tuple[MapEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class PathLength(Node):
    """``*minimum..maximum``; ``None`` leaves that side open."""

    minimum: int | None
    maximum: int | None


@dataclass(frozen=True, slots=True)
class RelationshipPattern(Node):
    """``-[variable:TYPE|OTHER*1..3 {properties}]->``; ``length`` is ``None`` for exactly one hop."""

    direction: Literal["left", "right", "either"]
    variable: str | None = None
    types: tuple[str, ...] = ()
    length: PathLength | None = None
    properties: tuple[MapEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Step(Node):
    """A relationship and the node it leads to."""

    relationship: RelationshipPattern
    node: NodePattern


@dataclass(frozen=True, slots=True)
class PathPattern(Node):
    """``variable = shortestPath((start)-[]->(node)...)``."""

    start: NodePattern
    steps: tuple[Step, ...] = ()
    variable: str | None = None
    function: Literal["shortestPath", "allShortestPaths"] | None = None

    @property
    def has_inner_nodes(self) -> bool:
        """Whether the path can run through nodes that no node pattern describes."""
        return any(step.relationship.length is not None for step in self.steps)
