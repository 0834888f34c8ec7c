"""The graph console: who may ask, what is shown, what is refused, what can be kept."""

import itertools
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from agents.evaluation import reply_to
from graph import client
from graph.admin import access, console_drawing
from graph.evaluation.files import read_cases
from graph.models import CataloguePattern
from graph.nl.pipeline import ask as ask_pipeline
from graph.schema import schema_of
from graph.writes.models import WriteApproval
from tenants.context import across_tenants
from tenants.models import Tenant
from tests.admin.conftest import login

CONSOLE = "/admin/graph/console/"


@pytest.fixture
def curator(sampled: Tenant) -> Client:
    return login(tenant=sampled, roles=["curator"])


def ask(client: Client, text: str, **fields: str) -> Any:
    """The page after a question."""
    response = client.post(CONSOLE, {"text": text, "mode": "run", **fields})
    assert response.status_code == 200
    return response


def page_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


@pytest.mark.parametrize(
    ("roles", "status"),
    [*(([role], 200) for role in ("admin", "operator", "curator", "data_engineer", "user")), ([], 403)],
)
def test_the_scope_to_read_the_graph_opens_the_console(tenant: Tenant, roles: list[str], status: int) -> None:
    client = login(tenant=tenant, roles=roles)
    assert client.get(CONSOLE).status_code == status
    assert (CONSOLE in page_of(client.get("/admin/"))) is (status == 200)


@pytest.mark.parametrize("path", ["", "neighbours/", "pattern/", "evaluation/"])
def test_strangers_and_staff_without_a_tenant_are_kept_out(path: str) -> None:
    assert Client().post(CONSOLE + path).status_code == 302
    assert login(roles=["admin"]).post(CONSOLE + path).status_code == 403


def test_an_answer_shows_all_that_it_rests_on(curator: Client) -> None:
    response = ask(curator, "How many tasks failed?")
    page = page_of(response)
    for text in ("tasks with this status", "{tenant_id: $tenant}", "$status", "Read only", "Cost",
                 "Rows looked at", "confidence", "Rests on", "console-drawing"):  # fmt: skip
        assert text in page, text
    assert [line.state for line in response.context["layers"]] == ["passed"] * 8
    [[total]] = response.context["answer"].rows
    assert len(response.context["drawing"]["nodes"]) == total
    assert response.context["plan"]


def test_rows_of_nodes_are_told_by_their_names_and_drawn_with_what_connects_them(curator: Client) -> None:
    response = ask(curator, "MATCH (u:User)-[:RUNS]->(t:Task) RETURN u, t LIMIT 4")
    drawing = response.context["drawing"]
    drawn = {node["id"] for node in drawing["nodes"]}
    assert {node["kind"] for node in drawing["nodes"]} > {"User"}
    assert len(drawing["edges"]) >= 4
    assert all({edge["source"], edge["target"]} <= drawn for edge in drawing["edges"])
    assert all(row[0].startswith("User ") for row in response.context["table"].rows)
    assert "tenant_id" not in json.dumps(drawing)


@pytest.mark.parametrize(
    ("text", "outcome", "says"),
    [
        ("MATCH (n) DETACH DELETE n", "refusal", "writes to the graph"),
        ("MATCH (a:Task), (b:File), (c:File), (d:File) RETURN count(*)", "refusal", "are allowed"),
        ("MATCH (n:Taskk) RETURN n", "refusal", "nearest: Task"),
        ("What is the weather?", "unknown", "The graph could be asked"),
        ("files for tasks", "clarification", "This one"),
        ("EXPLAIN MATCH (n:Task) RETURN count(n)", "explanation", "Native Execution Plan"),
    ],
)  # fmt: skip
def test_every_other_outcome_is_told_in_words(curator: Client, text: str, outcome: str, says: str) -> None:
    response = ask(curator, text)
    assert response.context["answer"].outcome == outcome
    assert says in page_of(response)
    assert response.context["table"] is None


def test_the_layer_that_refuses_is_marked_and_those_behind_it_are_not_claimed(curator: Client) -> None:
    response = ask(curator, "MATCH (a:Task), (b:File), (c:File), (d:File) RETURN count(*)")
    states = {line.name: line.state for line in response.context["layers"]}
    assert states["Tenant"] == "passed"
    assert states["Cost"] == "refused"
    assert states["Schema"] == states["Rows"] == "not reached"


def test_a_reading_is_chosen(curator: Client) -> None:
    asked = "files for tasks"
    readings = ask(curator, asked).context["readings"]
    answer = ask(curator, asked, reading="2").context["answer"]
    assert answer.outcome == "answer"
    assert answer.provenance["reading"] == readings[1]["text"]
    assert ask(curator, asked, reading="99").context["answer"].outcome == "clarification"


