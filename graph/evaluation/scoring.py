"""Ask questions, run their references, and say which answers are right."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any, Final
from uuid import UUID

from graph.cypher import CypherRefused
from graph.errors import GraphQueryFailed
from graph.evaluation.cases import Case
from graph.evaluation.comparison import difference
from graph.evaluation.naming import Names, is_node
from graph.evaluation.references import Expected, run_reference
from graph.evaluation.replies import Ask, Reply
from graph.nl.generate import CONFIDENCE_THRESHOLD

_WITH_ROWS: Final = ("answer", "text")
"""Outcomes that may carry rows."""


class ReferenceFailed(Exception):
    """A reference query cannot be used; the file has to be corrected."""


@dataclass(frozen=True, slots=True)
class Score:
    """One question, what was answered, and what is wrong with that (nothing, when it is right)."""

    case: Case
    reply: Reply
    wrong: str | None

    @property
    def is_right(self) -> bool:
        """Whether the answer is as it should be."""
        return self.wrong is None

    @property
    def is_confidently_wrong(self) -> bool:
        """Whether a wrong answer was given as if it were right: what must not happen."""
        return (
            not self.is_right
            and self.reply.outcome in _WITH_ROWS
            and self.reply.confidence >= CONFIDENCE_THRESHOLD
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some questions were answered right."""

    name: str
    right: int
    total: int

    @property
    def share(self) -> float:
        """0..1."""
        return self.right / self.total


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All scores of a file."""

    name: str
    scores: tuple[Score, ...]

    @property
    def overall(self) -> Tally:
        """All questions."""
        return _tally("all", self.scores)

    @property
    def failures(self) -> tuple[Score, ...]:
        """The wrong ones, in the order of the file."""
        return tuple(each for each in self.scores if not each.is_right)

    @property
    def confidently_wrong(self) -> tuple[Score, ...]:
        """Wrong answers at or above the threshold of confidence."""
        return tuple(each for each in self.scores if each.is_confidently_wrong)

    @property
    def by_category(self) -> tuple[Tally, ...]:
        """A tally for each category."""
        return self._tallies(lambda case: case.category)

    @property
    def by_language(self) -> tuple[Tally, ...]:
        """A tally for each language."""
        return self._tallies(lambda case: case.language)

    @property
    def confusion(self) -> dict[str, Counter[str]]:
        """For each expected outcome, how often each outcome was given.

        Where several are right, the one that was given counts as the expected one, else the first.
        """
        table: dict[str, Counter[str]] = {}
        for each in self.scores:
            given = each.reply.outcome
            wanted = given if given in each.case.expect else each.case.expect[0]
            table.setdefault(wanted, Counter())[given] += 1
        return dict(sorted(table.items()))

    def latency_ms(self, percent: int) -> float | None:
        """From question to draft, at a percentile; None when nothing was drafted."""
        times = [each.reply.drafting_ms for each in self.scores if each.reply.drafting_ms is not None]
        return round(quantiles(times, n=100, method="inclusive")[percent - 1], 2) if len(times) > 1 else None

    def _tallies(self, group: Callable[[Case], str]) -> tuple[Tally, ...]:
        groups: dict[str, list[Score]] = {}
        for each in self.scores:
            groups.setdefault(group(each.case), []).append(each)
        return tuple(_tally(name, scores) for name, scores in sorted(groups.items()))


def evaluate(cases: Sequence[Case], *, name: str, tenant_id: UUID, ask: Ask) -> Evaluation:
    """Ask each question once and score it. The first is asked once before, so that all find caches warm.

    Raises:
        ReferenceFailed: a reference is refused, fails, or has not the form that its comparison needs.
        GraphUnavailable, GraphTimeout
    """
    names = Names(tenant_id)
    ask(cases[0], tenant_id)
    return Evaluation(name, tuple(_score(case, ask(case, tenant_id), tenant_id, names) for case in cases))


def expected_of(case: Case, *, tenant_id: UUID) -> tuple[Expected, ...]:
    """What each reference of a case finds.

    Raises:
        ReferenceFailed: one is refused, fails, finds nothing without being meant to, or is no single value
            where one is compared.
    """
    found = []
    for text in case.references:
        try:
            expected = run_reference(text, tenant_id=tenant_id)
        except (CypherRefused, GraphQueryFailed, ValueError) as error:
            raise ReferenceFailed(f"{case.id}: {error}") from error
        _check_form(case, expected)
        found.append(expected)
    return tuple(found)


def _check_form(case: Case, expected: Expected) -> None:
    assert case.compare is not None  # noqa: S101  (the schema of files asks for it with a reference)
    if case.empty != (not expected.rows):
        raise ReferenceFailed(f"{case.id}: the reference finds {len(expected.rows)} rows.")
    one_value = len(expected.rows) == 1 and len(expected.columns) == 1
    if case.compare.mode in ("scalar", "boolean") and not one_value:
        raise ReferenceFailed(f"{case.id}: the reference is not one value.")
    if unknown := set(case.compare.key) - set(expected.columns):
        raise ReferenceFailed(f"{case.id}: the reference has no column {', '.join(sorted(unknown))}.")


def _score(case: Case, reply: Reply, tenant_id: UUID, names: Names) -> Score:
    references = expected_of(case, tenant_id=tenant_id)
    if reply.error:
        return Score(case, reply, f"error: {reply.error}")
    if reply.outcome not in case.expect:
        return Score(case, reply, f"{reply.outcome} instead of {' or '.join(case.expect)}")
    if not references or reply.outcome not in _WITH_ROWS:
        return Score(case, reply, None)
    return Score(case, reply, _wrong_rows(case, references, reply, names))


def _wrong_rows(case: Case, references: Iterable[Expected], reply: Reply, names: Names) -> str | None:
    """What is wrong with the rows, by the first reference; None when they are those of any."""
    assert case.compare is not None  # noqa: S101
    reasons = []
    for expected in references:
        index = names.index(_nodes(expected.population))
        reason = difference(expected, reply.columns, reply.rows, compare=case.compare, names=index)
        if reason is None:
            return None
        reasons.append(reason)
    return reasons[0]


def _nodes(rows: Iterable[Sequence[Any]]) -> Iterable[Any]:
    return (value for row in rows for value in row if is_node(value))


def _tally(name: str, scores: Sequence[Score]) -> Tally:
    return Tally(name, sum(each.is_right for each in scores), len(scores))
