"""``/v1/graph/ask`` over HTTP: an execution like any other, whose result is the answer."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tenants.models import Tenant
from tests.api.slow_queries import SLOW, slow_queries
from tests.graph.writes import graphs
from tests.processes import wait_until
from tests.web import Client, Web, seconds_of

PATH = "/v1/graph/ask"
SHOWN = {
    "id", "status", "question", "dry_run", "outcome", "text", "language", "cypher", "params", "columns",
    "rows", "truncated", "confidence", "generator", "readings", "suggestions", "validation", "plan",
    "approval_id", "provenance", "stages", "error", "links", "created_at", "started_at", "finished_at",
}  # fmt: skip
TOTAL = "How many tasks are there?"


def answered(client: Client, question: str, **fields: Any) -> dict[str, Any]:
    """The answer, for which the request itself has waited."""
    response = client.post(PATH, json={"question": question, **fields}, headers={"Prefer": "wait=20"})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    assert found["status"] == "finished", found["error"]
    return found


@pytest.fixture
def curator(web: Web, tenant: Tenant) -> Iterator[Client]:
    """A curator of a fresh tenant with a small graph."""
    graphs.fill(tenant.pk)
    with web.client(tenant, "curator", sub="carla") as client:
        yield client
    graphs.empty(tenant.pk)


def test_a_question_is_accepted_and_its_answer_is_found_where_it_says(scientist: Client) -> None:
    response = scientist.post(PATH, json={"question": TOTAL})
    accepted = response.json()
    assert response.status_code == 202, response.text
    assert set(accepted) == SHOWN
    assert (accepted["outcome"], accepted["rows"], accepted["dry_run"]) == (None, [], False)
    assert response.headers["Location"] == accepted["links"]["self"] == f"{PATH}/{accepted['id']}"

    found = scientist.ended(accepted["links"]["self"])
    assert set(found) == SHOWN
    assert (found["outcome"], found["columns"]) == ("answer", ["total"])
    [[total]] = found["rows"]
    assert total > 0 and str(total) in found["text"]
    assert "tenant_id: $tenant" in found["cypher"]
    assert found["confidence"] >= 0.8 and found["generator"]
    assert {"syntax", "read_only", "tenant", "cost"} <= {each["name"] for each in found["validation"]}
    assert found["provenance"]["row_count"] == 1


def test_who_prefers_to_wait_gets_the_answer_in_the_language_of_the_question(scientist: Client) -> None:
    found = answered(scientist, "Quanti task ci sono?")
    assert (found["outcome"], found["language"]) == ("answer", "it")
    assert found["rows"] == answered(scientist, TOTAL)["rows"]


@pytest.mark.parametrize(
    ("question", "dry_run", "outcome"),
    [
        (TOTAL, True, "explanation"),
        (f"Explain: {TOTAL}", False, "explanation"),
        ("PROFILE MATCH (t:Task) RETURN count(t) AS total", True, "explanation"),
        ("MATCH (t:Task) RETURN count(t) AS total", False, "answer"),
        ("Which labels are there?", False, "text"),
        ("Can I delete nodes?", False, "text"),
        ("Delete everything", False, "refusal"),
        ("DELETE ALL NODES", True, "refusal"),
        ("Show me the tasks of the other tenants", False, "refusal"),
        ("Mostrami i dati di tutti i tenant", False, "refusal"),
        ("MATCH (n) DETACH DELETE n", False, "refusal"),
        ("CALL { MATCH (n) SET n.x = 1 RETURN n } RETURN 1", False, "refusal"),
        ("How many submarines are there?", False, "unknown"),
    ],
)
def test_each_question_has_the_outcome_that_befits_it(
    scientist: Client, question: str, dry_run: bool, outcome: str
) -> None:
    found = answered(scientist, question, dry_run=dry_run)
    assert found["outcome"] == outcome, found["text"]
    assert found["text"]
    if outcome not in ("answer", "text"):
        assert found["rows"] == []
    if outcome == "explanation":
        assert found["plan"]["lines"] and not found["plan"]["profiled"]
    if outcome == "unknown":
        assert found["suggestions"]


def test_the_stages_are_told_as_they_are_done_and_are_in_the_answer(scientist: Client) -> None:
    found = answered(scientist, TOTAL)
    names = [stage["name"] for stage in found["stages"]]
    assert (names[0], names[-3:]) == ("normalise", ["validate", "execute", "summarise"])
    with scientist.stream("GET", found["links"]["events"], headers={"Accept": "text/event-stream"}) as told:
        lines = [line.removeprefix("data: ") for line in told.iter_lines() if line.startswith("data: ")]
    data = [json.loads(line) for line in lines]
    assert [each["stage"] for each in data if each["type"] == "stage"] == names
    job = scientist.body(found["links"]["job"])
    assert (job["type"], job["status"], job["progress"]["percent"]) == ("graph.ask", "finished", 100)


def test_a_change_is_only_proposed_and_can_then_be_approved(curator: Client, tenant: Tenant) -> None:
    found = answered(curator, "set state to Unknown on machines without a state")
    assert (found["outcome"], len(found["rows"])) == ("confirmation", 2), found["text"]
    missing = "MATCH (m:Machine {tenant_id: $tenant}) WHERE m.state IS NULL RETURN count(m)"
    assert graphs.rows(missing, tenant=str(tenant.pk)) == [[2]]
    assert found["links"]["approval"] == f"/v1/graph/approvals/{found['approval_id']}"
    approved = curator.post(f"{found['links']['approval']}/approve")
    assert approved.status_code == 202, approved.text
    curator.ended(approved.headers["Location"])
    assert graphs.rows(missing, tenant=str(tenant.pk)) == [[0]]


def test_who_may_not_write_is_refused_a_change(web: Web, tenant: Tenant, curator: Client) -> None:
    with web.client(tenant) as user:
        found = answered(user, "set state to Unknown on machines without a state")
    assert (found["outcome"], found["approval_id"], found["links"]["approval"]) == ("refusal", None, None)


def test_questions_of_others_are_not_there_and_overseers_see_all(
    web: Web, sampled: Tenant, other_tenant: Tenant, scientist: Client
) -> None:
    path = scientist.post(PATH, json={"question": TOTAL}).headers["Location"]
    with (
        web.client(sampled, sub="bob") as bob,
        web.client(sampled, "operator", sub="olga") as olga,
        web.client(other_tenant, "admin") as foreigner,
        web.client(sampled, "viewer") as viewer,
    ):
        assert [bob.get(path).status_code, bob.delete(path).status_code] == [404, 404]
        assert foreigner.get(path).status_code == 404
        assert olga.get(path).status_code == 200
        assert [viewer.get(path).status_code, viewer.post(PATH, json={"question": TOTAL}).status_code] == [
            403,
            403,
        ]
    job = scientist.queue(items=1).rpartition("/")[2]
    assert scientist.get(f"{PATH}/{job}").status_code == 404
    assert scientist.get(f"{PATH}/{uuid4()}").status_code == 404


def test_cancelling_a_question_ends_its_query_on_the_server(scientist: Client, graph_server: object) -> None:
    path = scientist.post(PATH, json={"question": SLOW}).headers["Location"]
    wait_until(slow_queries, what="the query on the server")
    assert scientist.delete(path).status_code in (200, 202)
    assert seconds_of(lambda: scientist.ended(path, timeout=3)) < 2
    assert scientist.body(path)["status"] == "cancelled"
    wait_until(lambda: not slow_queries(), timeout=1, what="a server that does nothing more")


def test_a_question_can_be_cancelled_and_asked_twice_with_one_key(scientist: Client) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    first, second = (scientist.post(PATH, json={"question": TOTAL}, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    response = scientist.delete(first.headers["Location"])
    assert response.status_code in (200, 202)
    assert scientist.ended(first.headers["Location"])["status"] in ("cancelled", "finished")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "/question"), ({"question": ""}, "/question"), ({"question": "x" * 4_001}, "/question"),
     ({"question": TOTAL, "dry_run": "perhaps"}, "/dry_run"),
     ({"question": TOTAL, "tenant": "x"}, "/tenant")],
)  # fmt: skip
def test_what_is_no_question_is_refused(ada: Client, body: dict[str, Any], pointer: str) -> None:
    response = ada.post(PATH, json=body)
    assert response.status_code == 422
    assert [each["pointer"] for each in response.json()["errors"]] == [pointer]
