"""Answers that are many rows: lists, groups, the values of a property, and plain tables."""

from typing import Final

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.summarise.cells import TABLE_ROWS, capital, cell, noun, number, rest, table
from graph.nl.summarise.words import Words


def listing(draft: Draft, result: QueryResult, words: Words) -> str:
    """How many there are, and what they are."""
    return _headed(_amount(draft, result, words) + ":", result, words)


def groups(draft: Draft, result: QueryResult, words: Words) -> str:
    """What was counted, by what."""
    measured = 3 if result.columns[-3:] == _SHARE else 1
    keys = ", ".join(result.columns[: max(1, len(result.columns) - measured)])
    return _headed(words.by.format(noun=capital(noun(draft, 2, words)), keys=keys), result, words)


_SHARE: Final = ("percentage", "part", "total")


def distinct(draft: Draft, result: QueryResult, words: Words) -> str:
    """The values themselves, in a line while they are few."""
    if len(result.columns) != 1:
        return ""
    values = ", ".join(cell(row[0], words) for row in result.rows[:TABLE_ROWS])
    return f"{_amount(draft, result, words)}: {values}{rest(result.rows, words)}"


def grid(draft: Draft, result: QueryResult, words: Words) -> str:
    """One cell as a sentence, anything else as a table."""
    heading = {"completeness": words.completeness, "missing": words.lacking}.get(
        draft.hints.get("counted", "")
    )
    if heading and len(result.rows) == 1:
        return _headed(heading.format(noun=noun(draft, 2, words)), result, words)
    if len(result.columns) == 1 and len(result.rows) == 1:
        return f"{capital(draft.subject or result.columns[0])}: {cell(result.rows[0][0], words)}."
    return listing(draft, result, words)


def _amount(draft: Draft, result: QueryResult, words: Words) -> str:
    rows = len(result.rows)
    return f"{number(rows, words)} {noun(draft, rows, words)}"


def _headed(heading: str, result: QueryResult, words: Words) -> str:
    return f"{heading}\n\n{table(result, words)}"
