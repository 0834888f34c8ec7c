"""graph.query, graph.secure_query and graph.schema, without workers."""

from collections.abc import Iterator
from typing import Any

import pytest

from graph.cypher import CypherRefused
from graph.engines import inventory
from graph.errors import GraphConflict
from graph.writes.errors import ChangeRefused
from graph.writes.models import WriteApproval
from jobs.errors import PlatformTenantOnly
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.factories import make_principal
from tests.graph.writes import graphs
from tests.tools.invoking import invoked
from tools.errors import ToolArgumentsInvalid, ToolForbidden

TOTAL = "MATCH (t:Task) RETURN count(t) AS total"
GAPS = "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = 'Unknown'"


@pytest.fixture
def filled(tenant: Tenant) -> Iterator[Tenant]:
    """A tenant with a small graph."""
    graphs.fill(tenant.pk)
    yield tenant
    graphs.empty(tenant.pk)


def query(tenant: Tenant, action: str, role: str = "user", **arguments: Any) -> dict[str, Any]:
    return invoked(make_principal(tenant, role), "graph.query", action, **arguments).data


def secure(tenant: Tenant, action: str, **arguments: Any) -> dict[str, Any]:
    return invoked(tenant, "graph.secure_query", action, **arguments).data


def schema(tenant: Tenant, action: str, role: str = "user", **arguments: Any) -> dict[str, Any]:
    return invoked(make_principal(tenant, role), "graph.schema", action, **arguments).data


def test_a_statement_is_run_explained_and_profiled(sampled: Tenant) -> None:
    ran = query(sampled, "run", query=TOTAL)
    assert (ran["columns"], ran["row_count"], ran["read_only"]) == (["total"], 1, True)
    assert query(sampled, "run", cypher=TOTAL, read_only=False)["rows"] == ran["rows"]
    explained, profiled = (query(sampled, action, cypher=TOTAL) for action in ("explain", "profile"))
    assert (explained["plan"]["profiled"], profiled["plan"]["profiled"]) == (False, True)
    assert explained["classes"] == ["read"] and explained["row_count"] == 1


@pytest.mark.parametrize("arguments", [{}, {"cypher": TOTAL, "query": TOTAL}])
def test_a_statement_is_given_under_one_name(tenant: Tenant, arguments: dict[str, Any]) -> None:
    with pytest.raises(ToolArgumentsInvalid):
        query(tenant, "run", **arguments)


def test_a_change_is_never_made_straight_away(filled: Tenant) -> None:
    for action in ("run", "explain", "profile"):
        with pytest.raises(CypherRefused, match="read only"):
            query(filled, action, "admin", cypher=GAPS)
    with pytest.raises(ToolForbidden):
        query(filled, "run", cypher=GAPS, read_only=False)
    with pytest.raises(ChangeRefused):
        query(filled, "run", "admin", cypher="MATCH (n) DETACH DELETE n", read_only=False)
    data = query(filled, "run", "curator", cypher=GAPS, read_only=False)
    assert (data["read_only"], data["stats"]["touched"], data["row_count"]) == (False, 2, 2)
    with tenant_scope(filled.pk):
        assert WriteApproval.objects.get(pk=data["approval_id"]).status == WriteApproval.Status.PENDING
    missing = "MATCH (m:Machine {tenant_id: $tenant}) WHERE m.state IS NULL RETURN count(m)"
    assert graphs.rows(missing, tenant=str(filled.pk)) == [[2]]


@pytest.mark.parametrize("form", ["rows", "markdown", "csv", "json"])
def test_a_question_is_answered_in_the_form_that_is_wanted(sampled: Tenant, form: str) -> None:
    data = secure(sampled, "ask", prompt="How many tasks are there?", return_format=form)
    assert (data["outcome"], data["row_count"]) == ("answer", 1)
    total = str(data["rows"][0][0])
    assert total in data["answer"]
    assert (data["formatted_output"] is None) if form == "rows" else (total in data["formatted_output"])
    assert (
        secure(sampled, "execute", cypher=TOTAL, return_format=form)["formatted_output"]
        == (data["formatted_output"])
    )


def test_a_question_that_would_change_something_is_refused_to_everybody(filled: Tenant) -> None:
    for prompt in ("Delete all machines", "set state to Unknown on machines without a state", GAPS):
        data = invoked(make_principal(filled, "admin"), "graph.secure_query", "ask", prompt=prompt).data
        assert (data["outcome"], data["rows"], data["approval_id"]) == ("refusal", [], None), prompt


def test_a_query_is_generated_and_judged_without_being_run(sampled: Tenant) -> None:
    made = secure(sampled, "generate", prompt="How many tasks are there?")
    assert made["confidence"] >= 0.8 and "count" in made["cypher"]
    assert secure(sampled, "generate", prompt="How many submarines?")["cypher"] is None
    good = secure(sampled, "validate", statement=made["cypher"], params=made["params"])
    assert (good["is_safe"], good["is_write"]) == (True, False)
    bad = secure(sampled, "validate", cypher="MATCH (n) SET n.x = 1")
    assert (bad["is_safe"], bad["is_write"], bad["validation"][0]["name"]) == (False, True, "read_only")
    judged = invoked(sampled, "graph.generate_cypher", "validate", cypher="MATCH (n) SET n.x = 1").data
    assert not judged["is_safe"] and judged["reasons"] and "write" in judged["classes"]


def draft(tenant: Tenant, goal: str, role: str = "user", **arguments: Any) -> dict[str, Any]:
    caller = make_principal(tenant, role)
    return invoked(caller, "graph.generate_cypher", "generate", goal=goal, **arguments).data


