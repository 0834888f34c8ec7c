"""Stage 6: the rows in words, with the exact numbers that the graph returned and no word that is not theirs.

What the rows are is the draft's ``kind``. A kind that does not fit the rows it comes with is told as a table.
"""

from collections.abc import Callable
from typing import Final

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.summarise import findings, lists, numbers
from graph.nl.summarise.cells import number
from graph.nl.summarise.nothing import nothing
from graph.nl.summarise.words import Words, words_of_language

KINDS: Final[dict[str, str]] = {
    "count": "one number: how many of the subject there are",
    "boolean": "one cell, true or false, or a number of which 0 is no",
    "figure": "a row of columns average_..., median_, total_, minimum_, maximum_; hints: property, unit",
    "share": "a row with part and total, or with ratio, first and second; hint: predicate ('have an email')",
    "ranking": "a name and what it is ranked by; hint: measure, singular and plural, when that is a count",
    "groups": "one or more keys and what was counted or computed for each",
    "list": "one row for each of the subject",
    "sample": "some of the subject, as many as were asked for",
    "distinct": "the values of a property; hint: property",
    "pairs": "two names, and what they share; hint: measure, singular and plural",
    "path": "nodes and relationships in turn, as paths, as lists, or as lists of names and of types",
    "record": "the properties of one of the subject, a column each",
    "schema": "what the graph holds, answered without a query",
    "table": "anything else",
}
"""What the rows of a draft may be, and the hints that a kind needs beside the draft's subject."""


def summarise(draft: Draft, result: QueryResult, *, language: str = "en") -> str:
    """The answer as text in the language of the question: a sentence and, where it needs one, a small table.

    A plain count is one sentence, made before anything else is looked at. Where the result was cut, that is
    said last: what was counted from its rows is then no total.
    """
    words = words_of_language(language)
    if not result.truncated:
        return _told(draft, result, words)
    cut = words.cut.format(number=number(len(result.rows), words))
    # None that could be read is not none that there is.
    return f"{_told(draft, result, words)}\n\n{cut}" if result.rows else cut


def _told(draft: Draft, result: QueryResult, words: Words) -> str:
    if text := _TOLD_BY_NUMBERS.get(draft.kind, _nothing_special)(draft, result, words):
        return text
    if not result.rows:
        return nothing(draft, words)
    told = _TOLD_BY_ROWS.get(draft.kind, lists.grid)
    return told(draft, result, words) or lists.grid(draft, result, words)


_Teller = Callable[..., str]


def _nothing_special(*_: object) -> str:
    return ""


_TOLD_BY_NUMBERS: Final[dict[str, _Teller]] = {
    "count": numbers.count,
    "boolean": numbers.boolean,
    "figure": numbers.figure,
    "share": numbers.share,
}
_TOLD_BY_ROWS: Final[dict[str, _Teller]] = {
    "ranking": findings.ranking,
    "pairs": findings.pairs,
    "path": findings.path,
    "record": findings.record,
    "groups": lists.groups,
    "list": lists.listing,
    "sample": lists.listing,
    "distinct": lists.distinct,
}
