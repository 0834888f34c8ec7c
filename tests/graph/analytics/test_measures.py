"""Every measure against networkx, on graphs of a table and on whatever hypothesis makes up."""

from collections import Counter
from itertools import pairwise
from math import isclose
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python

from graph.analytics.computing.network import NodeUnknown
from graph.analytics.computing.projection import Projection
from tests.graph.analytics.graphs import TABLE, Edges, directed, found, graphs, network, scores, simple

ALL = {"k": 100}
MOST = 1e-9


def agree(ours: dict[int, float], theirs: dict[int, float]) -> None:
    assert ours.keys() == theirs.keys()
    for node, score in theirs.items():
        assert isclose(ours[node], score, rel_tol=1e-6, abs_tol=MOST), (node, ours[node], score)


def check_degrees(nodes: int, edges: Edges) -> None:
    measured, theirs = network(nodes, edges), directed(nodes, edges)
    for direction, degree in (("both", theirs.degree), ("in", theirs.in_degree), ("out", theirs.out_degree)):
        top = found(measured, "top_k_degree", direction=direction, **ALL)
        assert scores(top, "degree") == dict(degree())
        counted = found(measured, "degree_distribution", direction=direction)
        assert {each["degree"]: each["count"] for each in counted["distribution"]} == Counter(
            dict(degree()).values()
        )
    agree(
        scores(found(measured, "centrality", metric="degree", **ALL)),
        nx.degree_centrality(theirs) if nodes > 1 else {i: float(theirs.degree(i)) for i in range(nodes)},
    )


def check_pagerank(nodes: int, edges: Edges) -> None:
    ours = scores(found(network(nodes, edges), "centrality", metric="pagerank", **ALL))
    agree(ours, _pagerank_python(directed(nodes, edges), tol=1e-13, max_iter=5_000))
    assert not nodes or isclose(sum(ours.values()), 1, rel_tol=1e-9)


def check_betweenness(nodes: int, edges: Edges) -> None:
    measured = network(nodes, edges)
    agree(
        scores(found(measured, "centrality", metric="betweenness", **ALL)),
        nx.betweenness_centrality(simple(nodes, edges)),
    )
    agree(
        scores(found(measured, "centrality", metric="betweenness", directed=True, **ALL)),
        nx.betweenness_centrality(nx.DiGraph(directed(nodes, edges))),
    )


def check_closeness(nodes: int, edges: Edges) -> None:
    agree(
        scores(found(network(nodes, edges), "centrality", metric="closeness", **ALL)),
        nx.closeness_centrality(simple(nodes, edges)),
    )


def check_clustering(nodes: int, edges: Edges) -> None:
    measured, theirs = network(nodes, edges), simple(nodes, edges)
    answer = found(measured, "clustering", method="coefficient", **ALL)
    agree(scores(answer), nx.clustering(theirs))
    assert isclose(answer["average"], nx.average_clustering(theirs) if nodes else 0, abs_tol=MOST)
    triangles = found(measured, "clustering", method="triangles", **ALL)
    assert scores(triangles, "triangles") == nx.triangles(theirs)
    assert triangles["triangles"] == sum(nx.triangles(theirs).values()) // 3


def check_components(nodes: int, edges: Edges) -> None:
    measured, theirs = network(nodes, edges), directed(nodes, edges)
    for mode, components in (
        ("weak", nx.weakly_connected_components),
        ("strong", nx.strongly_connected_components),
    ):
        answer = found(measured, "connected_components", mode=mode, top=100)
        sizes = sorted(map(len, components(theirs)), reverse=True)
        assert (answer["count"], answer["sizes"]) == (len(sizes), sizes)
        assert answer["largest_share"] == (round(sizes[0] / nodes, 6) if sizes else 0)


def check_cores(nodes: int, edges: Edges) -> None:
    answer = found(network(nodes, edges), "k_core", **ALL)
    cores = nx.core_number(simple(nodes, edges))
    assert scores(answer, "core") == cores
    assert answer["degeneracy"] == max(cores.values(), default=0)
    assert {each["core"]: each["count"] for each in answer["shells"]} == Counter(cores.values())


