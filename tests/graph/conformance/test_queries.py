"""What is rendered runs, and stays within the tenant; values come back as they went in."""

from typing import Any

import pytest

from graph import client
from graph.errors import GraphQueryFailed
from tenants.ids import new_id
from tests.graph.conformance.conftest import Tenants, write

PATTERNS = [
    ("MATCH (n:ConformancePaper) RETURN n.name", ["note", "text"]),
    ("MATCH (n) RETURN n.name", ["ada", "bob", "note", "text"]),
    ("MATCH (n:ConformancePaper:ConformanceNote) RETURN n.name", ["note"]),
    ("MATCH (a)-[:WROTE]->(b) RETURN b.name", ["note", "text"]),
    ("MATCH (a)-[]-(b:ConformancePerson) RETURN DISTINCT b.name", ["ada", "bob"]),
    ("MATCH (a:ConformancePerson) OPTIONAL MATCH (a)-[:WROTE]->(b) RETURN b.name", ["note", "text"]),
    ("MATCH (a)-[:WROTE*1..2]->(b) RETURN b.name", ["note", "text"]),
    ("MATCH p = (a {name: 'ada'})-[:KNOWS|WROTE|CITES*1..3]->(b) RETURN DISTINCT last(nodes(p)).name",
     ["bob", "note", "text"]),
    ("MATCH (a:ConformancePerson) WHERE EXISTS { (a)-[r:WROTE]->() WHERE r.year < 2000 } RETURN a.name", []),
    ("MATCH (a:ConformancePerson) RETURN a.name + toString(COUNT { (a)-[:WROTE]->() })", ["ada1", "bob1"]),
    ("MATCH (a {name: 'ada'}) UNWIND [(a)-[:WROTE]->(b) | b.name] AS name RETURN name", ["text"]),
    ("MATCH (a {name: 'ada'}), (b {name: 'note'}), p = shortestPath((a)-[*..4]-(b)) RETURN length(p)", [2]),
    ("MATCH (a:ConformancePerson) RETURN a.name UNION MATCH (b:ConformanceNote) RETURN b.name AS `a.name`",
     ["ada", "bob", "note"]),
    ("MATCH (a:ConformancePerson) WHERE a.born STARTS WITH $born RETURN a.name", ["ada"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PATTERNS)
def test_every_kind_of_pattern_sees_the_own_tenant_only(
    tenants: Tenants, text: str, expected: list[Any]
) -> None:
    params = {"born": "1815"} if "$born" in text else {}
    found = [row[0] for row in tenants.ask(text, **params)]
    assert sorted(filter(None, found), key=str) == expected


@pytest.mark.parametrize(
    "value", ["text", "", "a ' \" \\ ` é 漢", 0, -(2**53), 1.5, True, False, ["a", "b"], [1, 2], []]
)
def test_values_come_back_as_they_went_in(server: None, value: Any) -> None:
    key = {"tenant_id": str(new_id()), "orig_id": "1"}
    write("CREATE (n:ConformanceValue) SET n = $key SET n.value = $value", key=key, value=value)
    try:
        text = "MATCH (n:ConformanceValue {tenant_id: $tenant_id}) RETURN n.value, $value"
        [[stored, echoed]] = client.read(text, {**key, "value": value}, timeout_seconds=5, max_rows=1).rows
        assert (stored, echoed) == (value, value) and type(stored) is type(value)
    finally:
        write("MATCH (n:ConformanceValue {tenant_id: $tenant_id}) DELETE n", tenant_id=key["tenant_id"])


def test_a_date_with_a_time_is_the_same_moment(server: None) -> None:
    [[stored]] = client.read(
        "RETURN datetime('2025-03-01T12:00:00Z') AS at", timeout_seconds=5, max_rows=1
    ).rows
    assert stored == "2025-03-01T12:00:00+00:00"


def test_a_plan_is_shown_without_running_anything(tenants: Tenants) -> None:
    text = "MATCH (n:ConformancePaper) WHERE n.pages > $pages RETURN n.name"
    plan = client.explain(text, {"pages": 5}, timeout_seconds=5)
    assert plan.lines and not plan.profiled
    assert client.explain(text, {"pages": 5}, timeout_seconds=5, profile=True).profiled


def test_a_mistake_is_told_in_the_servers_words(server: None) -> None:
    with pytest.raises(GraphQueryFailed, match=r"(?i)nosuchfunction"):
        client.read("RETURN nosuchfunction(1)", timeout_seconds=5, max_rows=1)
