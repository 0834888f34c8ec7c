"""An evaluation as data."""

from dataclasses import asdict
from typing import Any

from graph.evaluation.scoring import Evaluation, Score, Tally


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Every figure, and every question with what was answered; rows are left out."""
    return {
        "name": evaluation.name,
        "overall": _tally(evaluation.overall),
        "by_category": [_tally(each) for each in evaluation.by_category],
        "by_language": [_tally(each) for each in evaluation.by_language],
        "confusion": {wanted: dict(given) for wanted, given in evaluation.confusion.items()},
        "confidently_wrong": [each.case.id for each in evaluation.confidently_wrong],
        "drafting_ms": {"p50": evaluation.latency_ms(50), "p95": evaluation.latency_ms(95)},
        "questions": [_score(each) for each in evaluation.scores],
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {**asdict(tally), "share": round(tally.share, 4)}


def _score(score: Score) -> dict[str, Any]:
    case, reply = score.case, score.reply
    return {
        "id": case.id,
        "question": case.question,
        "category": case.category,
        "language": case.language,
        "expect": list(case.expect),
        "outcome": reply.outcome,
        "right": score.is_right,
        "wrong": score.wrong,
        "confidence": reply.confidence,
        "generator": reply.generator,
        "cypher": reply.cypher,
        "params": reply.params,
        "text": reply.text,
        "reference": case.references[0] if case.references else None,
        "drafting_ms": reply.drafting_ms,
    }