def check_communities(nodes: int, edges: Edges) -> None:
    """Which groups are the best is open: what is said of those that were found must hold, and be no worse."""
    measured, theirs = network(nodes, edges), simple(nodes, edges)
    answer = found(measured, "clustering", method="communities", **ALL)
    assert sum(each["size"] for each in answer["items"]) == nodes
    parts = [{int(each["orig_id"][1:]) for each in item["members"]} for item in answer["items"]]
    if theirs.number_of_edges() and all(
        len(part) == item["size"] for part, item in zip(parts, answer["items"], strict=True)
    ):
        assert isclose(answer["modularity"], nx.community.modularity(theirs, parts), abs_tol=MOST)
    if theirs.number_of_edges():
        greedy = nx.community.greedy_modularity_communities(theirs)
        assert answer["modularity"] >= nx.community.modularity(theirs, greedy) - 0.05
    assert answer == found(network(nodes, edges), "clustering", method="communities", **ALL)


def check_paths(nodes: int, edges: Edges) -> None:
    measured = network(nodes, edges)
    for said, theirs in (
        (False, simple(nodes, edges)),
        (True, nx.DiGraph(directed(nodes, edges))),
    ):
        for start, end in Random(1).sample(
            [(a, b) for a in range(nodes) for b in range(nodes)], min(12, nodes * nodes)
        ):
            ends = {"start_id": f"n{start:02}", "end_id": f"n{end:02}", "directed": said, "max_depth": 10}
            ways = (
                sorted(map(list, nx.all_shortest_paths(theirs, start, end)))
                if nx.has_path(theirs, start, end)
                else []
            )
            ways = ways if ways and len(ways[0]) <= 11 else []
            one = found(measured, "shortest_path", **ends)
            every = found(measured, "all_shortest_paths", limit=100, **ends)
            assert one["found"] is every["found"] is bool(ways)
            assert every["count"] == len(ways)
            assert [numbers(path) for path in every["paths"]] == ways[:100]
            if ways:
                assert numbers(one["path"]) == ways[0]
                assert one["length"] == every["length"] == len(ways[0]) - 1
                check_edges(one["path"], edges, along=said)


def numbers(path: dict[str, Any]) -> list[int]:
    return [int(node["orig_id"][1:]) for node in path["nodes"]]


def check_edges(path: dict[str, Any], edges: Edges, *, along: bool) -> None:
    """What is said to connect two nodes is there, and in that direction."""
    visited = numbers(path)
    for (start, end), edge in zip(pairwise(visited), path["edges"], strict=True):
        real = int(edge["start"][1:]), int(edge["end"][1:])
        assert real in edges and edge["type"] == "R"
        assert real == (start, end) or (not along and real == (end, start) and (start, end) not in edges)


def check_similarity(nodes: int, edges: Edges) -> None:
    measured, theirs = network(nodes, edges), simple(nodes, edges)
    for node in range(min(nodes, 4)):
        near = {other for step in theirs[node] for other in theirs[step]} - {node}
        pairs = [(node, other) for other in near]
        for method, index in (("jaccard", nx.jaccard_coefficient), ("adamic_adar", nx.adamic_adar_index)):
            answer = found(measured, "similarity", orig_id=f"n{node:02}", method=method, **ALL)
            agree(scores(answer), {other: score for _, other, score in index(theirs, pairs)})
        dice = scores(found(measured, "similarity", orig_id=f"n{node:02}", method="dice", **ALL))
        for other, score in dice.items():
            common = len(list(nx.common_neighbors(theirs, node, other)))
            assert isclose(score, 2 * common / (theirs.degree(node) + theirs.degree(other)))


CHECKS = [
    check_degrees, check_pagerank, check_betweenness, check_closeness, check_clustering, check_components,
    check_cores, check_communities, check_paths, check_similarity,
]  # fmt: skip
BY_NAME = {"ids": lambda check: check.__name__.removeprefix("check_")}


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("check", CHECKS, **BY_NAME)
def test_a_measure_agrees_with_networkx(check: Any, name: str) -> None:
    check(*TABLE[name])


@pytest.mark.parametrize("check", CHECKS, **BY_NAME)
def test_a_measure_agrees_with_networkx_on_any_graph(check: Any) -> None:
    @settings(max_examples=25)
    @given(graphs())
    def agrees(graph: tuple[int, Edges]) -> None:
        check(*graph)

    agrees()


