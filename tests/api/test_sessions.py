"""``/v1/agents/sessions`` over HTTP: what is said and done in a conversation, by whom, in which order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from agents.models import AgentRun, Session
from jobs.models import Execution
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.admin.rows import make_run
from tests.executions import fetch
from tests.web import Client, Web

SESSIONS = "/v1/agents/sessions"
ITEM = {"session_id", "user_id", "status", "manager", "last_step_seq", "created_at", "updated_at"}
RESOURCE = ITEM | {
    "tenant_id", "preferred_workers", "llm_preferences", "agent_role", "tools", "temperature", "max_steps",
    "session_metadata", "last_step_id", "etag",
}  # fmt: skip
STEP = {
    "id", "index", "action", "status", "input", "output", "error", "latency_ms", "started_at", "finished_at",
    "tool", "model", "seq", "session_id", "run_id", "type", "message",
}  # fmt: skip


def opened(client: Client, **fields: Any) -> dict[str, Any]:
    """A new session."""
    response = client.post(SESSIONS, json=fields)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def path_of(session: dict[str, Any]) -> str:
    return f"{SESSIONS}/{session['session_id']}"


def added(client: Client, session: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A step that was added."""
    response = client.post(f"{path_of(session)}/steps", json={"type": "user", **fields})
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def pages(client: Client, path: str, **query: Any) -> Iterator[list[dict[str, Any]]]:
    """The pages of a list."""
    while True:
        page = client.get(path, params=query).json()
        yield page["items"]
        if not page["next_page_token"]:
            return
        query["page_token"] = page["next_page_token"]


def steps_of(client: Client, session: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    return [step for page in pages(client, f"{path_of(session)}/steps", **query) for step in page]


def test_a_session_is_opened_with_defaults(ada: Client, tenant: Tenant) -> None:
    response = ada.post(SESSIONS, json={})
    session = response.json()
    assert (response.status_code, set(session)) == (201, RESOURCE)
    assert response.headers["Location"] == path_of(session)
    assert (session["user_id"], session["tenant_id"], session["status"]) == ("ada", str(tenant.pk), "active")
    assert (session["temperature"], session["max_steps"], session["session_metadata"]) == (0.2, 8, {})
    nothing = ("manager", "preferred_workers", "llm_preferences", "agent_role", "tools", "last_step_seq")
    assert {session[name] for name in nothing} == {None}
    assert ada.body(path_of(session)) == session


def test_a_session_keeps_how_it_was_configured(ada: Client) -> None:
    config = {
        "manager": "planner",
        "preferred_workers": ["blast", "taxonomy"],
        "llm_preferences": {"responder": "demo"},
        "agent_role": "curator",
        "tools": [],
        "temperature": 2,
        "max_steps": 64,
    }
    session = opened(ada, **config, metadata={"notebook": {"page": 7}})
    assert {name: session[name] for name in config} == config
    assert session["session_metadata"] == {"notebook": {"page": 7}}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"temperature": 2.1}, "/temperature"),
        ({"temperature": -0.1}, "/temperature"),
        ({"max_steps": 0}, "/max_steps"),
        ({"max_steps": 65}, "/max_steps"),
        ({"tools": "graph.schema"}, "/tools"),
        ({"llm_preferences": {"responder": []}}, "/llm_preferences/responder"),
        ({"session_id": "7"}, "/session_id"),
        ({"metadata": []}, "/metadata"),
        ({"sesion_id": str(uuid4())}, "/sesion_id"),
    ],
)
def test_what_is_not_valid_is_pointed_at_and_opens_nothing(
    ada: Client, body: dict[str, Any], pointer: str
) -> None:
    response = ada.post(SESSIONS, json=body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "validation_failed")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert ada.body(SESSIONS)["items"] == []


