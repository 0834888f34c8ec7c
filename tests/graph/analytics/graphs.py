"""Small graphs, as the measures see them and as networkx does."""

from collections.abc import Sequence
from typing import Any

import networkx as nx
from hypothesis import strategies as st

from graph.analytics.computing.network import Network
from graph.analytics.computing.projection import Projection
from graph.analytics.computing.registry import measures
from graph.analytics.requests import object_schema

Edges = Sequence[tuple[int, int]]

PETERSEN: list[tuple[int, int]] = sorted(nx.petersen_graph().edges())
KARATE: list[tuple[int, int]] = sorted(nx.karate_club_graph().edges())
TABLE: dict[str, tuple[int, Edges]] = {
    "nothing": (0, []),
    "one node": (1, []),
    "one node with itself": (1, [(0, 0)]),
    "apart": (4, []),
    "a line": (5, [(0, 1), (1, 2), (2, 3), (3, 4)]),
    "a ring": (6, [(i, (i + 1) % 6) for i in range(6)]),
    "a star": (7, [(0, i) for i in range(1, 7)]),
    "parallel, both ways, and with itself": (4, [(0, 1), (0, 1), (1, 0), (1, 1), (1, 2), (3, 3)]),
    "two cliques": (8, [(i, j) for part in (range(4), range(4, 8)) for i in part for j in part if i < j]),
    "dead ends": (5, [(0, 1), (0, 2), (3, 4)]),
    "petersen": (10, PETERSEN),
    "karate": (34, KARATE),
}  # fmt: skip


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Edges]:
    """Up to a dozen nodes and whatever may be between them."""
    nodes = draw(st.integers(0, 12))
    if not nodes:
        return 0, []
    node = st.integers(0, nodes - 1)
    return nodes, draw(st.lists(st.tuples(node, node), max_size=30))


def network(nodes: int, edges: Edges, *, budget: int = 10**9) -> Network:
    """Nodes n00, n01 ..., of which every third has the label C beside its own."""
    rows = [(i, f"n{i:02}", ["N", "C"] if i % 3 == 0 else ["N"]) for i in range(nodes)]
    return Network(Projection.of(rows, [(a, "R", b) for a, b in edges]), budget=budget)


def directed(nodes: int, edges: Edges) -> Any:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(edges)
    return graph


def simple(nodes: int, edges: Edges) -> Any:
    """Without directions, parallels, and what leads back to where it began."""
    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from((a, b) for a, b in edges if a != b)
    return graph


def found(measured: Network, name: str, **said: Any) -> dict[str, Any]:
    """What a measure finds, with the defaults of its arguments."""
    measure = measures()[name]
    defaults = {key: value["default"] for key, value in measure.arguments.items() if "default" in value}
    unknown = set(said) - set(object_schema(measure)["properties"])
    assert not unknown, unknown
    return measure.compute(measured, {**defaults, **said})


def scores(answer: dict[str, Any], name: str = "score") -> dict[int, float]:
    """The figures of an answer by the numbers of the nodes."""
    return {int(item["orig_id"][1:]): item[name] for item in answer["items"]}
