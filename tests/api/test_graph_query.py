"""``/v1/graph/schema`` and ``/v1/graph/query`` over HTTP."""

from typing import Any

import pytest

from tenants.models import Tenant
from tests.graph.writes import graphs
from tests.web import Client, Web

SCHEMA, QUERY = "/v1/graph/schema", "/v1/graph/query"
TOTAL = "MATCH (t:Task) RETURN count(t) AS total"


def run(client: Client, cypher: str, **fields: Any) -> dict[str, Any]:
    response = client.post(QUERY, json={"cypher": cypher, **fields})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_the_schema_says_what_there_is_and_is_tagged_with_its_version(scientist: Client) -> None:
    response = scientist.get(SCHEMA)
    schema = response.json()
    tasks = next(each for each in schema["labels"] if each["name"] == "Task")
    status = next(each for each in tasks["properties"] if each["name"] == "status")
    assert tasks["count"] > 0 and status["type"] == "text" and "Failed" in status["values"]
    output = next(each for each in schema["relationship_types"] if each["type"] == "OUTPUT")
    assert {"start": "Task", "end": "File"}.items() <= output["connects"][0].items() or any(
        (each["start"], each["end"]) == ("Task", "File") for each in output["connects"]
    )
    assert response.headers["ETag"] == f'"{schema["version"]}"'
    assert scientist.get(SCHEMA, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_a_fresh_tenant_has_an_empty_schema_and_a_viewer_may_read_it(web: Web, tenant: Tenant) -> None:
    with web.client(tenant, "viewer") as viewer:
        schema = viewer.body(SCHEMA)
        assert (schema["nodes"], schema["labels"], schema["relationship_types"]) == (0, [], [])
        assert viewer.post(QUERY, json={"cypher": TOTAL}).status_code == 403


def test_only_writers_and_operators_have_the_schema_read_anew(web: Web, tenant: Tenant) -> None:
    graphs.fill(tenant.pk)
    with (
        web.client(tenant) as user,
        web.client(tenant, "operator") as operator,
        web.client(tenant, "curator") as curator,
    ):
        assert user.get(f"{SCHEMA}?refresh=true").status_code == 403
        assert user.get(f"{SCHEMA}?refresh=perhaps").status_code == 422
        assert curator.body(f"{SCHEMA}?refresh=true")["nodes"] == 15
        graphs.empty(tenant.pk)
        assert operator.body(f"{SCHEMA}?refresh=true")["nodes"] == 0


def test_a_query_answers_with_rows_and_with_what_was_executed(scientist: Client) -> None:
    found = run(
        scientist,
        "MATCH (t:Task) WHERE t.status = $status RETURN t.orig_id AS id ORDER BY id",
        params={"status": "Failed"},
        limit=2,
    )
    assert (found["columns"], found["row_count"], found["truncated"]) == (["id"], 2, True)
    assert "tenant_id: $tenant" in found["cypher"]
    assert {"syntax", "read_only", "tenant", "depth", "time", "rows"} <= {
        each["name"] for each in found["validation"]
    }
    assert found["estimate"]["touched"] > 0 and found["plan"] is None


@pytest.mark.parametrize(
    ("text", "explain", "profiled"),
    [(TOTAL, True, False), (f"EXPLAIN {TOTAL}", False, False), (f"PROFILE {TOTAL}", False, True),
     (f"PROFILE {TOTAL}", True, False)],
)  # fmt: skip
def test_a_plan_comes_in_place_of_rows(scientist: Client, text: str, explain: bool, profiled: bool) -> None:
    found = run(scientist, text, explain=explain)
    assert (found["columns"], found["rows"]) == ([], [])
    assert found["plan"]["profiled"] is profiled
    assert found["plan"]["lines"]


@pytest.mark.parametrize(
    ("cypher", "layer"),
    [
        ("MATCH (n", "syntax"),
        ("MATCH (n) RETURN $missing", "syntax"),
        ("MATCH (n) DETACH DELETE n", "read_only"),
        ("MATCH (n) SET n.x = 1 RETURN n", "read_only"),
        ("CALL db.labels()", "read_only"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", "read_only"),
        ("MATCH (n {tenant_id: 'other'}) RETURN n", "tenant"),
        ("MATCH p = (a)-[*1..50]->(b) RETURN p", "depth"),
    ],
)
def test_what_may_not_run_is_refused_with_the_layer_and_its_reasons(
    scientist: Client, cypher: str, layer: str
) -> None:
    for explain in (False, True):
        response = scientist.post(QUERY, json={"cypher": cypher, "explain": explain})
        problem = response.json()
        assert (response.status_code, problem["code"], problem["layer"]) == (422, "cypher_refused", layer)
        assert problem["reasons"]


def test_a_name_that_is_not_there_is_a_notice_for_who_types(scientist: Client) -> None:
    found = run(scientist, "MATCH (n:Submarine) RETURN count(n) AS total")
    assert found["rows"] == [[0]]
    assert any("Submarine" in notice for notice in found["notices"])


@pytest.mark.parametrize(
    ("params", "status"),
    [({"x": 2**63}, 422), ({"x": -(2**70)}, 422), ({"x": [1, {"y": 2**64}]}, 422),
     ({"x": True}, 200), ({"x": 2**63 - 1}, 200),
     ({"x": {"y": [1.5, None, "z"]}}, 200), ({"unused": 1, "x": "é"}, 200),
     ({"x": 1, "tenant": "other"}, 422)],
)  # fmt: skip
def test_parameters_that_the_server_cannot_take_are_refused(
    scientist: Client, params: dict[str, Any], status: int
) -> None:
    response = scientist.post(QUERY, json={"cypher": "RETURN $x AS x", "params": params})
    assert response.status_code == status, response.text


def test_half_of_a_character_is_refused_wherever_it_stands(scientist: Client) -> None:
    for body in (
        r'{"cypher": "RETURN $x AS x", "params": {"x": "\ud800"}}',
        r'{"cypher": "RETURN \"\ud800\""}',
    ):
        response = scientist.post(QUERY, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code in (400, 422), response.text


def test_the_same_query_of_two_tenants_sees_what_is_theirs(scientist: Client, ada: Client) -> None:
    everything = "MATCH (n) RETURN count(n) AS total"
    assert run(ada, everything)["rows"] == [[0]]
    assert run(scientist, everything)["rows"] != [[0]]
