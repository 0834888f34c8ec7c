"""Values on one line, and rows as a small Markdown table."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.stems import plural
from graph.nl.summarise.words import Words

TABLE_ROWS: Final = 10
CELL_LENGTH: Final = 60
_NAMES: Final = ("name", "title", "user_filename", "orig_id")
"""By which a whole node is called in a cell, first to last."""


def cell(value: Any, words: Words) -> str:
    """A value on one line, Markdown's own sign escaped, long text cut.

    Digits are not grouped: whether a whole number is an amount or a year, only the graph knows.
    """
    match value:
        case None:
            return words.missing
        case bool():
            return (words.yes if value else words.no).lower()
        case int() | float():
            return number(value, words, grouped=False)
        case list():
            text = ", ".join(cell(item, words) for item in value)
        case {"labels": _, "properties": dict()}:
            text = node_name(value)
        case dict():
            text = ", ".join(f"{key}: {cell(item, words)}" for key, item in value.items())
        case _:
            text = str(value)
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= CELL_LENGTH else f"{text[: CELL_LENGTH - 3]}..."


def number(value: int | float, words: Words, *, grouped: bool = True) -> str:
    """A number as the language writes it: exact when whole, else to six digits, or to two after the point."""
    if isinstance(value, int):
        text = f"{value:,}"
    elif 1e4 <= abs(value) < 1e15:
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{value:,.6g}"
    if not grouped:
        text = text.replace(",", "")
    return text.translate(str.maketrans(",.", words.thousands + words.decimal))


def amount(value: Any, words: Words) -> str:
    """What was counted or computed, with digits grouped; other values as in a cell."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return number(value, words) if is_number else cell(value, words)


def node_name(node: dict[str, Any]) -> str:
    """What a node is called: its name where it has one, else its labels."""
    properties = node["properties"]
    name = next((properties[each] for each in _NAMES if properties.get(each)), None)
    return str(name) if name is not None else ":".join(node["labels"])


def noun(draft: Draft, amount: Any, words: Words) -> str:
    """The draft's subject in the number that goes with ``amount``."""
    if not draft.subject and not draft.subject_plural:
        return words.row if amount == 1 else words.rows
    if amount == 1 and draft.subject:
        return draft.subject
    return draft.subject_plural or plural(draft.subject)


def table(result: QueryResult, words: Words) -> str:
    """At most ``TABLE_ROWS`` rows, and how many were left out."""
    lines = [_line(cell(name, words) for name in result.columns), _line(["---"] * len(result.columns))]
    lines += [_line(cell(value, words) for value in row) for row in result.rows[:TABLE_ROWS]]
    return "\n".join(lines) + rest(result.rows, words)


def rest(rows: Sequence[Any], words: Words) -> str:
    """The notice that not all rows are shown; empty when they are."""
    left = len(rows) - TABLE_ROWS
    if left <= 0:
        return ""
    notice = words.more_row if left == 1 else words.more_rows.format(number=number(left, words))
    return f"\n\n{notice}"


def capital(text: str) -> str:
    """With a capital letter in front, the others as they are."""
    return text[:1].upper() + text[1:]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
