"""Layer 4: how far paths may reach."""

import pytest

from graph.cypher import CypherRefused, Limits, parse
from graph.cypher.layers import depth


@pytest.mark.parametrize(
    ("pattern", "detail"),
    [
        ("(a)-->(b)", "no path of variable length"),
        ("(a)-[*..5]->(b)", "longest path 5 hops"),
        ("(a)-[*0..1]->(b)-[*2]-(c)", "longest path 2 hops"),
        ("(a)" + "-->()" * 20, "no path of variable length"),
        ("(a)-[*..5]-(b), (b)-[*..5]-(c), (c)-[*..5]-(d)", "longest path 5 hops"),
    ],
)
def test_what_is_near_enough_passes(pattern: str, detail: str) -> None:
    assert depth.check(parse(f"MATCH {pattern} RETURN 1 AS x"), Limits()).detail == detail


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a)-[*]->(b)", "needs an upper bound"),
        ("(a)-[*3..]->(b)", "needs an upper bound"),
        ("(a)-[*..6]->(b)", "longer than 5"),
        ("(a)-[*4..2]->(b)", "no path has at least 4 and at most 2"),
        ("(a)-[*..5]-(b)-[*..5]-(c)-[*..1]-(d)", "add up to 10 hops, not 11"),
        ("(a)" + "-->()" * 21, "may have 20 relationships, not 21"),
    ],
)
def test_what_reaches_too_far_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(CypherRefused, match=reason) as caught:
        depth.check(parse(f"MATCH {pattern} RETURN 1 AS x"), Limits())
    assert caught.value.layer == "depth"


def test_a_wider_limit_lets_longer_paths_pass() -> None:
    statement = parse("MATCH (a)-[*..8]->(b) RETURN b")
    assert depth.check(statement, Limits(max_depth=8)).detail == "longest path 8 hops"
