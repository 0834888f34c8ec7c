"""From replies to figures, and the reports that show them."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest

from graph.evaluation.cases import Case, Compare, Mode
from graph.evaluation.replies import Reply
from graph.evaluation.report import as_html, as_json, as_text, documented
from graph.evaluation.report.documentation import BEGIN, END
from graph.evaluation.scoring import Evaluation, evaluate
from tests.graph.evaluation.conftest import LoadedGraph

COUNT = ("MATCH (u:User) RETURN count(u)",)
SCALAR = Compare(Mode.SCALAR)
CASES = {
    "right": (
        Case("right", "How many users?", ("answer",), COUNT, SCALAR, category="count"),
        38,
        "answer",
        1.0,
    ),
    "sure": (
        Case("sure", "<b>users</b> | all", ("answer",), COUNT, SCALAR, category="count"),
        7,
        "answer",
        0.9,
    ),
    "unsure": (Case("unsure", "users?", ("answer",), COUNT, SCALAR, language="it"), 7, "answer", 0.5),
    "refused": (Case("refused", "delete all", ("refusal",), category="destructive"), 0, "refusal", 1.0),
    "guessed": (Case("guessed", "unicorns?", ("unknown",), category="not_held"), 7, "answer", 0.95),
    "either": (Case("either", "versions", ("clarification", "unknown")), 0, "unknown", 0.0),
    "broken": (Case("broken", "users!", ("answer",), COUNT, SCALAR), 0, "error", 0.0),
}


def reply(case: Case, tenant_id: UUID) -> Reply:
    _, number, outcome, confidence = CASES[case.id]
    error = "GraphQueryFailed: no" if outcome == "error" else None
    return Reply(
        outcome,
        columns=("n",),
        rows=[[number]],
        cypher="RETURN 1",
        confidence=confidence,
        drafting_ms=2.0,
        error=error,
    )


@pytest.fixture(scope="module")
def evaluation(loaded: dict[str, LoadedGraph]) -> Iterator[Evaluation]:
    cases = [case for case, *_ in CASES.values()]
    yield evaluate(cases, name="some", tenant_id=loaded["sample"].tenant_id, ask=reply)


def test_an_answer_is_right_when_its_rows_are_and_another_outcome_when_it_is_meant(
    evaluation: Evaluation,
) -> None:
    assert {each.case.id for each in evaluation.scores if each.is_right} == {"right", "refused", "either"}
    reasons = {each.case.id: each.wrong for each in evaluation.failures}
    assert reasons == {
        "sure": "[7] instead of 38",
        "unsure": "[7] instead of 38",
        "guessed": "answer instead of unknown",
        "broken": "error: GraphQueryFailed: no",
    }


def test_confidently_wrong_is_what_was_answered_wrong_above_the_threshold(evaluation: Evaluation) -> None:
    assert [each.case.id for each in evaluation.confidently_wrong] == ["sure", "guessed"]


def test_figures_are_kept_by_category_language_and_outcome(evaluation: Evaluation) -> None:
    categories = {each.name: (each.right, each.total) for each in evaluation.by_category}
    assert categories == {"count": (1, 2), "destructive": (1, 1), "not_held": (0, 1), "other": (1, 3)}
    assert {each.name: each.total for each in evaluation.by_language} == {"en": 6, "it": 1}
    assert evaluation.confusion["answer"] == {"answer": 3, "error": 1}
    assert evaluation.confusion["unknown"] == {"answer": 1, "unknown": 1}
    assert evaluation.latency_ms(95) == 2.0


def test_every_failure_stands_in_every_report_with_its_reason(evaluation: Evaluation) -> None:
    text, page, data = as_text(evaluation), as_html([evaluation]), json.dumps(as_json(evaluation))
    for each in evaluation.failures:
        assert each.case.id in text and each.case.id in page and each.case.id in data
        assert each.wrong is not None and each.wrong in text


def test_the_page_is_one_file_and_escapes_what_people_wrote(evaluation: Evaluation) -> None:
    page = as_html([evaluation])
    assert "&lt;b&gt;users&lt;/b&gt;" in page and "<b>users" not in page
    assert not any(word in page for word in ("<script", "http:", "https:", "src="))


def test_the_documentation_gets_figures_and_keeps_what_people_wrote(evaluation: Evaluation) -> None:
    page = documented(f"before\n{BEGIN}\nold\n{END}\nafter\n", [evaluation])
    assert page.startswith("before\n") and page.endswith("after\n") and "\nold\n" not in page
    assert "3 of 7 (42.9%)" in page and "<b>users</b> \\| all" in page
    assert documented(page, [evaluation]) == page
    with pytest.raises(ValueError, match="no place"):
        documented("a page without marks", [evaluation])
