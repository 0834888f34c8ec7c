"""graph.analytics on the sample: every action, against networkx and plain counting of the same data."""

from collections import Counter
from typing import Any

import networkx as nx
import pytest

from graph.analytics.errors import GraphTooLarge, NodeNotFound
from graph.cypher import CypherRefused
from tenants.models import Tenant
from tests.graph.conftest import LoadedSample
from tests.tools.invoking import invoked
from tools.errors import ToolArgumentsInvalid


def ask(tenant: Tenant, action: str, **arguments: Any) -> dict[str, Any]:
    return invoked(tenant, "graph.analytics", action, **arguments).data


@pytest.fixture(scope="module")
def whole(demo: LoadedSample) -> Any:
    """The sample as networkx has it; another tenant's lies beside it in the server, under the same ids."""
    graph = nx.MultiDiGraph()
    for node in demo.sample.nodes:
        graph.add_node((node.labels[0], node.orig_id), labels=sorted(node.labels))
    for each in demo.sample.relationships:
        start, end = ((each_end.labels[0], each_end.orig_id) for each_end in (each.start, each.end))
        graph.add_edge(start, end, kind=each.type)
    return graph


def named(item: dict[str, Any], graph: Any) -> Any:
    """The node of networkx that an item is of."""
    (found,) = [
        node for node in graph if node[1] == item["orig_id"] and graph.nodes[node]["labels"] == item["labels"]
    ]
    return found


def test_degrees_are_those_of_the_tenants_own_graph(demo: LoadedSample, whole: Any) -> None:
    degrees = dict(whole.degree())
    answer = ask(demo.tenant, "degree_distribution")
    assert {each["degree"]: each["count"] for each in answer["distribution"]} == Counter(degrees.values())
    assert answer["summary"]["nodes"] == len(whole)
    outgoing = ask(demo.tenant, "top_k_degree", label="User", k=5, direction="out")["items"]
    users = [node for node in whole if "User" in whole.nodes[node]["labels"]]
    assert [each["degree"] for each in outgoing] == sorted(map(whole.out_degree, users), reverse=True)[:5]
    assert all(whole.out_degree(named(each, whole)) == each["degree"] for each in outgoing)
    few = ask(demo.tenant, "degree_distribution", row_limit=1)
    assert (len(few["distribution"]), few["truncated"]) == (1, True)


@pytest.mark.parametrize("metric", ["degree", "pagerank", "betweenness", "closeness"])
def test_the_most_central_nodes_are_found(demo: LoadedSample, whole: Any, metric: str) -> None:
    from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python

    simple = nx.Graph(whole)
    theirs = {
        "degree": lambda: nx.degree_centrality(whole),
        "pagerank": lambda: _pagerank_python(whole, tol=1e-12, max_iter=5_000),
        "betweenness": lambda: nx.betweenness_centrality(simple),
        "closeness": lambda: nx.closeness_centrality(simple),
    }[metric]()
    answer = ask(demo.tenant, "centrality", metric=metric, k=20)
    assert (answer["nodes"], answer["edges"]) == (len(whole), whole.number_of_edges())
    assert [each["score"] for each in answer["items"]] == pytest.approx(
        sorted(theirs.values(), reverse=True)[:20], rel=1e-6
    )
    for each in answer["items"]:
        assert theirs[named(each, whole)] == pytest.approx(each["score"], rel=1e-6)


def test_what_hangs_together_is_found(demo: LoadedSample, whole: Any) -> None:
    simple = nx.Graph(whole)
    sizes = sorted(map(len, nx.connected_components(simple)), reverse=True)
    answer = ask(demo.tenant, "connected_components")
    assert (answer["count"], answer["sizes"]) == (len(sizes), sizes[:10])
    clustered = ask(demo.tenant, "clustering")
    assert clustered["average"] == pytest.approx(nx.average_clustering(simple))
    assert (
        ask(demo.tenant, "clustering", method="triangles")["triangles"]
        == sum(nx.triangles(simple).values()) // 3
    )
    groups = ask(demo.tenant, "clustering", method="communities", k=100)
    assert 1 < groups["communities"] <= len(whole) and 0 < groups["modularity"] < 1
    assert ask(demo.tenant, "k_core")["degeneracy"] == max(nx.core_number(simple).values())


def test_ways_lead_along_what_is_there(demo: LoadedSample, whole: Any) -> None:
    simple = nx.Graph(whole)
    once = Counter(node[1] for node in whole)
    users = [node for node in whole if "User" in whole.nodes[node]["labels"] and once[node[1]] == 1]
    start, end = users[0], users[1]
    answer = ask(demo.tenant, "shortest_path", start_id=start[1], end_id=end[1], max_depth=10)
    assert answer["length"] == nx.shortest_path_length(simple, start, end)
    every = ask(demo.tenant, "all_shortest_paths", start_id=start[1], end_id=end[1], max_depth=10)
    assert every["count"] == len(list(nx.all_shortest_paths(simple, start, end)))
    assert answer["path"] in every["paths"]
    ends = [node["orig_id"] for node in answer["path"]["nodes"]]
    for one, other, edge in zip(ends, ends[1:], answer["path"]["edges"], strict=False):
        assert {one, other} == {edge["start"], edge["end"]}
    nowhere = {"start_id": start[1], "end_id": end[1], "types": ["WORKS_AT"], "max_depth": 1}
    assert ask(demo.tenant, "shortest_path", **nowhere)["found"] is False
    with pytest.raises(NodeNotFound):
        ask(demo.tenant, "shortest_path", start_id=start[1], end_id="nobody")


