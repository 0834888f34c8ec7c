"""How much depends on a node."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from graph.analytics.computing.registry import LABEL, K, measure

if TYPE_CHECKING:
    from graph.analytics.computing.network import Network

DAMPING: Final = 0.85
CHUNKS: Final = 50
"""Into how many pieces a long measure is cut at least, so that its progress can be told."""
MOST_AT_ONCE: Final = 20
"""From how many nodes the distances to all others are held at the same time."""


@measure(
    "centrality",
    {
        "metric": {
            "enum": ["degree", "pagerank", "betweenness", "closeness"],
            "required": True,
            "description": "Share of the others that it is connected with; where a walk along the arrows, "
            "begun anew now and then, would be; on how many shortest paths it is; how near it is to all.",
        },
        "label": LABEL,
        "k": K,
        "directed": {
            "type": "boolean",
            "default": False,
            "description": "Betweenness along the arrows only.",
        },
        "samples": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1_000_000,
            "description": "Betweenness and closeness from so many nodes; else from all there is time for.",
        },
    },
)
def centrality(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """The most central nodes by degree, PageRank, betweenness or closeness."""
    scores, sampled = _METRICS[said["metric"]](network, said)
    items = network.top(scores, among=network.shown(said.get("label")), most=said["k"])
    return {"metric": said["metric"], "items": items, **network.size, "sampled": sampled}


Scored = tuple[Sequence[float], dict[str, int] | None]
"""A score for each node, and of how many nodes it is an estimate from how many."""


def degree(network: "Network", said: dict[str, Any]) -> Scored:
    """Relationships, as a share of the nodes that there are besides."""
    others = max(1, network.projection.node_count - 1)
    return [each / others for each in network.whole.degree()], None


def pagerank(network: "Network", said: dict[str, Any]) -> Scored:
    """PageRank; a parallel relationship counts as one more."""
    if not network.projection.node_count:
        return [], None
    return network.whole.pagerank(directed=True, damping=DAMPING), None


def betweenness(network: "Network", said: dict[str, Any]) -> Scored:
    """Shortest paths between two others, as a share of all pairs; scaled up where only some were followed."""
    graph = network.simple_directed if said["directed"] else network.simple
    nodes = network.projection.node_count
    chosen = network.sources(said.get("samples"))
    sources = list(range(nodes)) if chosen is None else chosen
    sums = [0.0] * nodes
    for part in _parts(network, sources):
        found = graph.betweenness(directed=said["directed"], sources=part, targets=None)
        sums = [total + more for total, more in zip(sums, found, strict=True)]
    pairs = max(1, (nodes - 1) * (nodes - 2))
    # Without directions igraph counts each path once for both of its ends.
    scale = (1 if said["directed"] else 2) / pairs * nodes / max(1, len(sources))
    return [each * scale for each in sums], _sampled(chosen, nodes)


def closeness(network: "Network", said: dict[str, Any]) -> Scored:
    """How near a node is to those it is connected with, times their share of all (Wasserman and Faust).

    In a component with more nodes than there is time for, distances to some of them are averaged.
    """
    nodes = network.projection.node_count
    scores = [0.0] * nodes
    affordable = said.get("samples") or network.affordable
    components = [each for each in network.simple.connected_components() if len(each) > 1]
    chosen = {
        number: sorted(network.random.sample(component, affordable))
        for number, component in enumerate(components)
        if len(component) > affordable
    }
    connected = sum(map(len, components))
    for number, component in enumerate(components):
        near = _near(network, component, chosen.get(number))
        share = (len(component) - 1) / (nodes - 1)
        for node, each in zip(component, near, strict=True):
            scores[node] = each * share
    taken = connected - sum(len(components[number]) - affordable for number in chosen)
    return scores, {"sources": taken, "of": connected} if chosen else None


def _near(network: "Network", component: list[int], chosen: list[int] | None) -> list[float]:
    """The inverse of the average distance to the others, or to those of them that were chosen."""
    if chosen is None:
        return [
            near for part in _parts(network, component) for near in network.simple.closeness(vertices=part)
        ]
    sums = [0] * len(component)
    for part in _parts(network, chosen):
        for distances in network.simple.distances(source=part, target=component):
            sums = [total + more for total, more in zip(sums, distances, strict=True)]
    counted = set(chosen)
    others = [len(chosen) - (node in counted) for node in component]
    return [many / total if total else 0.0 for many, total in zip(others, sums, strict=True)]


def _parts(network: "Network", sources: list[int]) -> Iterator[list[int]]:
    """The sources a part at a time; how far it is is told after each."""
    size = min(MOST_AT_ONCE, max(1, -(-len(sources) // CHUNKS)))
    for first in range(0, len(sources), size):
        yield sources[first : first + size]
        network.report(min(1.0, (first + size) / len(sources)))


def _sampled(chosen: list[int] | None, nodes: int) -> dict[str, int] | None:
    return None if chosen is None else {"sources": len(chosen), "of": nodes}


_METRICS: Final = {
    "degree": degree,
    "pagerank": pagerank,
    "betweenness": betweenness,
    "closeness": closeness,
}
