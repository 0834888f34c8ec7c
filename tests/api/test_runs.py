"""``/v1/agent-runs`` over HTTP: from a question to its answer."""

from typing import Any
from uuid import uuid4

import neo4j
import pytest
from django.conf import settings

from platform_project.devstack.servers import Servers
from tenants.models import Tenant
from tests.processes import wait_until
from tests.web import Client, Web, Workers, frozen, seconds_of

CREATED = {"id", "run_id", "status", "session_id", "job_id", "created_at", "links"}
RESOURCE = CREATED | {
    "outcome", "category", "confidence", "prompt", "output", "outputs", "todos", "steps", "metrics", "cypher",
    "provenance", "model", "error", "started_at", "finished_at",
}  # fmt: skip
STEP = {
    "id", "index", "action", "status", "input", "output", "error", "latency_ms", "started_at", "finished_at",
    "tool", "model",
}  # fmt: skip


def counted(tenant: Tenant, pattern: str) -> int:
    """How many nodes the graph itself says a tenant has; asked past everything of ours."""
    graph = settings.GRAPH
    with neo4j.GraphDatabase.driver(graph["url"], auth=(graph["user"], graph["password"])) as driver:
        records = driver.execute_query(
            f"MATCH {pattern} WHERE n.tenant_id = $tenant RETURN count(n) AS total",
            tenant=str(tenant.pk),
            database_=graph["database"],
        ).records
    return int(records[0]["total"])


def test_a_run_is_accepted_at_once(ada: Client) -> None:
    response = ada.post("/v1/agent-runs", json={"prompt": "Hello, world!"})
    run = response.json()
    assert (response.status_code, set(run)) == (202, CREATED)
    assert (run["id"], run["status"]) == (run["run_id"], "pending")
    path = f"/v1/agent-runs/{run['id']}"
    assert response.headers["Location"] == path
    assert run["links"] == {"self": path, "steps": f"{path}/steps", "events": f"{path}/events"}
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_a_question_is_answered_with_the_graphs_own_number(scientist: Client, sampled: Tenant) -> None:
    run = scientist.answer("How many Blast tasks are there?")
    expected = counted(sampled, "(n:Blast)")
    assert expected > 0
    assert set(run) == RESOURCE
    assert (run["status"], run["outcome"], run["category"]) == ("succeeded", "answer", "GRAPH")
    assert run["output"] == f"There are {expected} Blast tasks."
    text, table = run["outputs"]
    assert text == {"type": "text", "text": run["output"]}
    assert table["type"] == "table"
    assert (table["rows"], table["truncated"], table["total"]) == ([[expected]], False, 1)
    assert "tenant_id" in run["cypher"] and run["provenance"]["params"]
    assert run["metrics"] == {"tool_calls": 3, "tool_errors": 0, "total_llm_calls": 0}
    assert {todo["status"] for todo in run["todos"]} == {"completed"}
    assert [step["action"] for step in run["steps"]] == [
        "classify", "plan", "normalise", "catalogue", "parse", "validate", "execute", "summarise",
        "finalize",
    ]  # fmt: skip


def test_a_question_about_another_tenants_graph_sees_only_ones_own(scientist: Client, ada: Client) -> None:
    assert scientist.answer("How many nodes are there?")["outputs"][1]["rows"] != [[0]]
    assert ada.answer("How many nodes are there?")["outputs"][1]["rows"] == [[0]]


def test_steps_are_paged_in_the_one_step_shape(scientist: Client) -> None:
    path = scientist.ask("How many users are there?")
    run = scientist.ended(path)
    seen: list[dict[str, Any]] = []
    query: dict[str, str] = {"page_size": "4"}
    while True:
        page = scientist.get(run["links"]["steps"], params=query).json()
        seen += page["items"]
        if not page["next_page_token"]:
            break
        query["page_token"] = page["next_page_token"]
    assert seen == run["steps"]
    assert [step["index"] for step in seen] == list(range(1, len(seen) + 1))
    assert all(set(step) == STEP for step in seen)
    assert {step["tool"] for step in seen} == {
        None, "graph.generate_cypher", "graph.secure_query", "output.summarize",
    }  # fmt: skip