def test_alike_is_who_has_the_same_neighbours(demo: LoadedSample, whole: Any) -> None:
    simple = nx.Graph(whole)
    node = max((each for each in whole if each[0] == "User"), key=whole.degree)
    answer = ask(demo.tenant, "similarity", orig_id=node[1], node_label="User", label="User", k=5)
    for each in answer["items"]:
        [(_, _, score)] = nx.jaccard_coefficient(simple, [(node, named(each, whole))])
        assert each["score"] == pytest.approx(score)


def test_only_what_is_named_counts(demo: LoadedSample, whole: Any) -> None:
    part = nx.MultiDiGraph([(a, b) for a, b, kind in whole.edges(data="kind") if kind == "RUNS"])
    answer = ask(demo.tenant, "centrality", metric="degree", types=["RUNS"], labels=["User", "Task"])
    assert answer["edges"] == part.number_of_edges()
    assert answer["nodes"] == sum(
        bool({"User", "Task"} & set(labels)) for _, labels in whole.nodes(data="labels")
    )
    result = invoked(demo.tenant, "graph.analytics", "top_k_degree", label="Unicorn", types=["RIDES"])
    assert result.data["items"] == []
    assert [name for name in ("Unicorn", "RIDES") if name in " ".join(result.warnings)] == [
        "Unicorn",
        "RIDES",
    ]


def test_counts_are_those_of_the_schema(demo: LoadedSample, whole: Any) -> None:
    labels = Counter(label for _, of_node in whole.nodes(data="labels") for label in of_node)
    counted = ask(demo.tenant, "label_counts")["items"]
    assert {each["label"]: each["count"] for each in counted} == labels
    assert ask(demo.tenant, "label_counts", labels=["Task", "Unicorn"])["items"] == [
        {"label": "Task", "count": labels["Task"]},
        {"label": "Unicorn", "count": 0},
    ]
    types = Counter(kind for _, _, kind in whole.edges(data="kind"))
    found = ask(demo.tenant, "relationship_counts")["items"]
    assert {each["type"]: each["count"] for each in found} == types
    assert ask(demo.tenant, "relationship_counts", types=["RUNS"])["items"] == [
        {"type": "RUNS", "count": types["RUNS"]}
    ]


def test_groups_are_counted_and_added_up(demo: LoadedSample) -> None:
    tasks = [node.properties for node in demo.sample.nodes if "Task" in node.labels]
    by_status = Counter(task.get("status") for task in tasks)
    counted = ask(demo.tenant, "aggregate", label="Task", group_by="status")["groups"]
    assert {each["key"]: each["value"] for each in counted} == by_status
    assert [each["value"] for each in counted] == sorted(by_status.values(), reverse=True)
    cut = ask(demo.tenant, "aggregate", label="Task", group_by="status", limit=1)
    assert (len(cut["groups"]), cut["truncated"]) == (1, True)
    sizes = [node.properties for node in demo.sample.nodes if "File" in node.labels]
    measured = {"label": "File", "group_by": "format", "measure": "size"}
    if any("size" in file for file in sizes):
        for op, figure in (("sum", sum), ("min", min), ("max", max), ("avg", lambda v: sum(v) / len(v))):
            groups: dict[Any, list[float]] = {}
            for file in sizes:
                if file.get("size") is not None:
                    groups.setdefault(file.get("format"), []).append(file["size"])
            found = ask(demo.tenant, "aggregate", op=op, **measured)["groups"]
            assert {each["key"]: each["value"] for each in found} == pytest.approx(
                {key: figure(values) for key, values in groups.items()}
            )


@pytest.mark.parametrize(
    ("action", "arguments", "refused"),
    [
        ("aggregate", {"label": "Task", "group_by": "status", "op": "sum"}, ToolArgumentsInvalid),
        (
            "aggregate",
            {"label": "Task", "group_by": "status", "op": "avg", "measure": "status"},
            ToolArgumentsInvalid,
        ),
        ("aggregate", {"label": "Ta`sk", "group_by": "status"}, ToolArgumentsInvalid),
        ("aggregate", {"label": "_Marker", "group_by": "owner"}, CypherRefused),
        ("centrality", {}, ToolArgumentsInvalid),
        ("centrality", {"metric": "luck"}, ToolArgumentsInvalid),
        ("shortest_path", {"start_id": "a"}, ToolArgumentsInvalid),
        ("top_k_degree", {"k": 101}, ToolArgumentsInvalid),
    ],
)
def test_what_makes_no_sense_is_refused(
    demo: LoadedSample, action: str, arguments: dict[str, Any], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        ask(demo.tenant, action, **arguments)


def test_what_is_too_large_is_refused_with_the_figures(demo: LoadedSample, settings: Any, whole: Any) -> None:
    settings.GRAPH_ANALYTICS_MAX_NODES = 10
    with pytest.raises(GraphTooLarge) as refused:
        ask(demo.tenant, "k_core")
    assert f"{len(whole):,} nodes" in refused.value.detail and "10 nodes" in refused.value.detail
    settings.GRAPH_ANALYTICS_MAX_NODES, settings.GRAPH_ANALYTICS_MAX_RELATIONSHIPS = 50_000, 10
    with pytest.raises(GraphTooLarge):
        ask(demo.tenant, "k_core")
    with pytest.raises(GraphTooLarge):
        ask(demo.tenant, "k_core", labels=["File", "Task"])
    assert ask(demo.tenant, "k_core", labels=["Institution"])["edges"] == 0


def test_an_empty_graph_has_figures_too(tenant: Tenant) -> None:
    assert ask(tenant, "degree_distribution")["summary"] == {"nodes": 0, "min": 0, "max": 0, "avg": 0.0}
    assert ask(tenant, "centrality", metric="pagerank")["items"] == []
    assert ask(tenant, "clustering", method="communities")["communities"] == 0
