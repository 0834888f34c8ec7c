"""All layers together, from outside."""

import pytest

from graph.cypher import CypherRefused, Layer, Limits, parse, prepare
from graph.cypher.layers.tenant import unbound
from tests.graph.cypher.corpus import CORPUS, PARAMETERS
from tests.graph.cypher.schemas import MILLION, large

TENANT = "11111111-1111-7111-8111-111111111111"
WITHOUT_SCHEMA = ["syntax", "read_only", "tenant", "depth", "time", "rows"]


@pytest.mark.parametrize("query", CORPUS)
def test_a_scientists_query_passes_all_layers(query: str) -> None:
    prepared = prepare(query, params=PARAMETERS, tenant_id=TENANT)
    assert [report.name for report in prepared.layers] == WITHOUT_SCHEMA
    assert all(report.ok for report in prepared.layers)
    assert prepared.params["tenant"] == TENANT
    assert unbound(parse(prepared.text)) == ()


@pytest.mark.parametrize("query", CORPUS)
def test_with_a_schema_there_are_two_layers_more_and_the_same_text(query: str) -> None:
    prepared = prepare(query, params=PARAMETERS, tenant_id=TENANT, schema=large(2_000), strict=False)
    assert [report.name for report in prepared.layers] == list(Layer)
    assert prepared.estimate and prepared.layers[-1].detail == prepared.estimate.words
    assert prepared.text == prepare(query, params=PARAMETERS, tenant_id=TENANT).text


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


def test_only_named_parameters_are_passed_on() -> None:
    prepared = prepare("RETURN $a AS a", params={"a": 1, "b": 2}, tenant_id=TENANT)
    assert prepared.params == {"a": 1, "tenant": TENANT}


@pytest.mark.parametrize(("prefix", "flags"), [("", (0, 0)), ("EXPLAIN ", (1, 0)), ("PROFILE ", (0, 1))])
def test_explain_and_profile_are_told_apart(prefix: str, flags: tuple[bool, bool]) -> None:
    prepared = prepare(f"{prefix}MATCH (n) RETURN n", params={}, tenant_id=TENANT)
    assert (prepared.explain, prepared.profile) == flags


def test_what_costs_too_much_may_still_be_explained() -> None:
    query = "MATCH (a), (b) RETURN count(*) AS n"
    with pytest.raises(CypherRefused, match="nothing connects the parts"):
        prepare(query, params={}, tenant_id=TENANT, schema=MILLION)
    explained = prepare(f"EXPLAIN {query}", params={}, tenant_id=TENANT, schema=MILLION)
    assert explained.estimate and explained.estimate.touched > Limits().max_estimated_rows