def test_what_is_destructive_is_refused_and_its_alternative_explains(
    scientist: Client, sampled: Tenant
) -> None:
    before = counted(sampled, "(n)")
    run = scientist.answer("delete everything")
    assert (run["status"], run["outcome"], run["category"]) == ("succeeded", "refusal", "DANGEROUS")
    assert (run["todos"], run["cypher"], run["error"]) == ([], "", None)
    alternative = run["outputs"][1]["data"]["alternative"]
    assert alternative["prompt"].startswith("EXPLAIN ")
    explained = scientist.answer(**alternative)
    assert (explained["outcome"], explained["category"]) == ("explanation", "EXPLAIN")
    assert "nothing was run" in explained["output"]
    assert "execute" not in [step["action"] for step in explained["steps"]]
    assert counted(sampled, "(n)") == before


def test_a_request_to_explain_what_is_destructive_says_why_it_would_be_refused(scientist: Client) -> None:
    run = scientist.answer("EXPLAIN MATCH (n) DETACH DELETE n")
    assert (run["status"], run["outcome"], run["category"]) == ("succeeded", "explanation", "EXPLAIN")
    assert "would be refused" in run["output"]


def test_a_question_about_rights_is_answered_from_the_principal(web: Web, sampled: Tenant) -> None:
    for role, first in (("user", "No, you may not change the graph"), ("curator", "Yes, you may change")):
        with web.client(sampled, role, sub="mallory") as client:
            run = client.answer("Can I delete nodes?")
        assert (run["category"], run["outcome"]) == ("SECURITY", "answer")
        assert run["output"].startswith(first)
        assert run["outputs"][1]["data"]["principal"]["roles"] == [role]


def test_conversation_is_the_demo_providers_which_says_what_it_is(ada: Client) -> None:
    run = ada.answer("Hello, world!")
    assert (run["category"], run["outcome"], run["model"]) == ("CHAT", "text", "demo")
    assert "no language model is connected" in run["output"]
    assert run["provenance"] == {"provider": "demo", "model": "demo"}
    assert run["metrics"]["total_llm_calls"] == 1


def test_what_the_graph_does_not_hold_is_said_and_other_questions_are_offered(scientist: Client) -> None:
    run = scientist.answer("How many unicorns are there?")
    assert (run["status"], run["outcome"], run["cypher"]) == ("succeeded", "unknown", "")
    assert run["output"].startswith("I do not know")
    suggestions = run["outputs"][1]["data"]["suggestions"]
    assert suggestions
    assert scientist.answer(suggestions[0])["outcome"] == "answer"
    assert run["todos"][1]["status"] == "skipped"


def test_a_prompt_that_says_too_little_is_asked_back(scientist: Client) -> None:
    run = scientist.answer("tasks")
    assert (run["status"], run["outcome"], run["todos"]) == ("succeeded", "clarification", [])
    assert run["confidence"] < 0.6


def test_who_asks_to_administer_is_refused_or_shown_where(web: Web, sampled: Tenant) -> None:
    for role, outcome in (("user", "refusal"), ("admin", "explanation")):
        with web.client(sampled, role, sub="root") as client:
            run = client.answer("Create an index on Task")
        assert (run["category"], run["outcome"]) == ("ADMIN", outcome)
        assert "nothing was changed" in run["output"].lower()


