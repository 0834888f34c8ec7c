"""A projection as a graph of igraph, with what the measures have in common."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any, Final

import igraph

from graph.analytics.computing.projection import Projection

SEED: Final = 1
"""Whatever takes chances takes the same ones each time."""
DIGITS: Final = 12
"""Of a score: what comes after is noise, which must not decide who comes first."""


class NodeUnknown(Exception):
    """There is no such node, or more than one."""

    def __init__(self, id_: str, labels: list[list[str]]) -> None:
        super().__init__(id_)
        self.id = id_
        self.labels = labels
        """Those of the nodes that have the id."""


class Network:
    """A graph to be measured.

    Attributes:
        whole: all of it, directed, with parallel relationships and those of a node with itself.
        budget: how many steps along relationships a measure may take before it makes do with a sample.
        report: told how much of the work is done, 0 to 1.
    """

    def __init__(
        self, projection: Projection, *, budget: int, report: Callable[[float], None] = lambda share: None
    ) -> None:
        self.projection = projection
        self.budget = budget
        self.report = report
        self.random = Random(SEED)
        igraph.set_random_number_generator(Random(SEED))
        edges = zip(projection.starts, projection.ends, strict=True)
        self.whole = igraph.Graph(n=projection.node_count, edges=edges, directed=True)

    @cached_property
    def simple(self) -> igraph.Graph:
        """The graph without directions: what is connected is so once, and nothing with itself."""
        found: igraph.Graph = self.whole.as_undirected(mode="collapse").simplify()
        return found

    @cached_property
    def simple_directed(self) -> igraph.Graph:
        """The graph with directions, without parallel relationships and those of a node with itself."""
        found: igraph.Graph = self.whole.copy().simplify()
        return found

    @property
    def size(self) -> dict[str, int]:
        """How much there is, as every answer says it."""
        return {"nodes": self.projection.node_count, "edges": self.projection.relationship_count}

    def shown(self, label: str | None) -> Sequence[int]:
        """The nodes that have a label, or all."""
        every = range(self.projection.node_count)
        if label is None:
            return every
        having = {i for i, labels in enumerate(self.projection.label_sets) if label in labels}
        return [node for node in every if self.projection.sets[node] in having]

    def find(self, id_: str, label: str | None = None) -> int:
        """The node with an id.

        Raises:
            NodeUnknown: there is none, or more than one: ids are unique among the nodes of a label.
        """
        ids = self.projection.ids
        found = [node for node in self.shown(label) if ids[node] is not None and str(ids[node]) == id_]
        if len(found) != 1:
            raise NodeUnknown(id_, [self.projection.labels_of(node) for node in found[:5]])
        return found[0]

    def named(self, node: int, **figures: Any) -> dict[str, Any]:
        """A node as answers have it, with its figures."""
        labels = self.projection.labels_of(node)
        return {"orig_id": self.projection.ids[node], "labels": labels, **figures}

    def top(
        self,
        scores: Sequence[float] | Mapping[int, float],
        *,
        among: Iterable[int],
        most: int,
        name: str = "score",
    ) -> list[dict[str, Any]]:
        """The nodes with the highest scores, none of which is below zero; of equals, the first by id."""
        ranked = sorted((-round(scores[node], DIGITS), node) for node in among)
        return [self.named(node, **{name: abs(score)}) for score, node in ranked[:most]]

    @property
    def affordable(self) -> int:
        """From how many nodes the budget lets shortest paths to all others be followed."""
        steps = 1 + self.projection.node_count + self.projection.relationship_count
        return max(1, self.budget // steps)

    def sources(self, wanted: int | None) -> list[int] | None:
        """From which nodes shortest paths are to be followed: so many, or as many as is affordable.

        Returns:
            None when it is all of them.
        """
        many, nodes = wanted or self.affordable, self.projection.node_count
        return sorted(self.random.sample(range(nodes), many)) if many < nodes else None
