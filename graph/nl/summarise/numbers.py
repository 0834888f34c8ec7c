"""Answers that are one number: counts, yes or no, figures, shares."""

from typing import Any, Final

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.stems import spoken
from graph.nl.summarise.cells import amount, cell, noun, number
from graph.nl.summarise.nothing import nothing
from graph.nl.summarise.words import Words

_EXTREMES: Final = frozenset({"minimum", "maximum"})


def count(draft: Draft, result: QueryResult, words: Words) -> str:
    """ "There are 12 Blast tasks."; what there is instead, when there are none."""
    if not _is_single(result):
        return ""
    found = result.rows[0][0]
    if not found:
        return nothing(draft, words)
    if not draft.subject:
        return words.the_answer.format(number=amount(found, words))
    sentence = words.there_is if found == 1 else words.there_are
    return sentence.format(number=amount(found, words), noun=noun(draft, found, words))


def boolean(draft: Draft, result: QueryResult, words: Words) -> str:
    """Yes or no, and how many where that was counted."""
    if not result.rows:
        return f"{words.no}. {nothing(draft, words)}"
    if len(result.rows) == 1 and len(result.columns) > 1:
        return _of_two_numbers(draft, dict(zip(result.columns, result.rows[0], strict=True)), words)
    if not _is_single(result):
        return ""
    found = result.rows[0][0]
    if isinstance(found, bool) or found is None:
        return f"{words.yes if found else words.no}."
    return f"{words.yes if found else words.no}. {count(draft, result, words)}"


def _of_two_numbers(draft: Draft, found: dict[str, Any], words: Words) -> str:
    """Whether it holds for all, and for how many; or which of two numbers is larger, with both."""
    match found:
        case {"answer": bool(), "part": int(), "total": 0}:
            return words.none_of_all.format(noun=noun(draft, 2, words))
        case {"answer": bool(answer), "part": int(part), "total": int(total)}:
            whole = {"whole": number(total, words), "noun": noun(draft, total, words)}
            told = words.of_all.format(part=number(part, words), **whole)
        case {"answer": bool(answer), "first": int(first), "second": int(second)}:
            told = words.compared.format(first=number(first, words), second=number(second, words))
        case _:
            return ""
    return f"{words.yes if answer else words.no}: {told}"


def figure(draft: Draft, result: QueryResult, words: Words) -> str:
    """ "The average size of files is 3.2 MB."; a sentence for each column, units as the draft names them."""
    if len(result.rows) != 1:
        return ""
    sentences = [
        _figure(draft, column, found, words)
        for column, found in zip(result.columns, result.rows[0], strict=True)
    ]
    return " ".join(sentences) if sentences and all(sentences) else ""


def _figure(draft: Draft, column: str, found: Any, words: Words) -> str:
    """What a column that is called after its figure says; nothing for one that is not."""
    name, _, counted = column.partition("_")
    sentence = words.figures.get(name)
    if sentence is None:
        return ""
    measured = draft.hints.get("property") or words.number_of.format(noun=spoken(counted))
    about = {"property": measured, "noun": noun(draft, 2, words)}
    if found is None:
        return words.none_of_value.format(**about)
    unit = draft.hints.get("unit")
    # The smallest and the largest are values of the property itself: without a unit, they may be years.
    written = cell(found, words) if name in _EXTREMES and not unit else amount(found, words)
    return sentence.format(number=f"{written} {unit}" if unit else written, **about)


def share(draft: Draft, result: QueryResult, words: Words) -> str:
    """ "5 of 20 users have an email (25%)."; the share is computed from the two whole numbers."""
    if len(result.rows) != 1:
        return ""
    found = dict(zip(result.columns, result.rows[0], strict=True))
    match found:
        case {"part": int(part), "total": int(total)}:
            return _share(draft, part, total, words)
        case {"ratio": ratio, "first": int(first), "second": int(second)}:
            text = amount(ratio, words) if ratio is not None else words.missing
            return words.ratio.format(ratio=text, first=number(first, words), second=number(second, words))
    return ""


def _share(draft: Draft, part: int, total: int, words: Words) -> str:
    if not total:
        return words.no_whole.format(noun=noun(draft, 2, words))
    predicate = draft.hints.get("predicate", "")
    return words.share.format(
        part=number(part, words),
        whole=number(total, words),
        noun=noun(draft, total, words),
        predicate=f" {predicate}" if predicate else "",
        percent=number(_percentage(part, total), words),
    )


def _percentage(part: int, total: int) -> float:
    """To one place after the point; 0 and 100 only for none and all."""
    rounded = round(100 * part / total, 1)
    return min(max(rounded, 0.1), 99.9) if 0 < part < total else rounded


def _is_single(result: QueryResult) -> bool:
    return len(result.rows) == 1 and len(result.columns) == 1