@pytest.mark.parametrize(
    ("prompt", "wanted", "category", "outcome"),
    [
        ("How many tasks are there?", "CHAT", "CHAT", "text"),
        ("How many tasks are there?", "EXPLAIN", "EXPLAIN", "explanation"),
        ("tasks per status", "GRAPH", "GRAPH", "answer"),
        ("delete everything", "GRAPH", "DANGEROUS", "refusal"),
        ("delete everything", "CHAT", "DANGEROUS", "refusal"),
        ("How many tasks are there?", "DANGEROUS", "DANGEROUS", "refusal"),
    ],
)
def test_the_caller_may_name_the_category(
    scientist: Client, prompt: str, wanted: str, category: str, outcome: str
) -> None:
    run = scientist.answer(prompt, params={"category": wanted})
    assert (run["category"], run["outcome"]) == (category, outcome)


def test_a_category_needs_the_scope_of_what_it_does(web: Web, sampled: Tenant) -> None:
    with web.client(sampled, "user", scopes=["agents:run", "tools:invoke"]) as narrow:
        for category in ("GRAPH", "EXPLAIN", "ADMIN"):
            response = narrow.post("/v1/agent-runs", json={"prompt": "x", "params": {"category": category}})
            assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


def test_who_may_not_query_the_graph_gets_a_refusal_that_says_what_is_missing(
    web: Web, sampled: Tenant
) -> None:
    with web.client(sampled, "user", scopes=["agents:run", "tools:invoke"]) as narrow:
        run = narrow.answer("How many Blast tasks are there?")
    assert (run["status"], run["outcome"]) == ("succeeded", "refusal")
    assert "graph:read" in run["output"]
    assert (run["cypher"], run["todos"]) == ("", [])


def test_runs_belong_to_a_session_which_goes_on(scientist: Client) -> None:
    first = scientist.answer("Hello, world!")
    second = scientist.answer("Hello again!", session_id=first["session_id"])
    assert second["session_id"] == first["session_id"]
    assert scientist.answer("Hello!")["session_id"] != first["session_id"]


def test_somebody_elses_session_does_not_exist(
    web: Web, scientist: Client, sampled: Tenant, other_tenant: Tenant
) -> None:
    session_id = scientist.body(scientist.ask("Hello, world!"))["session_id"]
    body = {"prompt": "Hello!", "session_id": session_id}
    with (
        web.client(sampled, "admin", sub="root") as root,
        web.client(other_tenant, sub="ada") as namesake,
    ):
        for client in (root, namesake):
            response = client.post("/v1/agent-runs", json=body)
            assert (response.status_code, response.json()["code"]) == (404, "session_not_found")
            assert client.get("/v1/agent-runs", params={"page_size": 1}).status_code == 200


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"prompt": "Hi", "model": "gpt-17"}, "unknown_model", None),
        ({}, "validation_failed", "/prompt"),
        ({"prompt": ""}, "validation_failed", "/prompt"),
        ({"prompt": "x" * 10_001}, "validation_failed", "/prompt"),
        ({"prompt": "Hi", "temperature": 3}, "validation_failed", "/temperature"),
        ({"prompt": "Hi", "session_id": "7"}, "validation_failed", "/session_id"),
        ({"prompt": "Hi", "params": {"category": "NONSENSE"}}, "validation_failed", "/params/category"),
        ({"prompt": "Hi", "planning_mode": "hasty"}, "validation_failed", "/planning_mode"),
    ],
)
def test_what_is_not_valid_is_pointed_at_and_makes_no_run(
    ada: Client, body: dict[str, Any], code: str, pointer: str | None
) -> None:
    response = ada.post("/v1/agent-runs", json=body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, code)
    if pointer:
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert ada.body("/v1/agent-runs")["items"] == []


def test_the_model_may_be_named(ada: Client) -> None:
    assert ada.answer("Hello, world!", model="demo")["model"] == "demo"


