"""What hangs together closely."""

from typing import TYPE_CHECKING, Any, Final

from graph.analytics.computing.registry import LABEL, K, measure

if TYPE_CHECKING:
    from graph.analytics.computing.network import Network

ROUNDS: Final = 10
"""How often communities are gone over again: more changes little, and may take for ever."""
MEMBERS: Final = 5
"""How many members of a community are named."""


@measure(
    "clustering",
    {
        "method": {
            "enum": ["coefficient", "triangles", "communities"],
            "default": "coefficient",
            "description": "How many of a node's neighbours are each other's; in how many triangles it is; "
            "groups with more relationships within than between them (Leiden).",
        },
        "label": LABEL,
        "k": K,
    },
)
def clustering(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """Clustering coefficients, triangles or communities; relationships count without their directions."""
    if said["method"] == "communities":
        return {"method": "communities", **_communities(network, said), **network.size}
    coefficients = network.simple.transitivity_local_undirected(mode="zero")
    degrees = network.simple.degree()
    triangles = [
        round(share * degree * (degree - 1) / 2) for share, degree in zip(coefficients, degrees, strict=True)
    ]
    told = network.shown(said.get("label"))
    figures = coefficients if said["method"] == "coefficient" else triangles
    name = "score" if said["method"] == "coefficient" else "triangles"
    return {
        "method": said["method"],
        "average": round(sum(coefficients[node] for node in told) / len(told), 12) if told else 0.0,
        "triangles": sum(triangles) // 3,
        "communities": None,
        "items": network.top(figures, among=told, most=said["k"], name=name),
        **network.size,
    }


def _communities(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """The largest communities, with the members that have the most relationships within the whole."""
    if not network.projection.node_count:
        return {"average": None, "triangles": None, "communities": 0, "modularity": 0.0, "items": []}
    found = network.simple.community_leiden(objective_function="modularity", n_iterations=ROUNDS)
    told = set(network.shown(said.get("label")))
    degrees = network.simple.degree()
    groups = [[node for node in group if node in told] for group in found]
    groups = sorted((group for group in groups if group), key=lambda group: (-len(group), group[0]))
    modularity = found.modularity if network.simple.ecount() else 0.0
    return {
        "average": None,
        "triangles": None,
        "communities": len(groups),
        "modularity": round(modularity, 12),
        "items": [
            {
                "community": number,
                "size": len(group),
                "share": round(len(group) / len(told), 6),
                "members": [
                    network.named(node)
                    for node in sorted(group, key=lambda node: (-degrees[node], node))[:MEMBERS]
                ],
            }
            for number, group in enumerate(groups[: said["k"]], start=1)
        ],
    }
