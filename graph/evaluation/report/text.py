"""An evaluation on the terminal."""

from collections.abc import Iterator

from graph.evaluation.scoring import Evaluation, Score, Tally


def as_text(evaluation: Evaluation) -> str:
    """The figures, then every failure with its reason and the query that was generated."""
    return "\n".join(_lines(evaluation))


def _lines(evaluation: Evaluation) -> Iterator[str]:
    yield f"{evaluation.name}: {_figures(evaluation.overall)}"
    yield from (f"  {_named(each)}" for each in evaluation.by_language)
    yield from (f"  {_named(each)}" for each in evaluation.by_category)
    yield "expected -> given"
    for wanted, given in evaluation.confusion.items():
        counts = ", ".join(f"{outcome} {count}" for outcome, count in given.most_common())
        yield f"  {wanted:13} -> {counts}"
    yield f"confidently wrong: {len(evaluation.confidently_wrong)}"
    p50, p95 = evaluation.latency_ms(50), evaluation.latency_ms(95)
    if p50 is not None:
        yield f"from question to draft: p50 {p50} ms, p95 {p95} ms"
    for each in evaluation.failures:
        yield from _failure(each)


def _failure(score: Score) -> Iterator[str]:
    mark = "!!" if score.is_confidently_wrong else "--"
    yield f"{mark} {score.case.id}: {score.case.question}"
    yield f"   {score.wrong}"
    if score.reply.cypher:
        yield f"   {score.reply.cypher}  {score.reply.params or ''}".rstrip()


def _named(tally: Tally) -> str:
    return f"{tally.name:16} {_figures(tally)}"


def _figures(tally: Tally) -> str:
    return f"{tally.right} of {tally.total} ({tally.share:.1%})"
