"""The six stages together."""

import json

import pytest

from graph.nl import pipeline
from graph.nl.generate import Draft, generators, register
from graph.nl.generate import _generators as generator_registry
from tests.graph.conftest import LoadedSample

STAGES = ["normalise", "catalogue", "generate", "validate", "execute", "summarise"]


def test_a_count_goes_through_all_stages(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many Blast tasks are there?", tenant_id=demo.tenant_id)
    blast = len(list(demo.sample.labelled("Blast")))
    assert (answer.outcome, answer.generator, answer.rows) == ("answer", "parser", [[blast]])
    assert answer.text == f"There are {blast} Blast tasks."
    assert [stage.name for stage in answer.stages] == STAGES
    assert all(stage.ok for stage in answer.stages)
    json.dumps(answer.as_json())


def test_what_was_executed_is_bound_to_the_tenant(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many users work at each institution?", tenant_id=demo.tenant_id)
    assert answer.cypher is not None and answer.cypher.count("tenant_id") >= 2
    assert str(demo.tenant_id) in answer.params.values()


def test_a_known_question_needs_no_generator(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many users have no tasks?", tenant_id=demo.tenant_id)
    runners = {r.start.orig_id for r in demo.sample.relationships if r.type == "RUNS"}
    idle = [node for node in demo.sample.labelled("User") if node.orig_id not in runners]
    assert (answer.generator, answer.rows) == ("catalogue", [[len(idle)]])
    assert "generate" not in [stage.name for stage in answer.stages]


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
    assert "Failed" in answer.text


def test_a_draft_that_validation_refuses_is_never_executed(
    demo: LoadedSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Draft("MATCH (n) DETACH DELETE n RETURN 1", {}, "writer", 1.0, "")
    monkeypatch.setitem(generator_registry, "writer", (1, lambda request: draft))
    answer = pipeline.ask("How many unicorns live here?", tenant_id=demo.tenant_id)
    assert (answer.outcome, answer.rows) == ("refusal", [])
    assert answer.stages[-1].name == "validate" and not answer.stages[-1].ok
    again = pipeline.ask("How many nodes are there?", tenant_id=demo.tenant_id)
    assert again.rows == [[len(demo.sample.nodes)]]


def test_two_generators_cannot_share_a_name() -> None:
    taken = generators()[0][0]
    with pytest.raises(ValueError, match=taken):
        register(taken, order=1)(lambda request: None)


def test_a_draft_survives_json(demo: LoadedSample) -> None:
    drafted = pipeline.draft("top 5 users by number of tasks", tenant_id=demo.tenant_id)
    assert drafted.draft is not None
    assert Draft.from_json(json.loads(json.dumps(drafted.draft.as_json()))) == drafted.draft
