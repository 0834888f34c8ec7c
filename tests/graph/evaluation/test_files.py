"""Files of questions: what may stand in one, and what the shipped ones hold."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.evaluation.files import QUESTIONS, InvalidQuestions, read_cases
from graph.evaluation.graphs import GRAPHS
from graph.evaluation.graphs.export import generate_export

PARTS = ("development", "test", "further")
GOOD: dict[str, Any] = {
    "id": "a",
    "question": "How many users?",
    "expect": "answer",
    "cypher": "MATCH (u:User) RETURN count(u)",
    "compare": {"mode": "scalar"},
}


def written(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "questions.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "not JSON"),
        ({}, "is not of type 'array'"),
        ([], "non-empty"),
        ([{**GOOD, "expect": "applause"}], "entry 1 (a)/expect"),
        ([{**GOOD, "id": "No Spaces"}], "entry 1 (No Spaces)/id"),
        ([{**GOOD, "colour": "red"}], "'colour' was unexpected"),
        ([{**GOOD, "as_role": "king"}], "'king' is not one of"),
        ([{**GOOD, "compare": {"mode": "guess"}}], "entry 1 (a)/compare/mode"),
        (
            [{"id": "a", "question": "?", "expect": "answer", "compare": {"mode": "set"}}],
            "'cypher' is a dependency",
        ),
        ([{key: value for key, value in GOOD.items() if key != "compare"}], "'compare' is a dependency"),
        ([GOOD, {**GOOD, "question": "Again?"}], "the id 'a' is used 2 times"),
        ([GOOD, "how many?"], "entry 2: 'how many?' is not of type 'object'"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_is_wrong_and_where(
    tmp_path: Path, content: Any, message: str
) -> None:
    with pytest.raises(InvalidQuestions) as refused:
        read_cases(written(tmp_path, content))
    assert message in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidQuestions, match="nowhere"):
        read_cases(tmp_path / "nowhere.json")


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    [case] = read_cases(written(tmp_path, [GOOD]))
    assert (case.as_role, case.language, case.category, case.expect) == ("user", "en", "other", ("answer",))
    assert case.compare is not None and not case.compare.ordered


def test_every_graph_has_all_parts() -> None:
    names = {path.stem for path in QUESTIONS.glob("*.json")}
    assert names == {f"{part}_{graph}" for part in PARTS for graph in GRAPHS}


def test_there_are_enough_questions_and_no_id_or_question_is_used_twice() -> None:
    cases = {path.stem: read_cases(path) for path in QUESTIONS.glob("*.json")}
    everything = [case for each in cases.values() for case in each]
    apart = [case for name, each in cases.items() if name.startswith("test_") for case in each]
    assert len(everything) >= 200 and len(apart) >= 80
    assert max(Counter(case.id for case in everything).values()) == 1
    # The same question may be asked of both graphs.
    asked = Counter((case.id.partition("-")[0], case.question) for case in everything)
    assert [question for question, times in asked.items() if times > 1] == []


def test_the_mixture_is_as_intended() -> None:
    cases = [case for path in QUESTIONS.glob("*.json") for case in read_cases(path)]
    italian = sum(case.language == "it" for case in cases) / len(cases)
    not_answered = sum("answer" not in case.expect for case in cases) / len(cases)
    assert 0.2 <= italian <= 0.3
    assert 0.14 <= not_answered <= 0.25
    assert {outcome for case in cases for outcome in case.expect} == {
        *("answer", "refusal", "explanation", "clarification", "unknown", "confirmation", "text")
    }


def test_the_export_is_the_same_each_time_and_like_nothing_we_ship() -> None:
    graph = generate_export()
    assert graph == generate_export()
    assert not list(graph.labelled("Task")) and not list(graph.labelled("File"))
    assert all(isinstance(task.properties["started"], str) for task in graph.labelled("Blast"))
