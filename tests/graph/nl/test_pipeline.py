"""The six stages together."""

import json
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graph.nl import pipeline
from graph.nl.generate import Draft, Table, generators, register
from graph.nl.generate import _generators as generator_registry
from security.principal import Principal
from tests.graph.conftest import LoadedSample

STAGES = ["normalise", "catalogue", "parse", "validate", "execute", "summarise"]
UNKNOWN_TO_ALL = "How many unicorns live here?"


@pytest.fixture
def drafts(monkeypatch: pytest.MonkeyPatch) -> list[Draft]:
    """What a generator that is asked before all others answers."""
    found: list[Draft] = []

    def answer(request: object) -> Sequence[Draft]:
        return found

    monkeypatch.setitem(generator_registry, "writer", (1, answer))
    return found


def reading(cypher: str, confidence: float, text: str = "", **more: object) -> Draft:
    return Draft(cypher, {}, "writer", confidence, text, reading=text, **more)  # type: ignore[arg-type]


def test_a_count_goes_through_all_stages(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many Blast tasks are there?", tenant_id=demo.tenant_id)
    blast = len(list(demo.sample.labelled("Blast")))
    assert (answer.outcome, answer.generator, answer.rows) == ("answer", "parser", [[blast]])
    assert answer.text == f"There are {blast} Blast tasks."
    assert [stage.name for stage in answer.stages] == STAGES
    assert all(stage.ok for stage in answer.stages)
    assert all(stage.input and stage.output is not None for stage in answer.stages)
    json.dumps(answer.as_json())


def test_each_stage_says_what_it_made_of_the_question(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many Blast tasks are there?", tenant_id=demo.tenant_id)
    stages = {stage.name: stage.output for stage in answer.stages}
    assert stages["normalise"]["language"] == "en"
    [candidate] = stages["parse"]["candidates"]
    assert candidate["confidence"] >= 0.8
    assert {"Blast", "tasks"} <= set(candidate["used_words"])
    assert candidate["left_over"] == []
    layers = [layer["name"] for layer in stages["validate"]["layers"]]
    assert {"syntax", "read_only", "tenant", "depth", "time", "rows", "schema", "cost"} <= set(layers)
    assert stages["execute"]["row_count"] == 1


def test_a_question_is_drafted_with_the_catalogue_as_it_was_read_once(demo: LoadedSample) -> None:
    with CaptureQueriesContext(connection) as queries:
        pipeline.draft("How many Blast tasks are there?", tenant_id=demo.tenant_id, schema=demo.schema)
    for table in ("graph_catalogue_patterns", "graph_synonyms"):
        assert sum(f'FROM "{table}"' in each["sql"] for each in queries.captured_queries) == 1, table


def test_a_question_in_italian_is_answered_in_italian(demo: LoadedSample) -> None:
    answer = pipeline.ask("Quanti utenti ci sono?", tenant_id=demo.tenant_id)
    users = len(list(demo.sample.labelled("User")))
    assert (answer.outcome, answer.language, answer.rows) == ("answer", "it", [[users]])
    assert answer.text.startswith(f"Ci sono {users} ")


def test_what_was_executed_is_bound_to_the_tenant(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many users work at each institution?", tenant_id=demo.tenant_id)
    assert answer.cypher is not None and answer.cypher.count("tenant_id") >= 2
    assert str(demo.tenant_id) in answer.params.values()


def test_a_known_question_needs_no_generator(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many users have no tasks?", tenant_id=demo.tenant_id)
    runners = {r.start.orig_id for r in demo.sample.relationships if r.type == "RUNS"}
    idle = [node for node in demo.sample.labelled("User") if node.orig_id not in runners]
    assert (answer.generator, answer.rows) == ("catalogue", [[len(idle)]])
    assert "parse" not in [stage.name for stage in answer.stages]
    assert answer.provenance["pattern"] and answer.provenance["catalogue_version"]


def test_multi_hop_by_a_known_question(demo: LoadedSample) -> None:
    question = "Which institutions collaborated on tasks using the database swissprot?"
    answer = pipeline.ask(question, tenant_id=demo.tenant_id)
    other = pipeline.ask(
        "Which institutions ran tasks that used the database swissprot?", tenant_id=demo.tenant_id
    )
    assert answer.generator == "catalogue" and other.generator == "parser"
    assert {row[0] for row in answer.rows} == {row[0] for row in other.rows} != set()


def test_an_unknown_question_offers_others_and_executes_nothing(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many unicorn genes live here?", tenant_id=demo.tenant_id)
    assert (answer.outcome, answer.cypher, answer.rows) == ("unknown", None, [])
    assert "unicorn" in answer.text
    assert any("genes" in each for each in answer.suggestions)
    assert [stage.name for stage in answer.stages] == STAGES[:3]


def test_an_empty_answer_says_which_values_there_are(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many tasks have status Exploded?", tenant_id=demo.tenant_id)
    assert answer.rows == [[0]]
    assert "status Exploded; present: " in answer.text
    assert "Failed" in answer.text


def test_readings_that_are_close_together_are_asked_back(demo: LoadedSample, drafts: list[Draft]) -> None:
    drafts += [
        reading("MATCH (u:User) RETURN count(u) AS total", 0.92, "people"),
        reading("MATCH (t:Task) RETURN count(t) AS total", 0.9, "tasks"),
        reading("MATCH (f:File) RETURN count(f) AS total", 0.7, "files"),
    ]
    answer = pipeline.ask(UNKNOWN_TO_ALL, tenant_id=demo.tenant_id)
    assert (answer.outcome, answer.cypher, answer.rows) == ("clarification", None, [])
    assert [(each["number"], each["text"]) for each in answer.readings] == [(1, "people"), (2, "tasks")]
    assert "1. people" in answer.text and "2. tasks" in answer.text and "files" not in answer.text


def test_the_same_query_read_twice_is_one_reading(demo: LoadedSample, drafts: list[Draft]) -> None:
    drafts += [reading("MATCH (u:User) RETURN count(u) AS total", each, str(each)) for each in (0.92, 0.9)]
    assert pipeline.ask(UNKNOWN_TO_ALL, tenant_id=demo.tenant_id).outcome == "answer"


def test_guesses_are_neither_executed_nor_offered(demo: LoadedSample, drafts: list[Draft]) -> None:
    drafts += [reading("MATCH (u:User) RETURN count(u) AS total", each, str(each)) for each in (0.79, 0.78)]
    answer = pipeline.ask(UNKNOWN_TO_ALL, tenant_id=demo.tenant_id)
    assert (answer.outcome, answer.readings) == ("unknown", ())


def test_a_draft_that_validation_refuses_is_never_executed(demo: LoadedSample, drafts: list[Draft]) -> None:
    drafts.append(reading("MATCH (n) DETACH DELETE n RETURN 1", 1.0))
    answer = pipeline.ask(UNKNOWN_TO_ALL, tenant_id=demo.tenant_id)
    assert (answer.outcome, answer.rows) == ("refusal", [])
    assert answer.stages[-1].name == "validate" and not answer.stages[-1].ok
    drafts.clear()
    again = pipeline.ask("How many nodes are there?", tenant_id=demo.tenant_id)
    assert again.rows == [[len(demo.sample.nodes)]]


def test_what_the_schema_answers_is_not_asked_of_the_graph(demo: LoadedSample, drafts: list[Draft]) -> None:
    table = Table(("label",), (("User",), ("Task",)))
    drafts.append(Draft("", {}, "writer", 1.0, "", kind="schema", subject="label", table=table))
    answer = pipeline.ask(UNKNOWN_TO_ALL, tenant_id=demo.tenant_id)
    assert (answer.outcome, answer.columns, answer.rows) == ("text", ("label",), [["User"], ["Task"]])
    assert [stage.name for stage in answer.stages][-2:] == ["parse", "summarise"]


@pytest.mark.parametrize("question", ["EXPLAIN MATCH (t:Task) RETURN count(t)", "How many tasks are there?"])
def test_what_is_only_explained_is_not_executed(demo: LoadedSample, question: str) -> None:
    answer = pipeline.ask(question, tenant_id=demo.tenant_id, dry_run=True)
    assert (answer.outcome, answer.rows) == ("explanation", [])
    assert answer.plan is not None and answer.plan["lines"] and not answer.plan["profiled"]
    assert answer.cypher is not None and answer.cypher in answer.text
    assert [stage.name for stage in answer.stages][-2:] == ["validate", "explain"]


def test_what_is_destructive_may_be_explained_and_is_refused_else(demo: LoadedSample) -> None:
    explained = pipeline.ask("EXPLAIN MATCH (n) DETACH DELETE n", tenant_id=demo.tenant_id)
    assert explained.outcome == "explanation" and "would be refused" in explained.text
    refused = pipeline.ask("MATCH (n) DETACH DELETE n", tenant_id=demo.tenant_id)
    assert (refused.outcome, refused.cypher) == ("refusal", None)


def test_a_typed_query_needs_only_validation(demo: LoadedSample) -> None:
    answer = pipeline.ask("MATCH (u:User) RETURN count(u) AS total", tenant_id=demo.tenant_id)
    assert (answer.outcome, answer.generator) == ("answer", "typed")
    assert answer.rows == [[len(list(demo.sample.labelled("User")))]]


@pytest.fixture
def curator(demo: LoadedSample) -> Principal:
    return Principal.person(sub="carla", tenant_id=demo.tenant_id, roles=("curator",))


def test_a_bounded_change_is_proposed_and_changes_nothing(demo: LoadedSample, curator: Principal) -> None:
    text = "delete the tasks whose status is Cancelled"
    answer = pipeline.ask(text, tenant_id=demo.tenant_id, principal=curator)
    assert answer.outcome == "confirmation" and answer.approval_id and answer.proposal
    json.dumps(answer.as_json())
    again = pipeline.ask("How many nodes are there?", tenant_id=demo.tenant_id)
    assert again.rows == [[len(demo.sample.nodes)]]


@pytest.mark.parametrize("text", ["delete all tasks", "cancella tutti i nodi", "drop the database"])
def test_an_unbounded_change_is_refused_for_everyone(
    demo: LoadedSample, curator: Principal, text: str
) -> None:
    answer = pipeline.ask(text, tenant_id=demo.tenant_id, principal=curator)
    assert (answer.outcome, answer.approval_id) == ("refusal", None)
    assert "EXPLAIN" in answer.text


@pytest.mark.parametrize(
    ("role", "text", "told"),
    [
        ("user", "Can I delete nodes?", "needs the scope graph:write"),
        ("curator", "Can I delete nodes?", "propose changes"),
        ("user", "Posso cancellare i nodi?", "serve lo scope graph:write"),
        ("user", "Am I allowed to drop the database?", "needs the scope graph:write"),
    ],
)
def test_who_asks_for_their_rights_is_told_them_and_not_refused(
    demo: LoadedSample, role: str, text: str, told: str
) -> None:
    principal = Principal.person(sub="carla", tenant_id=demo.tenant_id, roles=(role,))
    answer = pipeline.ask(text, tenant_id=demo.tenant_id, principal=principal)
    assert (answer.outcome, answer.rows, told in answer.text) == ("text", [], True), answer.text


def test_a_request_that_only_begins_like_a_question_about_rights_is_refused(
    demo: LoadedSample, curator: Principal
) -> None:
    answer = pipeline.ask("Can I please delete all nodes", tenant_id=demo.tenant_id, principal=curator)
    assert answer.outcome == "refusal"


@pytest.mark.parametrize("text", ["PROFILE MATCH (t:Task) RETURN count(t) AS total", "How many tasks?"])
def test_a_dry_run_plans_and_does_not_measure(demo: LoadedSample, text: str) -> None:
    answer = pipeline.ask(text, tenant_id=demo.tenant_id, dry_run=True)
    assert answer.plan is not None and answer.plan["profiled"] is False


def test_two_generators_cannot_share_a_name() -> None:
    taken = generators()[0][0]
    with pytest.raises(ValueError, match=taken):
        register(taken, order=1)(lambda request: ())


def test_a_draft_survives_json(demo: LoadedSample) -> None:
    drafted = pipeline.draft("top 5 users by number of tasks", tenant_id=demo.tenant_id)
    assert drafted.draft is not None
    for draft in (drafted.draft, Draft("", {}, "x", 1.0, "", table=Table(("a",), ((1,), (2,))))):
        assert Draft.from_json(json.loads(json.dumps(draft.as_json()))) == draft