@pytest.mark.parametrize(("mode", "has_plan"), [("explain", True), ("check", False)])
def test_nothing_runs_unless_it_is_to(curator: Client, mode: str, has_plan: bool) -> None:
    response = ask(curator, "How many tasks failed?", mode=mode)
    assert response.context["answer"].outcome == "explanation"
    assert response.context["table"] is None
    assert bool(response.context["plan"]) is has_plan
    assert len(response.context["layers"]) == 8


def test_a_change_leads_to_its_approval_and_a_dry_run_keeps_none(sampled: Tenant, curator: Client) -> None:
    change = "delete the tasks whose status is Failed"
    ask(curator, change, mode="check")
    with across_tenants():
        assert not WriteApproval.unscoped.filter(tenant=sampled, asked=change).exists()
    response = ask(curator, change)
    assert response.context["answer"].outcome == "confirmation"
    assert curator.get(response.context["approval_url"]).status_code == 200


def test_who_may_not_write_is_refused_and_kept_from_the_catalogue(sampled: Tenant) -> None:
    viewer = login(tenant=sampled, roles=["operator"])
    assert ask(viewer, "delete the tasks whose status is Failed").context["answer"].outcome == "refusal"
    assert "Keep as known question" not in page_of(ask(viewer, "top 5 users by number of tasks"))
    sent = {"text": "top 5 users by number of tasks", "mode": "run", "question": "top 5 users"}
    assert viewer.post(f"{CONSOLE}pattern/", sent).status_code == 403


def test_a_node_is_expanded_within_the_tenant(sampled: Tenant, curator: Client, other_tenant: Tenant) -> None:
    node = ask(curator, "MATCH (u:User)-[:RUNS]->(:Task) RETURN u LIMIT 1").context["drawing"]["nodes"][0]
    sent = {"key": node["key"], "labels": json.dumps(node["labels"])}
    found = curator.post(f"{CONSOLE}neighbours/", sent).json()
    assert node["id"] in {each["id"] for each in found["nodes"]}
    assert len(found["nodes"]) > 1
    assert all(node["id"] in (edge["source"], edge["target"]) for edge in found["edges"])
    stranger = login(tenant=other_tenant, roles=["curator"])
    assert stranger.post(f"{CONSOLE}neighbours/", {**sent, "tenant": str(sampled.pk)}).json()["nodes"] == []


@pytest.mark.parametrize("labels", ["{", '"Task"', "[1]", json.dumps(["x"] * 21)])
def test_what_is_no_node_is_not_expanded(curator: Client, labels: str) -> None:
    assert curator.post(f"{CONSOLE}neighbours/", {"key": "task-1", "labels": labels}).status_code == 400


def test_a_label_is_a_name_and_never_a_piece_of_query(curator: Client) -> None:
    sent = {"key": "task-1", "labels": json.dumps(["Task`) DETACH DELETE n //"])}
    response = curator.post(f"{CONSOLE}neighbours/", sent)
    assert response.status_code == 422, response.json()
    assert "detail" in response.json()


def test_an_answer_is_kept_as_a_known_question_of_the_tenant(sampled: Tenant, curator: Client) -> None:
    asked = "MATCH (t:Task) WHERE t.status = 'Queued' RETURN count(t) AS total"
    sent = {"text": asked, "mode": "run", "question": "how long is the queue"}
    response = curator.post(f"{CONSOLE}pattern/", sent)
    assert response.status_code == 302 and "/cataloguepattern/" in response["Location"]
    with across_tenants():
        row = CataloguePattern.unscoped.get(tenant=sampled, name="how-long-is-the-queue")
    assert (row.source, row.questions) == ("answer", {"en": ["how long is the queue"]})
    known = ask(curator, "How long is the queue?").context["answer"]
    assert known.provenance["pattern"] == "how-long-is-the-queue"
    refused = curator.post(f"{CONSOLE}pattern/", {**sent, "text": "What is the weather?"}, follow=True)
    assert "nothing to keep" in page_of(refused)


@pytest.mark.parametrize(
    ("text", "outcome", "fields"),
    [("top 5 users by number of tasks", "answer", {}), ("MATCH (t:Task) RETURN t LIMIT 3", "answer", {}),
     ("how many unicorns are there", "unknown", {}),
     ("how many tasks with status Failed are there", "answer", {}),
     ("files for tasks", "clarification", {}), ("files for tasks", "clarification", {"reading": "2"}),
     ("delete the tasks whose status is Failed", "confirmation", {}),
     ("MATCH (n) DETACH DELETE n", "refusal", {}), ("which labels are there?", "text", {}),
     ("EXPLAIN MATCH (n:Task) RETURN count(n)", "explanation", {})],
)  # fmt: skip
def test_an_answer_becomes_an_entry_of_an_evaluation_that_holds(
    sampled: Tenant, curator: Client, tmp_path: Path, text: str, outcome: str, fields: dict[str, str]
) -> None:
    page = ask(curator, text, **fields)
    shown = page.context["answer"].outcome
    assert shown == ("answer" if fields else outcome)
    response = curator.post(f"{CONSOLE}evaluation/", {"text": text, "mode": "run", "outcome": shown})
    assert "attachment" in response["Content-Disposition"]
    file = tmp_path / "entry.json"
    file.write_bytes(response.content)
    (case,) = read_cases(file)
    assert (case.question, case.expect) == (text, (outcome,))
    assert bool(case.references) is (outcome == "answer")
    assert all("$" not in each for each in case.references)
    assert case.as_role == "curator"
    assert reply_to(case, sampled.pk).outcome == outcome


