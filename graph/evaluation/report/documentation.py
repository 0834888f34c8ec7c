"""The figures in a page of the documentation, between two marks that stay."""

from collections.abc import Iterator, Sequence
from typing import Final

from graph.evaluation.scoring import Evaluation, Score

BEGIN: Final = "<!-- figures: written by evaluate_nl --update-docs -->"
END: Final = "<!-- end of figures -->"


def documented(page: str, evaluations: Sequence[Evaluation]) -> str:
    """The page with the figures of these evaluations in place of those that it had.

    Raises:
        ValueError: the page lacks the marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The page has no place for figures: {BEGIN} ... {END}")
    figures = "\n".join(_lines(evaluations))
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}"


def _lines(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    yield "| questions | right | confidently wrong | p50 ms | p95 ms |"
    yield "| --- | --- | --- | --- | --- |"
    for each in evaluations:
        total = each.overall
        yield (
            f"| {each.name} | {total.right} of {total.total} ({total.share:.1%}) "
            f"| {len(each.confidently_wrong)} | {each.latency_ms(50)} | {each.latency_ms(95)} |"
        )
    yield ""
    yield from _by_category(evaluations)
    for each in evaluations:
        yield ""
        yield f"### What fails in {each.name}"
        yield ""
        if not each.failures:
            yield "Nothing."
            continue
        yield "| question | what is wrong | query |"
        yield "| --- | --- | --- |"
        yield from map(_failure, each.failures)


def _by_category(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    names = [each.name for each in evaluations]
    yield f"| right of all | {' | '.join(names)} |"
    yield f"| --- |{' --- |' * len(names)}"
    tables = [{tally.name: tally for tally in (*each.by_language, *each.by_category)} for each in evaluations]
    for group in dict.fromkeys(group for table in tables for group in table):
        cells = [f"{t.right} of {t.total}" if (t := table.get(group)) else "" for table in tables]
        yield f"| {group} | {' | '.join(cells)} |"


def _failure(score: Score) -> str:
    query = f"`{score.reply.cypher}`" if score.reply.cypher else ""
    cells = [score.case.question, score.wrong or "", query]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