def test_a_draft_is_bounded_about_what_is_hinted_and_comes_with_its_validation(sampled: Tenant) -> None:
    made = draft(sampled, "List the users", schema_hint="the label User", limit=3, max_tokens=64)
    assert made["cypher"].endswith("LIMIT 3") and made["read_only"] is True
    assert {"syntax", "read_only", "tenant", "cost"} <= {each["name"] for each in made["validation"]}
    assert all(each["ok"] for each in made["validation"])
    assert len(secure(sampled, "execute", cypher=made["cypher"], params=made["params"])["rows"]) == 3
    assert draft(sampled, "List the users", schema_hint="File")["cypher"] is None
    assert "LIMIT" not in draft(sampled, "How many users are there?", limit=3)["cypher"]
    with pytest.raises(ToolArgumentsInvalid):
        draft(sampled, "List the users", schema_hint="Unicorn")
    typed = draft(sampled, "MATCH (n) DETACH DELETE n", limit=3)
    assert (typed["read_only"], [each["ok"] for each in typed["validation"]]) == (False, [False])


def test_a_change_is_drafted_for_who_may_write_and_is_not_kept(filled: Tenant) -> None:
    goal = "set state to Unknown on machines without a state"
    made = draft(filled, goal, "curator", allow_write=True)
    assert (made["outcome"], made["read_only"], made["draft"]) == ("confirmation", False, None)
    assert "SET" in made["cypher"]
    with tenant_scope(filled.pk):
        assert not WriteApproval.objects.exists()
    assert draft(filled, goal, "curator")["read_only"] is True
    with pytest.raises(ToolForbidden):
        draft(filled, goal, allow_write=True)
    with pytest.raises(ChangeRefused):
        draft(filled, "Delete everything", "admin", allow_write=True)


def test_the_schema_is_described_part_by_part(sampled: Tenant) -> None:
    assert "Task" in schema(sampled, "labels")["items"]
    assert "RUNS" in schema(sampled, "relationship_types")["items"]
    assert {"label", "property", "type", "coverage"} == set(
        schema(sampled, "node_properties", label="Task")["items"][0]
    )
    assert schema(sampled, "relationship_properties", type="RUNS")["type"] == "RUNS"
    whole = schema(sampled, "inventory")
    assert whole["fingerprint"] and whole["nodes"] and whole["relationships"]
    assert {each["label"] for each in whole["indexes"]} <= {
        *schema(sampled, "labels")["items"],
        *schema(sampled, "relationship_types")["items"],
    }


def test_an_index_is_proposed_and_neither_made_nor_dropped_straight_away(filled: Tenant) -> None:
    names = {"label": "Machine", "property": "maker"}

    def said(action: str, **more: Any) -> tuple[Any, ...]:
        data = schema(filled, action, "admin", **names, **more)
        if approval_id := data["approval_id"]:
            with tenant_scope(filled.pk):
                approval = WriteApproval.objects.get(pk=approval_id)
            assert (approval.statement["kind"], approval.cypher) == (action, data["statement"])
            assert approval.status == WriteApproval.Status.PENDING
        return data.get("created", data.get("dropped")), data["existed"], approval_id is not None

    with pytest.raises(ToolForbidden):
        schema(filled, "create_index", "curator", **names)
    for label, name in (("Foreign", "x"), ("Machine", "unheard"), ("Machine", "Orig_ID"), ("_Marker", "id")):
        for action, more in (("create_index", {}), ("drop_index", {"confirm": True})):
            with pytest.raises(ToolArgumentsInvalid):
                schema(filled, action, "admin", label=label, property=name, **more)
    assert said("drop_index", confirm=True) == (True, False, False)
    assert said("create_index") == (False, False, True)
    assert not inventory.list_indexes(labels={"Machine"})
    inventory.create_index(label="Machine", property_name="maker")
    try:
        assert said("create_index") == (True, True, False)
        assert said("drop_index", confirm=True) == (False, True, True)
        assert {"Machine", "maker"} <= {
            value
            for each in schema(filled, "indexes")["items"]
            for value in (each["label"], each["property"])
        }
        with pytest.raises(ToolArgumentsInvalid):
            schema(filled, "drop_index", "admin", **names, confirm=False)
    finally:
        assert inventory.drop_index(label="Machine", property_name="maker")


def test_constraints_bind_all_tenants_and_so_only_the_platform_makes_them(filled: Tenant) -> None:
    platform, _ = Tenant.objects.get_or_create(slug="platform", defaults={"name": "Platform"})
    names = {"kind": "unique", "label": "Machine", "properties": ["name"]}
    with pytest.raises(PlatformTenantOnly):
        schema(filled, "create_constraint", "admin", **names)
    for own in ({"label": "_Marker"}, {"properties": ["Orig_ID"]}, {"properties": ["tenant_id"]}):
        with pytest.raises(ToolArgumentsInvalid):
            schema(platform, "drop_constraint", "admin", **{**names, **own}, confirm=True)
    assert schema(platform, "create_constraint", "admin", **names) == {"created": True}
    try:
        assert {"type": "unique", "label": "Machine", "properties": ["tenant_id", "name"]} in schema(
            filled, "constraints"
        )["items"]
    finally:
        assert schema(platform, "drop_constraint", "admin", **names, confirm=True) == {"dropped": True}
    with pytest.raises(GraphConflict) as conflict:
        schema(platform, "create_constraint", "admin", **{**names, "properties": ["maker"]})
    assert "Ferro" not in str(conflict.value.detail)
