"""The sample as data, before it is loaded anywhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Size(StrEnum):
    """How much: about 200, 2,000 or 20,000 nodes."""

    S = "S"
    M = "M"
    L = "L"


@dataclass(frozen=True, slots=True)
class SampleNode:
    """A node; the first label is the one that its id is unique in."""

    labels: tuple[str, ...]
    orig_id: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SampleRelationship:
    """A relationship between two nodes of the sample."""

    start: SampleNode
    type: str
    end: SampleNode
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Sample:
    """All nodes and relationships, in the order in which they were made."""

    nodes: list[SampleNode] = field(default_factory=list)
    relationships: list[SampleRelationship] = field(default_factory=list)

    def add(self, labels: Iterable[str], orig_id: str, **properties: Any) -> SampleNode:
        """Add a node and return it."""
        node = SampleNode(tuple(labels), orig_id, properties)
        self.nodes.append(node)
        return node

    def relate(self, start: SampleNode, kind: str, end: SampleNode, **properties: Any) -> None:
        """Add a relationship."""
        self.relationships.append(SampleRelationship(start, kind, end, properties))

    def labelled(self, *labels: str) -> Iterator[SampleNode]:
        """The nodes that have all of ``labels``."""
        return (node for node in self.nodes if set(labels) <= set(node.labels))
