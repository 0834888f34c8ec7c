"""Which nodes have the same neighbours."""

from typing import TYPE_CHECKING, Any

from graph.analytics.computing.registry import ID, LABEL, NAME, K, measure

if TYPE_CHECKING:
    from graph.analytics.computing.network import Network


@measure(
    "similarity",
    {
        "orig_id": {**ID, "required": True, "description": "To which node the others are compared."},
        "node_label": {**NAME, "description": "Which node is meant, where several have the id."},
        "label": LABEL,
        "method": {
            "enum": ["jaccard", "dice", "adamic_adar"],
            "default": "jaccard",
            "description": "Common neighbours as a share of those of either, of those of both, or each "
            "counting the more the fewer neighbours it has itself.",
        },
        "k": K,
    },
)
def similarity(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """The nodes whose neighbours are most like those of one node, whichever way relationships run."""
    node = network.find(said["orig_id"], said.get("node_label"))
    told = set(network.shown(said.get("label")))
    near = {other for step in network.simple.neighbors(node) for other in network.simple.neighbors(step)}
    others = sorted((near - {node}) & told)
    scores = dict(zip(others, _scores(network, node, others, said["method"]), strict=True))
    return {
        "orig_id": network.projection.ids[node],
        "method": said["method"],
        "items": network.top(scores, among=others, most=said["k"]),
        "compared": len(others),
        **network.size,
    }


def _scores(network: "Network", node: int, others: list[int], method: str) -> list[float]:
    graph = network.simple
    if method == "adamic_adar":
        (row,) = graph.similarity_inverse_log_weighted(vertices=[node])
        return [row[other] for other in others]
    pairs = [(node, other) for other in others]
    compare = graph.similarity_jaccard if method == "jaccard" else graph.similarity_dice
    found: list[float] = compare(pairs=pairs, loops=False) if pairs else []
    return found