def test_a_sample_is_an_estimate_of_what_it_says_and_the_same_each_time() -> None:
    nodes, edges = TABLE["karate"]
    theirs = simple(nodes, edges)
    measured = network(nodes, edges)
    answer = found(measured, "centrality", metric="betweenness", samples=10, **ALL)
    assert answer["sampled"] == {"sources": 10, "of": nodes}
    chosen = sorted(Random(1).sample(range(nodes), 10))
    subset = nx.betweenness_centrality_subset(theirs, chosen, list(theirs), normalized=False)
    scale = 2 / ((nodes - 1) * (nodes - 2)) * nodes / 10
    agree(scores(answer), {node: score * scale for node, score in subset.items()})
    assert answer == found(network(nodes, edges), "centrality", metric="betweenness", samples=10, **ALL)
    close = found(network(nodes, edges), "centrality", metric="closeness", samples=20, **ALL)
    assert close["sampled"] == {"sources": 20, "of": nodes}
    exact = nx.closeness_centrality(theirs)
    assert all(isclose(score, exact[node], rel_tol=0.25) for node, score in scores(close).items())


def test_what_the_budget_has_no_room_for_is_sampled() -> None:
    nodes, edges = TABLE["karate"]
    measured = network(nodes, edges, budget=5 * (1 + nodes + len(edges)))
    for metric in ("betweenness", "closeness"):
        assert found(measured, "centrality", metric=metric)["sampled"] == {"sources": 5, "of": nodes}


def test_a_label_says_who_is_told_and_not_who_counts() -> None:
    measured = network(*TABLE["karate"])
    every = found(measured, "centrality", metric="pagerank", **ALL)
    told = found(measured, "centrality", metric="pagerank", label="C", **ALL)
    assert told["items"] == [item for item in every["items"] if "C" in item["labels"]]
    assert (told["nodes"], told["edges"]) == (34, 78)
    assert found(measured, "top_k_degree", label="Unheard")["items"] == []
    assert found(measured, "connected_components", label="C")["sizes"] == [12]
    near = found(measured, "similarity", orig_id="n00", label="C", **ALL)["items"]
    assert near and all("C" in item["labels"] for item in near)


def test_a_way_that_is_too_long_is_none_and_a_node_is_near_to_itself() -> None:
    measured = network(*TABLE["a line"])
    said = {"start_id": "n00", "end_id": "n04"}
    assert found(measured, "shortest_path", max_depth=3, **said)["found"] is False
    assert found(measured, "shortest_path", max_depth=4, **said)["length"] == 4
    same = found(measured, "shortest_path", start_id="n02", end_id="n02")
    assert (same["length"], same["path"]["edges"]) == (0, [])


def test_ways_without_number_are_counted_and_only_some_are_told() -> None:
    """Eight diamonds in a row: 2 to the power of 8 ways, of which none is looked for in vain."""
    edges = [
        edge for i in range(0, 24, 3) for edge in [(i, i + 1), (i, i + 2), (i + 1, i + 3), (i + 2, i + 3)]
    ]
    # Twice eight steps are more than may be asked for, so the last three diamonds are left out.
    answer = found(
        network(25, edges), "all_shortest_paths", start_id="n00", end_id="n15", max_depth=10, limit=3
    )
    assert (answer["count"], len(answer["paths"]), answer["truncated"]) == (32, 3, True)


def test_an_id_means_one_node() -> None:
    measured = network(3, [(0, 1)])
    with pytest.raises(NodeUnknown):
        found(measured, "shortest_path", start_id="n00", end_id="nobody")
    twins = Projection.of([(1, "x", ["A"]), (2, "x", ["B"]), (3, "y", ["B"])], [(1, "R", 3)])
    from graph.analytics.computing.network import Network

    both = Network(twins, budget=10)
    with pytest.raises(NodeUnknown) as unknown:
        found(both, "similarity", orig_id="x")
    assert unknown.value.labels == [["A"], ["B"]]
    assert found(both, "shortest_path", start_id="x", start_label="A", end_id="y")["length"] == 1
