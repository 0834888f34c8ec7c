"""How many relationships nodes have."""

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from graph.analytics.computing.registry import LABEL, K, measure

if TYPE_CHECKING:
    from graph.analytics.computing.network import Network

DIRECTION: Final = {
    "enum": ["in", "out", "both"],
    "default": "both",
    "description": "Which relationships count; one of a node with itself counts in both directions.",
}
MODES: Final = {"in": "in", "out": "out", "both": "all"}


@measure(
    "degree_distribution",
    {
        "label": LABEL,
        "direction": DIRECTION,
        "row_limit": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1_000},
    },
)
def degree_distribution(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """How many nodes have how many relationships."""
    degrees = _degrees(network, said)
    counted = sorted(Counter(degrees.values()).items())
    values = list(degrees.values())
    return {
        "summary": {
            "nodes": len(values),
            "min": min(values, default=0),
            "max": max(values, default=0),
            "avg": round(sum(values) / len(values), 6) if values else 0.0,
        },
        "distribution": [
            {"degree": degree, "count": count} for degree, count in counted[: said["row_limit"]]
        ],
        "truncated": len(counted) > said["row_limit"],
    }


@measure("top_k_degree", {"label": LABEL, "k": K, "direction": DIRECTION})
def top_k_degree(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """The nodes with the most relationships."""
    degrees = _degrees(network, said)
    ranked = sorted(degrees, key=lambda node: (-degrees[node], node))
    return {"items": [network.named(node, degree=degrees[node]) for node in ranked[: said["k"]]]}


def _degrees(network: "Network", said: dict[str, Any]) -> dict[int, int]:
    """The degree of each node that is told."""
    nodes = network.shown(said.get("label"))
    return dict(zip(nodes, network.whole.degree(nodes, mode=MODES[said["direction"]]), strict=True))
