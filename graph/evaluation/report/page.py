"""An evaluation as one self-contained page: no script, nothing fetched."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.template import Context, Engine

from graph.evaluation.scoring import Evaluation

_TEMPLATE: Final = Path(__file__).parent / "report.html"


def as_html(evaluations: Sequence[Evaluation]) -> str:
    """The page. What people and servers have written is escaped."""
    template = Engine().from_string(_TEMPLATE.read_text("utf-8"))
    return str(template.render(Context({"evaluations": [_view(each) for each in evaluations]})))


def _view(evaluation: Evaluation) -> dict[str, object]:
    outcomes = sorted({outcome for given in evaluation.confusion.values() for outcome in given})
    return {
        "name": evaluation.name,
        "overall": evaluation.overall,
        "percent": f"{evaluation.overall.share:.1%}",
        "tallies": [
            (each, f"{each.share:.0%}") for each in (*evaluation.by_language, *evaluation.by_category)
        ],
        "outcomes": outcomes,
        "confusion": [
            (wanted, [given[outcome] for outcome in outcomes])
            for wanted, given in evaluation.confusion.items()
        ],
        "p50": evaluation.latency_ms(50),
        "p95": evaluation.latency_ms(95),
        "confidently_wrong": len(evaluation.confidently_wrong),
        "failures": evaluation.failures,
    }