def test_a_user_sees_their_own_runs_and_overseers_those_of_all(
    web: Web, tenant: Tenant, other_tenant: Tenant, ada: Client
) -> None:
    path = ada.ask("Hello, world!")
    run_id = path.rpartition("/")[2]
    ada.ended(path)
    people = {
        "self": (web.client(tenant), True),
        "another user": (web.client(tenant, sub="bob"), False),
        "a viewer": (web.client(tenant, "viewer", sub="vera"), False),
        "an operator": (web.client(tenant, "operator", sub="otto"), True),
        "an administrator": (web.client(tenant, "admin", sub="root"), True),
        "another tenant's administrator": (web.client(other_tenant, "admin", sub="ada"), False),
    }
    for who, (client, sees) in people.items():
        with client:
            listed = [item["id"] for item in client.body("/v1/agent-runs")["items"]]
            assert listed == ([run_id] if sees else []), who
            for below in ("", "/steps", "/events"):
                assert client.get(path + below).status_code == (200 if sees else 404), (who, below)


def test_a_malformed_id_is_a_bad_request_and_an_unknown_one_is_not_found(ada: Client) -> None:
    for below in ("", "/steps", "/events"):
        assert ada.get(f"/v1/agent-runs/7{below}").status_code == 400
        assert ada.get(f"/v1/agent-runs/{uuid4()}{below}").status_code == 404
    assert ada.delete(f"/v1/agent-runs/{uuid4()}").status_code == 404


def test_who_only_looks_on_asks_and_cancels_nothing(web: Web, tenant: Tenant, ada: Client) -> None:
    path = ada.ask("Hello, world!")
    with web.client(tenant, "viewer", sub="vera") as viewer:
        for response in (viewer.post("/v1/agent-runs", json={"prompt": "Hi"}), viewer.delete(path)):
            assert (response.status_code, response.json()["required_scopes"]) == (403, ["agents:run"])


def test_a_run_that_nobody_has_begun_is_cancelled_at_once(ada: Client, workers: Workers) -> None:
    with workers.none():
        path = ada.ask("Hello, world!")
        response = ada.delete(path)
        assert (response.status_code, response.json()["status"]) == (200, "cancelled")
        assert response.json()["error"]["code"] == "cancelled"
    assert ada.body(path)["steps"] == []


def test_an_end_is_final(ada: Client) -> None:
    path = ada.ask("Hello, world!")
    ended = ada.ended(path)
    response = ada.delete(path)
    assert (response.status_code, response.json()) == (200, ended)


def test_a_run_that_waits_for_the_graph_is_cancelled_within_two_seconds(
    scientist: Client, servers: Servers
) -> None:
    scientist.answer("How many files are there?")  # the schema is known from here on
    with frozen(servers.graph):
        path = scientist.ask("How many files are there?")
        wait_until(lambda: _queries(scientist, path), what="the query")
        response = scientist.delete(path)
        assert response.status_code in (200, 202)
        assert seconds_of(lambda: scientist.ended(path, timeout=3)) < 2
        assert scientist.body(path)["status"] == "cancelled"
    assert scientist.answer("How many files are there?")["outcome"] == "answer"


def _queries(client: Client, path: str) -> bool:
    """Whether a run waits for its query."""
    todos = client.body(path)["todos"]
    return len(todos) > 1 and todos[1]["status"] == "in_progress"


def test_without_a_graph_a_run_fails_with_the_reason_and_its_steps(
    scientist: Client, workers: Workers
) -> None:
    scientist.answer("How many files are there?")
    with workers.other(GRAPH_URL="bolt://127.0.0.1:1", ENGINE_MAX_ATTEMPTS="2"):
        talk = scientist.answer("Hello, world!")
        run = scientist.ended(scientist.ask("How many files are there?"), timeout=40)
    assert talk["outcome"] == "text"
    assert (run["status"], run["outcome"], run["output"]) == ("failed", "", "")
    assert (run["error"]["code"], run["error"]["cause"]) == ("step_failed", "graph_unavailable")
    failed = [step for step in run["steps"] if step["status"] == "failed"]
    assert [(step["tool"], step["error"]["code"]) for step in failed] == [
        ("graph.secure_query", "graph_unavailable")
    ]
    assert [todo["status"] for todo in run["todos"]] == ["completed", "failed", "skipped"]
    assert run["metrics"]["tool_errors"] == 1