def test_an_id_of_ones_own_choice_names_one_session_however_often_it_is_asked_for(ada: Client) -> None:
    chosen = str(uuid4())

    def ask(number: int) -> Any:
        return ada.post(SESSIONS, json={"session_id": chosen, "max_steps": number, "prompt": "Hello"})

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(ask, range(1, 5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert {answer.json()["max_steps"] for answer in answers} == {
        ada.body(f"{SESSIONS}/{chosen}")["max_steps"]
    }
    assert len(ada.body(f"{SESSIONS}/{chosen}/steps")["items"]) == 1


def test_an_id_that_is_taken_tells_nothing_of_who_has_it(
    web: Web, tenant: Tenant, other_tenant: Tenant, ada: Client
) -> None:
    problems = []
    session = opened(ada)
    others = (
        web.client(tenant, sub="bob"),
        web.client(tenant, "admin", sub="root"),
        web.client(other_tenant),
    )
    for other in others:
        with other:
            response = other.post(SESSIONS, json={"session_id": session["session_id"]})
            assert response.status_code == 409
            problems.append({name: value for name, value in response.json().items() if name != "trace_id"})
            assert [item["user_id"] for item in other.body(SESSIONS)["items"]] in ([], ["ada"])
    assert problems[0]["code"] == "duplicate_session"
    assert all(one == other for one, other in pairwise(problems))


def test_a_key_makes_opening_and_adding_happen_once(ada: Client) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first, again = (ada.post(SESSIONS, json={"manager": "m"}, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    steps = f"{path_of(first.json())}/steps"
    first, again = (ada.post(steps, json={"type": "user"}, headers=key) for _ in range(2))
    assert (first.json()["seq"], again.json()["seq"]) == (1, 1)
    assert len(ada.body(steps)["items"]) == 1


def test_what_is_added_is_numbered_and_queued(ada: Client) -> None:
    session = opened(ada)
    for number, kind in enumerate(("message", "user", "assistant", "tool", "system", "error"), 1):
        response = ada.post(
            f"{path_of(session)}/steps",
            json={
                "type": kind,
                "message": f"No. {number}",
                "tool": "t",
                "input": {"a": 1},
                "output": {"b": [2]},
            },
        )
        step = response.json()
        assert (response.status_code, set(step)) == (201, STEP)
        assert (step["seq"], step["index"], step["action"], step["type"]) == (number, number, kind, kind)
        assert (step["status"], step["finished_at"], step["run_id"]) == ("queued", None, None)
        assert (step["message"], step["tool"]) == (f"No. {number}", "t")
        assert (step["input"], step["output"], step["error"]) == ({"a": 1}, {"b": [2]}, None)
        assert ada.body(response.headers["Location"]) == step
    shown = ada.body(path_of(session))
    assert (shown["last_step_seq"], shown["last_step_id"]) == (6, step["id"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/type"),
        ({"type": "poem"}, "/type"),
        ({"type": "user", "input": "text"}, "/input"),
        ({"type": "user", "seq": 7}, "/seq"),
        ({"type": "user", "message": "x" * 10_001}, "/message"),
    ],
)
def test_a_step_that_is_not_valid_is_pointed_at(ada: Client, body: dict[str, Any], pointer: str) -> None:
    session = opened(ada)
    response = ada.post(f"{path_of(session)}/steps", json=body)
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert ada.body(path_of(session))["last_step_seq"] is None


def test_a_run_takes_up_what_was_said_before_it_and_its_steps_follow(ada: Client) -> None:
    session = opened(ada, prompt="Good morning")
    run = ada.answer("Hello, world!", session_id=session["session_id"])
    after = added(ada, session, message="Thank you")
    steps = steps_of(ada, session)
    assert [step["seq"] for step in steps] == list(range(1, len(steps) + 1))
    assert all(set(step) == STEP for step in steps)
    first, *of_run, last = steps
    assert (first["type"], first["message"], first["status"]) == ("user", "Good morning", "succeeded")
    assert first["finished_at"] is not None
    assert last == after and last["status"] == "queued"
    shape = run["steps"][0].keys()
    assert [{name: step[name] for name in shape} for step in of_run] == run["steps"]
    assert {step["run_id"] for step in of_run} == {run["id"]}
    assert {step["type"] for step in of_run} == {"assistant"}


def test_numbers_have_no_gap_however_many_write_at_once(ada: Client) -> None:
    session = opened(ada)
    query: dict[str, Any] = {"page_size": 1}
    seen: list[int] = []
    with ThreadPoolExecutor(6) as threads:
        runs = [
            threads.submit(ada.answer, "Hello, world!", session_id=session["session_id"]) for _ in range(3)
        ]
        adding = [threads.submit(added, ada, session) for _ in range(12)]
        # Whoever goes on from what they have read sees every step once.
        while True:
            all_written = all(each.done() for each in (*runs, *adding))
            page = ada.get(f"{path_of(session)}/steps", params=query).json()
            if page["next_page_token"] is None and not all_written:
                continue
            seen += [step["seq"] for step in page["items"]]
            if page["next_page_token"] is None:
                break
            query["page_token"] = page["next_page_token"]
    total = len(adding) + sum(len(each.result()["steps"]) for each in runs)
    assert seen == list(range(1, total + 1))
    assert {each.result()["seq"] for each in adding} < set(seen)


def test_steps_are_narrowed_by_what_they_are(ada: Client) -> None:
    session = opened(ada, prompt="Good morning")
    run = ada.answer("Hello, world!", session_id=session["session_id"])
    added(ada, session, type="tool", tool="blast")
    for query, expected in (
        ({"status": "queued"}, ["tool"]),
        ({"action": "classify"}, ["classify"]),
        ({"tool": "blast"}, ["tool"]),
        ({"run_id": run["id"]}, [step["action"] for step in run["steps"]]),
    ):
        assert [step["action"] for step in steps_of(ada, session, **query)] == expected, query


def test_cancelling_ends_what_runs_and_what_is_queued_and_may_be_repeated(
    ada: Client, tenant: Tenant
) -> None:
    session = opened(ada)
    ended = ada.answer("Hello, world!", session_id=session["session_id"])
    with tenant_scope(tenant.pk):
        row = Session.objects.get(pk=session["session_id"])
    held = make_run(tenant, session=row, status=Execution.Status.RUNNING)
    step = added(ada, session)
    for _ in range(2):
        response = ada.delete(path_of(session))
        assert (response.status_code, response.content) == (204, b"")
    assert fetch(held.pk).cancel_requested
    assert ada.body(path_of(session))["status"] == "cancelled"
    assert ada.body(f"{path_of(session)}/steps/{step['id']}")["status"] == "cancelled"
    assert ada.body(ended["links"]["self"])["status"] == "succeeded"


def test_a_session_that_has_ended_takes_nothing_more(ada: Client) -> None:
    session = opened(ada)
    ada.delete(path_of(session))
    asked = ada.post("/v1/agent-runs", json={"prompt": "Hello!", "session_id": session["session_id"]})
    for response in (ada.post(f"{path_of(session)}/steps", json={"type": "user"}), asked):
        problem = response.json()
        assert (response.status_code, problem["code"]) == (409, "session_not_active")
        assert (problem["current_status"], problem["expected_status"]) == ("cancelled", "active")
    assert ada.body(path_of(session))["last_step_seq"] is None


def test_the_last_used_comes_first_in_pages_of_any_size(ada: Client) -> None:
    sessions = [opened(ada, manager=f"m{number}") for number in range(5)]
    added(ada, sessions[1])
    ada.ask("Hello, world!", session_id=sessions[3]["session_id"])
    expected = ["m3", "m1", "m4", "m2", "m0"]
    for size in (1, 2, 5):
        listed = [item for page in pages(ada, SESSIONS, page_size=size) for item in page]
        assert [item["manager"] for item in listed] == expected
        assert all(set(item) == ITEM for item in listed)
    by_age = [
        item["manager"] for page in pages(ada, SESSIONS, page_size=2, ordering="created_at") for item in page
    ]
    assert by_age == ["m0", "m1", "m2", "m3", "m4"]
    assert ada.body(f"{SESSIONS}?include_total=true&limit=1")["total"] == 5


def test_a_list_is_narrowed_by_status_and_time(ada: Client) -> None:
    kept, cancelled = opened(ada, manager="kept"), opened(ada, manager="gone")
    ada.delete(path_of(cancelled))
    for query, expected in (
        ({"status": "active"}, ["kept"]),
        ({"status": ["active", "cancelled"]}, ["gone", "kept"]),
        ({"manager": "gone"}, ["gone"]),
        ({"updated_after": kept["updated_at"]}, ["gone", "kept"]),
        ({"updated_before": kept["updated_at"]}, []),
    ):
        listed = ada.get(SESSIONS, params=query).json()["items"]
        assert [item["manager"] for item in listed] == expected, query
    assert ada.get(SESSIONS, params={"status": "asleep"}).status_code == 422
    assert ada.get(SESSIONS, params={"owner": "ada"}).status_code == 400


def test_a_tag_spares_the_body_until_something_changes(ada: Client) -> None:
    session = opened(ada)
    for path in (path_of(session), SESSIONS, f"{path_of(session)}/steps"):
        tag = ada.get(path).headers["ETag"]
        assert ada.get(path, headers={"If-None-Match": tag}).status_code == 304, path
        added(ada, session)
        assert ada.get(path, headers={"If-None-Match": tag}).status_code == 200, path


def test_the_tag_in_the_body_is_the_headers_and_guards_cancelling(ada: Client) -> None:
    session = opened(ada)
    assert ada.get(path_of(session)).headers["ETag"] == session["etag"]
    added(ada, session)
    stale = ada.delete(path_of(session), headers={"If-Match": session["etag"]})
    assert (stale.status_code, ada.body(path_of(session))["status"]) == (412, "active")
    fresh = ada.body(path_of(session))["etag"]
    assert ada.delete(path_of(session), headers={"If-Match": fresh}).status_code == 204


def test_sessions_are_their_owners_and_overseers_see_and_cancel_all(
    web: Web, tenant: Tenant, other_tenant: Tenant, ada: Client
) -> None:
    session = opened(ada, prompt="Hello")
    people = {
        "another user": (web.client(tenant, sub="bob"), False),
        "an operator": (web.client(tenant, "operator", sub="otto"), True),
        "an administrator": (web.client(tenant, "admin", sub="root"), True),
        "a namesake in another tenant": (web.client(other_tenant, "admin", sub="ada"), False),
    }
    for who, (client, sees) in people.items():
        with client:
            listed = [item["session_id"] for item in client.body(SESSIONS)["items"]]
            assert listed == ([session["session_id"]] if sees else []), who
            for path in (path_of(session), f"{path_of(session)}/steps"):
                assert client.get(path).status_code == (200 if sees else 404), (who, path)
            # A conversation is its owner's: nobody else speaks in it.
            response = client.post(f"{path_of(session)}/steps", json={"type": "user"})
            assert (response.status_code, response.json()["code"]) == (404, "session_not_found"), who
            if not sees:
                assert client.delete(path_of(session)).status_code == 404, who
    with web.client(tenant, "operator", sub="otto") as operator:
        assert operator.delete(path_of(session)).status_code == 204
    assert ada.body(path_of(session))["status"] == "cancelled"


def test_who_only_looks_on_has_no_sessions(web: Web, tenant: Tenant, ada: Client) -> None:
    path = path_of(opened(ada))
    with web.client(tenant, "viewer", sub="vera") as viewer:
        answers = (
            viewer.post(SESSIONS, json={}),
            viewer.get(path),
            viewer.delete(path),
            viewer.post(f"{path}/steps", json={"type": "user"}),
        )
    for response in answers:
        assert (response.status_code, response.json()["required_scopes"]) == (403, ["agents:run"])


def test_a_malformed_id_is_a_bad_request_and_an_unknown_one_is_not_found(ada: Client) -> None:
    steps = f"{path_of(opened(ada))}/steps"
    for path, code in (
        (f"{SESSIONS}/{{}}", "session_not_found"),
        (f"{SESSIONS}/{{}}/steps", "session_not_found"),
        (f"{steps}/{{}}", "step_not_found"),
    ):
        assert ada.get(path.format("7")).status_code == 400
        response = ada.get(path.format(uuid4()))
        assert (response.status_code, response.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"tools": []}, "graph.generate_cypher, graph.secure_query, output.summarize"),
        ({"tools": ["graph.generate_cypher", "graph.schema", "graph.secure_query"]}, "output.summarize"),
        ({"max_steps": 2}, "takes 3 steps, and this session allows 2"),
    ],
)
def test_a_plan_beyond_what_a_session_allows_is_refused_with_the_reason(
    scientist: Client, config: dict[str, Any], said: str
) -> None:
    session_id = opened(scientist, **config)["session_id"]
    run = scientist.answer("How many Blast tasks are there?", session_id=session_id)
    assert (run["status"], run["outcome"], run["todos"]) == ("succeeded", "refusal", [])
    assert said in run["output"]
    assert run["error"] is None
    assert scientist.answer("Hello, world!", session_id=session_id)["outcome"] == "text"


def test_a_session_narrows_what_one_may_do_and_never_widens_it(web: Web, sampled: Tenant) -> None:
    tools = ["graph.generate_cypher", "graph.secure_query", "output.summarize"]
    with web.client(sampled, scopes=["agents:run", "tools:invoke"]) as narrow:
        session_id = opened(narrow, tools=tools)["session_id"]
        run = narrow.answer("How many Blast tasks are there?", session_id=session_id)
        assert (run["outcome"], "graph:read" in run["output"]) == ("refusal", True)
    with web.client(sampled) as scientist:
        session_id = opened(scientist, tools=tools, max_steps=3)["session_id"]
        assert (
            scientist.answer("How many Blast tasks are there?", session_id=session_id)["outcome"] == "answer"
        )


def test_a_run_that_names_no_temperature_has_its_sessions(ada: Client, tenant: Tenant) -> None:
    session_id = opened(ada, temperature=1.5)["session_id"]
    for fields, expected in (({}, 1.5), ({"temperature": 0}, 0)):
        run_id = ada.ask("Hello!", session_id=session_id, **fields).rpartition("/")[2]
        with tenant_scope(tenant.pk):
            assert AgentRun.objects.get(pk=run_id).temperature == expected
