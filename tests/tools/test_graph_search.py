"""graph.search and the structured actions of graph.generate_cypher, on the sample."""

from typing import Any

import pytest

from graph.cypher import CypherRefused, prepare
from tenants.models import Tenant
from tests.factories import make_principal
from tests.tools.invoking import invoked
from tools.errors import ToolArgumentsInvalid, ToolForbidden


def search(tenant: Tenant, action: str, **arguments: Any) -> dict[str, Any]:
    return invoked(tenant, "graph.search", action, **arguments).data


def generated(tenant: Tenant, action: str, role: str = "user", **arguments: Any) -> dict[str, Any]:
    return invoked(make_principal(tenant, role), "graph.generate_cypher", action, **arguments).data


def test_nodes_are_found_by_their_values_page_by_page(sampled: Tenant) -> None:
    where = {"label": "Task", "where": {"status": "Failed"}}
    whole = search(sampled, "nodes", **where, page_size=1_000)
    assert whole["total"] == whole["count"] == search(sampled, "count", **where)["count"] > 2
    assert all({"Task"} <= set(each["labels"]) for each in whole["items"])
    assert all(each["props"]["status"] == "Failed" for each in whole["items"])
    assert all("tenant_id" not in each["props"] for each in whole["items"])
    pages = [search(sampled, "nodes", **where, page=page, page_size=2)["items"] for page in (1, 2)]
    assert [*pages[0], *pages[1]] == whole["items"][:4]


def test_nodes_are_selected_ordered_and_told_apart_by_lists_and_nulls(sampled: Tenant) -> None:
    found = search(
        sampled, "nodes", labels=["Task"], where={"status": ["Failed", "Finished"]}, select=["status"],
        order_by="status", order_desc=True,
    )  # fmt: skip
    assert found["items"][0]["props"] == {"status": "Finished"}
    lacking = search(sampled, "count", label="Task", where={"status": None})["count"]
    having = search(sampled, "distinct", label="Task", property="status")["values"]
    counts = [search(sampled, "count", label="Task", where={"status": each})["count"] for each in having]
    assert lacking + sum(counts) == search(sampled, "count", label="Task")["count"]


def test_each_relationship_is_found_once(sampled: Tenant) -> None:
    found = search(sampled, "edges", type="OUTPUT", page_size=5)
    assert found["count"] == 5 and found["total"] == search(sampled, "count", type="OUTPUT")["count"]
    assert set(found["items"][0]) == {"start", "type", "end", "props"}
    both = search(sampled, "edges", types=["OUTPUT", "INPUT"])["total"]
    assert both == found["total"] + search(sampled, "count", type="INPUT")["count"]


def test_distinct_values_are_cut_with_a_notice(sampled: Tenant) -> None:
    found = search(sampled, "distinct", label="Task", property="status", limit=1)
    assert (found["count"], found["truncated"]) == (1, True)


def test_text_is_found_whatever_its_case_the_best_first(sampled: Tenant) -> None:
    found = search(sampled, "text", query="fAiLeD", labels=["Task"], properties=["status"], top_k=3)["items"]
    assert len(found) == 3
    assert found[0]["snippet"] == {"property": "status", "text": "Failed"}
    everywhere = search(sampled, "text", query="fin")["items"]
    scores = [each["score"] for each in everywhere]
    assert scores == sorted(scores, reverse=True) and scores[0] > 0
    assert search(sampled, "text", query="no such text at all")["items"] == []
    assert search(sampled, "text", query="xx", properties=["no_such"])["items"] == []


def test_a_pattern_is_walked_step_by_step(sampled: Tenant) -> None:
    found = search(
        sampled,
        "pattern",
        start={"label": "User"},
        steps=[
            {"type": "RUNS", "label": "Task", "where": {"status": "Failed"}},
            {"type": "INPUT", "direction": "in", "label": "File"},
        ],
        limit=3,
    )
    assert (found["count"], found["truncated"]) == (3, True)
    for path in found["paths"]:
        user, task, file = path["nodes"]
        runs, reads = path["edges"]
        assert ("User" in user["labels"], task["props"]["status"], "File" in file["labels"]) == (
            True,
            "Failed",
            True,
        )
        assert (runs["start"], runs["end"]) == (user["orig_id"], task["orig_id"])
        assert (reads["start"], reads["end"]) == (file["orig_id"], task["orig_id"])


