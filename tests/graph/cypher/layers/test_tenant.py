"""Layer 3: every node that a query can touch is the tenant's, and the fence is not seen."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from graph.cypher import CypherRefused, ast, parse, prepare, render
from graph.cypher.layers import rows
from graph.cypher.layers.tenant import bind, trespasses, unbound
from graph.cypher.limits import Limits
from graph.cypher.normalise import normalise
from graph.values import to_json
from tests.graph.cypher.strategies import statements

TENANT = "11111111-1111-7111-8111-111111111111"


@given(statements)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_pattern_is_left_unbound(statement: ast.Statement) -> None:
    assume(ast.depth(statement) <= 60 and not trespasses(statement))
    bound = parse(render(bind(statement)))
    assert unbound(bound) == ()
    for node in ast.walk(bound):
        if isinstance(node, ast.NodePattern):
            assert [render(entry) for entry in node.properties].count("tenant_id: $tenant") == 1
        if isinstance(node, ast.PatternComprehension | ast.PatternPredicate):
            assert not node.path.has_inner_nodes


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (
            "MATCH (a)-->() RETURN a",
            "MATCH (a {tenant_id: $tenant})-->({tenant_id: $tenant})\nRETURN a\nLIMIT 1001",
        ),
        (
            "MATCH (a) OPTIONAL MATCH (a)-[*..2]->(b:X) WHERE b.x OR b.y RETURN count(b)",
            "MATCH (a {tenant_id: $tenant})\n"
            "OPTIONAL MATCH bound_path_1 = (a {tenant_id: $tenant})-[*..2]->(b:X {tenant_id: $tenant}) "
            "WHERE (b.x OR b.y) "
            "AND all(bound_node_1 IN nodes(bound_path_1) WHERE bound_node_1.tenant_id = $tenant)\n"
            "RETURN count(b) AS `count(b)`",
        ),
        (
            "MATCH (a) WHERE NOT (a)-[*..2]->() RETURN count(*)",
            "MATCH (a {tenant_id: $tenant}) WHERE NOT EXISTS { "
            "MATCH bound_path_1 = (a {tenant_id: $tenant})-[*..2]->({tenant_id: $tenant}) "
            "WHERE all(bound_node_1 IN nodes(bound_path_1) WHERE bound_node_1.tenant_id = $tenant) }\n"
            "RETURN count(*) AS `count(*)`",
        ),
        (
            "MATCH bound_path_1 = (bound_node_1)-[*2]-() RETURN count(*) AS n",
            "MATCH bound_path_1 = (bound_node_1 {tenant_id: $tenant})-[*2]-({tenant_id: $tenant}) "
            "WHERE all(bound_node_2 IN nodes(bound_path_1) WHERE bound_node_2.tenant_id = $tenant)\n"
            "RETURN count(*) AS n",
        ),
    ],
)
def test_what_is_added(query: str, text: str) -> None:
    assert prepare(query, params={}, tenant_id=TENANT).text.split() == text.split()


@pytest.mark.parametrize(
    ("query", "added"),
    [
        ("RETURN keys(n) AS x", "RETURN [bound_node_1 IN keys(n) WHERE bound_node_1 <> 'tenant_id'] AS x"),
        (
            "RETURN size(KEYS(n)) AS x",
            "RETURN size([bound_node_1 IN KEYS(n) WHERE bound_node_1 <> 'tenant_id']) AS x",
        ),
    ],
)
def test_the_fence_is_no_key(query: str, added: str) -> None:
    statement = parse(f"MATCH (n) {query}")
    assert added in render(bind(statement))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"name": "x", "tenant_id": "t"}, {"name": "x"}),
        ([{"a": [{"tenant_id": "t"}]}], [{"a": [{}]}]),
        ("tenant_id", "tenant_id"),
    ],
)
def test_the_fence_is_in_no_map_that_is_returned(value: Any, shown: Any) -> None:
    assert to_json(value) == shown


@pytest.mark.parametrize("name", ["tenant", "Tenant_Id", "principal"])
def test_a_reserved_parameter_is_never_accepted(name: str) -> None:
    with pytest.raises(CypherRefused) as caught:
        prepare("RETURN 1 AS a", params={name: "other"}, tenant_id=TENANT)
    assert caught.value.layer == "tenant"


@given(statements)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_preparing_again_what_is_prepared_changes_nothing(statement: ast.Statement) -> None:
    """The columns that were named and the limits that were added are there the second time."""
    assume(ast.depth(statement) <= 60 and not trespasses(statement))
    params = dict.fromkeys(("a", *(n.name for n in ast.walk(statement) if isinstance(n, ast.Parameter))), 1)
    try:
        once, _ = rows.cap(normalise(statement), Limits(), params)
    except CypherRefused:
        assume(False)
    twice, notices = rows.cap(normalise(once), Limits(), params)
    assert (twice, notices) == (once, ())
    assert render(bind(twice)) == render(bind(once))