@pytest.mark.parametrize("mode", ["explain", "check"])
def test_only_what_was_answered_can_be_compared(curator: Client, mode: str) -> None:
    asked = {"text": "How many tasks failed?", "mode": mode}
    assert "Evaluation question" not in page_of(ask(curator, asked["text"], mode=mode))
    assert "Evaluation question" in page_of(ask(curator, asked["text"]))
    assert curator.post(f"{CONSOLE}evaluation/", {**asked, "outcome": "explanation"}).status_code == 400


def test_the_queries_of_a_drawing_share_its_time_and_stop_with_it(
    sampled: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ask_pipeline("MATCH (u:User)-[:RUNS]->(t:Task) RETURN count(*)", tenant_id=sampled.pk)
    schema = schema_of(sampled.pk)
    clock, given = itertools.count(0.0, 0.8), []
    read = client.read

    def watched(*args: Any, **options: Any) -> Any:
        given.append(options["timeout_seconds"])
        return read(*args, **{**options, "timeout_seconds": 5.0})

    monkeypatch.setattr(client, "read", watched)
    monkeypatch.setattr(console_drawing, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    drawing = console_drawing.drawing_of(answer, tenant_id=sampled.pk, schema=schema)
    assert given == pytest.approx([1.2, 0.4])
    assert drawing.nodes and drawing.is_cut


def test_only_what_the_answer_rests_on_is_looked_for(
    sampled: Tenant,
) -> None:
    answer = ask_pipeline("MATCH (u:User)-[:RUNS]->(t:Task) RETURN count(DISTINCT u)", tenant_id=sampled.pk)
    drawing = console_drawing.drawing_of(answer, tenant_id=sampled.pk, schema=schema_of(sampled.pk))
    assert drawing.nodes and all("User" in node["labels"] for node in drawing.nodes.values())


def test_the_last_questions_are_remembered_each_once(curator: Client) -> None:
    for text in ("How many tasks failed?", "What is the weather?", "How many tasks failed?"):
        response = ask(curator, text)
    assert [each["text"] for each in response.context["history"]] == [
        "How many tasks failed?",
        "What is the weather?",
    ]
    filled = page_of(curator.get(CONSOLE, {"text": "<b>users</b>", "mode": "explain"}))
    assert "&lt;b&gt;users" in filled and "<b>users" not in filled


def test_the_page_has_no_script_of_its_own_in_it(curator: Client) -> None:
    page = page_of(ask(curator, "How many tasks failed?"))
    part = page[page.index('class="console"') :]
    scripts = [piece.split(">")[0] for piece in part.split("<script")[1:]]
    assert scripts and all("application/json" in each or "src=" in each for each in scripts)
    assert " onclick" not in part and "https://" not in part.split("console-history")[0]


def test_the_script_gets_the_answer_alone(curator: Client) -> None:
    response = curator.post(
        CONSOLE, {"text": "How many tasks failed?", "mode": "run"}, headers={"HX-Request": "true"}
    )
    page = page_of(response)
    assert "tasks with this status" in page and 'hx-swap-oob="true"' in page and "<html" not in page


def test_a_superuser_chooses_whose_graph_is_asked(superuser: Client, sampled: Tenant, tenant: Tenant) -> None:
    counted = [
        ask(superuser, "How many nodes are there?", tenant=str(each.pk)).context["answer"].rows
        for each in (sampled, tenant)
    ]
    assert counted[0][0][0] > 100 and counted[1] == [[0]]


def test_faults_of_the_form_are_told_in_words(curator: Client) -> None:
    assert "required" in page_of(ask(curator, ""))
    assert "at most 4000" in page_of(ask(curator, "x" * 4_001))


def test_a_graph_that_is_away_is_said_and_nothing_else_breaks(curator: Client, settings: Any) -> None:
    ask(curator, "How many tasks failed?")
    settings.GRAPH = {**settings.GRAPH, "url": "bolt://127.0.0.1:9"}
    response = ask(curator, "How many tasks failed?")
    assert "The graph database cannot be reached." in page_of(response)
    assert response.context["history"][0]["outcome"] == "error"
    sent = {"key": "task-1", "labels": '["Task"]'}
    assert curator.post(f"{CONSOLE}neighbours/", sent).status_code == 503


def test_no_more_is_asked_in_a_minute_than_may_be(curator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(access, "PER_MINUTE", 1)
    pages = [page_of(ask(curator, "How many tasks failed?")) for _ in range(3)]
    assert "1 times a minute" in pages[2]