@pytest.mark.parametrize(
    ("action", "arguments", "error"),
    [
        ("nodes", {"label": "Tas`k"}, ToolArgumentsInvalid),
        ("nodes", {"where": {"a`}) RETURN 1 //": 1}}, ToolArgumentsInvalid),
        ("nodes", {"where": {"a": {"b": 1}}}, ToolArgumentsInvalid),
        ("nodes", {"where": {"status": 2**70}}, CypherRefused),
        ("nodes", {"where": {"tenant_id": "x"}}, CypherRefused),
        ("nodes", {"label": "Task", "order_by": "tenant_id"}, CypherRefused),
        ("nodes", {"page_size": 0}, ToolArgumentsInvalid),
        ("edges", {"select": ["tenant_id"]}, CypherRefused),
        ("distinct", {"property": "tenant_id"}, CypherRefused),
        ("count", {"label": "Task", "type": "RUNS"}, ToolArgumentsInvalid),
        ("text", {"query": "x"}, ToolArgumentsInvalid),
        ("pattern", {"start": {}, "steps": [{}] * 6}, ToolArgumentsInvalid),
        ("pattern", {"start": {}, "steps": [{"direction": "up"}]}, ToolArgumentsInvalid),
    ],
)
def test_what_cannot_be_searched_for_is_refused(
    sampled: Tenant, action: str, arguments: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        search(sampled, action, **arguments)


def test_what_is_not_there_is_nothing_with_a_warning(sampled: Tenant) -> None:
    found = invoked(sampled, "graph.search", "nodes", label="Submarine")
    assert (found.data["items"], found.data["total"]) == ([], 0)
    assert any("Submarine" in warning for warning in found.warnings)


def test_a_tenant_finds_only_what_is_its_own(sampled: Tenant, tenant: Tenant) -> None:
    assert search(tenant, "count")["count"] == 0
    assert search(tenant, "nodes")["items"] == search(tenant, "edges")["items"] == []
    assert search(tenant, "text", query="failed")["items"] == []
    assert search(tenant, "pattern", start={}, steps=[{"direction": "both"}])["paths"] == []


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("select", {"label": "Task", "where": {"status": "Failed"}, "return": ["status"], "random": True}),
        ("select", {}),
        ("match_rel", {"type": "RUNS", "from_label": "User", "to_where": {"status": "Failed"}}),
        ("count_by_label", {}),
    ],
)
def test_generated_queries_read_and_pass_validation(
    sampled: Tenant, action: str, arguments: dict[str, Any]
) -> None:
    data = generated(sampled, action, **arguments)
    assert data["read_only"] is True
    rows = invoked(
        sampled, "graph.secure_query", "execute", cypher=data["cypher"], params=data["params"], max_rows=5
    ).data["rows"]
    assert rows


def test_the_queries_of_the_inventory_run(sampled: Tenant) -> None:
    queries = generated(sampled, "schema_inventory")["queries"]
    assert {each["name"] for each in queries} == {"labels", "relationship_types", "connections"}
    for each in queries:
        assert invoked(sampled, "graph.query", "run", cypher=each["cypher"]).data["rows"]


@pytest.mark.parametrize(
    ("action", "arguments", "begins"),
    [
        (
            "insert_node",
            {"labels": ["A", "B c"], "orig_id": "x", "props": {"p": 1}},
            "MERGE (n:A {tenant_id:",
        ),
        ("insert_node", {"labels": ["A"], "mode": "create"}, "CREATE (n:A {tenant_id:"),
        ("update_node", {"orig_id": "x", "props": {"p": 1}}, "MATCH (n {tenant_id: $tenant"),
        ("delete_node", {"orig_id": "x"}, "MATCH (n {tenant_id: $tenant"),
        ("upsert_rel", {"start_orig_id": "x", "end_orig_id": "y", "type": "R S"}, "MATCH (a {tenant_id:"),
    ],
)
def test_statements_that_write_are_text_for_writers_and_bound_to_the_tenant(
    tenant: Tenant, action: str, arguments: dict[str, Any], begins: str
) -> None:
    data = generated(tenant, action, "curator", **arguments)
    assert data["cypher"].startswith(begins)
    assert (data["params"]["tenant"], data["read_only"]) == (str(tenant.pk), False)
    with pytest.raises(CypherRefused, match="read only"):
        prepare(data["cypher"], params=data["params"], tenant_id=tenant.pk)
    with pytest.raises(ToolForbidden):
        generated(tenant, action, "user", **arguments)


def test_what_keeps_tenants_apart_is_not_set(tenant: Tenant) -> None:
    with pytest.raises(ToolArgumentsInvalid, match="tenant_id"):
        generated(tenant, "update_node", "curator", orig_id="x", props={"tenant_id": "other"})
    with pytest.raises(ToolArgumentsInvalid, match="back-quote"):
        generated(tenant, "insert_node", "curator", labels=["A`) DETACH DELETE n //"])
