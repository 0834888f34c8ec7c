"""The six layers, from outside: what is let through, what is refused and by whom."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings

from graph.cypher import CypherRefused, Limits, ast, classify, parse, prepare, render
from graph.cypher.tenant import bind, trespasses, unbound
from tests.graph.cypher.attacks import ATTACKS
from tests.graph.cypher.corpus import CORPUS, PARAMETERS
from tests.graph.cypher.strategies import statements

TENANT = "11111111-1111-7111-8111-111111111111"


@pytest.mark.parametrize("query", CORPUS)
def test_a_scientists_query_passes_all_layers(query: str) -> None:
    prepared = prepare(query, params=PARAMETERS, tenant_id=TENANT)
    assert [report.name for report in prepared.layers] == [
        "syntax",
        "read_only",
        "tenant",
        "depth",
        "time",
        "rows",
    ]
    assert all(report.ok for report in prepared.layers)
    assert prepared.params["tenant"] == TENANT
    assert unbound(parse(prepared.text)) == ()


@pytest.mark.parametrize(("text", "layer"), [a[1:] for a in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_an_attack_is_refused(text: str, layer: str) -> None:
    with pytest.raises(CypherRefused) as caught:
        prepare(text, params=PARAMETERS, tenant_id=TENANT)
    assert caught.value.layer == layer
    assert caught.value.reasons
    assert caught.value.as_json()["code"] == "cypher_refused"


@given(statements)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
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
    ("query", "columns"),
    [
        ("MATCH (n)-[*..2]-(m) RETURN *", ("n", "m")),
        ("MATCH p = (n)-[r]-(m) WITH *, 1 AS x RETURN *", ("p", "n", "r", "m", "x")),
        ("UNWIND [1] AS a CALL { RETURN 2 AS b } RETURN *", ("a", "b")),
        (
            "MATCH (n) RETURN n.name, count(*), COUNT { (n)--() }",
            ("n.name", "count(*)", "COUNT { MATCH (n)--() }"),
        ),
        ("MATCH (n) RETURN n.a AS x UNION MATCH (n) RETURN n.b AS x", ("x",)),
        ("MATCH (n) RETURN n.`a b`, 'it\\'s'", ("n.a b", "'it's'")),
    ],
)
def test_columns_are_the_users_own(query: str, columns: tuple[str, ...]) -> None:
    assert prepare(query, params={}, tenant_id=TENANT).columns == columns


@pytest.mark.parametrize(
    "query",
    ["RETURN *", "MATCH (n) RETURN n.a, n.a", "CALL { MATCH (n) RETURN * } RETURN 1 AS x"],
)
def test_columns_that_nobody_can_name_are_refused(query: str) -> None:
    with pytest.raises(CypherRefused):
        prepare(query, params={}, tenant_id=TENANT)


@pytest.mark.parametrize(
    ("query", "end", "notices"),
    [
        ("MATCH (n) RETURN n", "LIMIT 11", ("limited to 10 rows",)),
        ("MATCH (n) RETURN n LIMIT 11", "LIMIT 11", ()),
        ("MATCH (n) RETURN n LIMIT 12", "LIMIT 11", ("limited to 10 rows",)),
        ("MATCH (n) RETURN n LIMIT 3", "LIMIT 3", ()),
        ("MATCH (n) RETURN n LIMIT $few", "LIMIT $few", ()),
        ("MATCH (n) RETURN n LIMIT $many", "LIMIT 11", ("limited to 10 rows",)),
        ("MATCH (n) RETURN count(n) AS n, max(n.a) AS a", "AS a", ()),
        (
            "MATCH (n) RETURN COLLECT { MATCH (m) RETURN m } AS ms LIMIT 1",
            "RETURN m LIMIT 10 } AS ms LIMIT 1",
            (),
        ),
        ("RETURN [p = (a)--(b) | b] AS bs LIMIT 1", "RETURN b AS collected LIMIT 10 } AS bs LIMIT 1", ()),
    ],
)
def test_rows_are_capped(query: str, end: str, notices: tuple[str, ...]) -> None:
    prepared = prepare(query, params={"few": 2, "many": 99}, tenant_id=TENANT, limits=Limits(max_rows=10))
    assert " ".join(prepared.text.split()).endswith(end)
    assert prepared.notices == notices
    assert prepared.max_rows == 10


@pytest.mark.parametrize("value", [-1, 1.5, True, "3", None, [1]])
def test_a_limit_that_is_no_count_is_refused(value: object) -> None:
    with pytest.raises(CypherRefused) as caught:
        prepare("MATCH (n) WITH n SKIP $n RETURN n", params={"n": value}, tenant_id=TENANT)
    assert caught.value.layer == "rows"


@pytest.mark.parametrize(
    "bad", [{"max_rows": 0}, {"max_rows": 10_001}, {"max_depth": 11}, {"timeout_seconds": 31}]
)
def test_limits_have_limits(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be from"):
        Limits(**bad)


def test_a_wider_depth_lets_longer_paths_pass() -> None:
    query = "MATCH (a)-[*..8]->(b) RETURN count(b)"
    assert prepare(query, params={}, tenant_id=uuid4(), limits=Limits(max_depth=8)).timeout_seconds == 5


def test_only_named_parameters_are_passed_on_and_reserved_ones_never_accepted() -> None:
    prepared = prepare("RETURN $a AS a", params={"a": 1, "b": 2}, tenant_id=TENANT)
    assert prepared.params == {"a": 1, "tenant": TENANT}
    for name in ("tenant", "Tenant_Id", "principal"):
        with pytest.raises(CypherRefused) as caught:
            prepare("RETURN 1 AS a", params={name: "other"}, tenant_id=TENANT)
        assert caught.value.layer == "tenant"


def test_explain_is_told_apart() -> None:
    assert prepare("EXPLAIN MATCH (n) RETURN n", params={}, tenant_id=TENANT).explain
    assert not prepare("PROFILE MATCH (n) RETURN n", params={}, tenant_id=TENANT).explain


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("MATCH (n) RETURN n", {"read"}),
        ("MATCH (n) WHERE n.set = 'DELETE n' RETURN n.delete AS remove // CREATE (n)", {"read"}),
        ("MATCH (`delete`:`SET`) RETURN `delete`", {"read"}),
        ("MATCH (n:Insert)-[:CREATE]->(m {merge: $drop}) RETURN n", {"read"}),
        ("MATCH (n) DETACH DELETE n", {"read", "delete"}),
        ("MATCH (n) DELETE(n)", {"read", "delete"}),
        ("MATCH (n) RETURN 'x' /* ' */ DELETE n //'", {"read", "delete"}),
        ("MATCH (n) RETURN `a` DELETE n", {"read", "delete"}),
        ("MATCH (n) RETURN n; MATCH (n) SET n.a = 1", {"read", "write"}),
        ("EXPLAIN CREATE (n)", {"read", "write"}),
        ("CALL anything.at.all()", {"read", "write"}),
        ("FROBNICATE ALL", {"write"}),
        ("CREATE INDEX FOR (n:A) ON (n.b)", {"write", "admin"}),
        ("DROP DATABASE x", {"admin", "dangerous"}),
        ("LOAD CSV FROM 'x' AS l RETURN l", {"dangerous"}),
        ("MATCH (n) \\u0044ELETE n", {"dangerous"}),
        ("", set()),
    ],
)
def test_kinds_of_statements(text: str, kinds: set[str]) -> None:
    assert classify(text) == kinds


@pytest.mark.parametrize(
    "text", [text for _, text, layer in ATTACKS if layer == "read_only" and "(" not in text]
)
def test_what_is_no_read_is_never_called_only_read(text: str) -> None:
    assert classify(text) != {"read"}
