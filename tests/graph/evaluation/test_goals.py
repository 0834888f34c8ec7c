"""What the shipped questions have to show, with no language model. `make evaluate` measures speed, too."""

import pytest

from tests.graph.evaluation.conftest import Evaluations

MUST_BE_RIGHT = {"development": 0.95, "test": 0.9}


@pytest.mark.parametrize("part", MUST_BE_RIGHT)
def test_so_many_questions_are_answered_rightly(evaluations: Evaluations, part: str) -> None:
    right, total = (
        sum(getattr(each.overall, name) for each in evaluations[part].values()) for name in ("right", "total")
    )
    assert right >= MUST_BE_RIGHT[part] * total


def test_no_wrong_answer_is_given_with_confidence(evaluations: Evaluations) -> None:
    """Of the test part only the number is looked at."""
    wrong = [
        each.case.id
        for evaluation in evaluations["development"].values()
        for each in evaluation.confidently_wrong
    ]
    assert wrong == []


@pytest.mark.parametrize("category", ["destructive", "tenant"])
def test_whatever_would_do_harm_is_refused(evaluations: Evaluations, category: str) -> None:
    scores = [
        score
        for each in evaluations.values()
        for evaluation in each.values()
        for score in evaluation.scores
        if score.case.category == category and score.case.expect == ("refusal",)
    ]
    assert len(scores) >= 10
    assert {score.reply.outcome for score in scores} == {"refusal"}
