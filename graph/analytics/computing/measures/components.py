"""What is connected at all, and how firmly."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from graph.analytics.computing.registry import LABEL, K, measure

if TYPE_CHECKING:
    from graph.analytics.computing.network import Network


@measure(
    "connected_components",
    {
        "label": LABEL,
        "top": K,
        "mode": {
            "enum": ["weak", "strong"],
            "default": "weak",
            "description": "Connected somehow, or each with each along the arrows.",
        },
    },
)
def connected_components(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """The parts of the graph between which nothing leads; of a label, only its nodes are counted."""
    told = network.shown(said.get("label"))
    membership = network.whole.connected_components(mode=said["mode"]).membership
    sizes = sorted(Counter(membership[node] for node in told).values(), reverse=True)
    return {
        "count": len(sizes),
        "sizes": sizes[: said["top"]],
        "largest_share": round(sizes[0] / len(told), 6) if sizes else 0.0,
        "isolated": sizes.count(1),
        "counted": len(told),
        **network.size,
    }


@measure("k_core", {"label": LABEL, "k": K})
def k_core(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """The core that each node belongs to: the largest k with k neighbours each that are in it too."""
    cores = network.simple.coreness()
    told = network.shown(said.get("label"))
    counted = sorted(Counter(cores[node] for node in told).items(), reverse=True)
    return {
        "degeneracy": max(cores, default=0),
        "shells": [{"core": core, "count": count} for core, count in counted],
        "items": network.top(cores, among=told, most=said["k"], name="core"),
        **network.size,
    }
