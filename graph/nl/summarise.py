"""Stage 6: the rows in words, with the exact numbers that the graph returned."""

from typing import Any, Final

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.stems import plural

TABLE_ROWS: Final = 10
CELL_LENGTH: Final = 60


def summarise(draft: Draft, result: QueryResult) -> str:
    """The answer as text: a sentence, and a Markdown table of at most ``TABLE_ROWS`` rows."""
    if draft.kind == "count" and len(result.rows) == 1 and len(result.columns) == 1:
        return _count(draft, result.rows[0][0])
    if not result.rows:
        return _nothing(draft)
    if draft.kind == "ranking" and len(result.columns) == 2:
        return _ranking(draft, result)
    if len(result.columns) == 1 and len(result.rows) == 1:
        return f"{_capital(draft.subject or result.columns[0])}: {_cell(result.rows[0][0])}."
    return f"{_heading(draft, result)}\n\n{_table(result)}"


def _count(draft: Draft, number: Any) -> str:
    if not number:
        return _nothing(draft)
    noun = draft.subject if number == 1 else draft.subject_plural or plural(draft.subject)
    verb = "is" if number == 1 else "are"
    return f"There {verb} {_cell(number)} {noun}." if noun else f"The answer is {_cell(number)}."


def _nothing(draft: Draft) -> str:
    """Why there is nothing, as far as the schema can tell: the values that a condition could have had."""
    text = f"There are no {draft.subject_plural or plural(draft.subject or 'row')}."
    for name, values in draft.hints.get("present", {}).items():
        text += f" Values of {name} that are present: {', '.join(map(str, values[:TABLE_ROWS]))}."
    return text


def _ranking(draft: Draft, result: QueryResult) -> str:
    measure = draft.hints.get("measure")
    name, number = result.rows[0]
    if not measure:
        return f"{_heading(draft, result)}\n\n{_table(result)}"
    noun = measure[0] if number == 1 else measure[1]
    first = f"{_cell(name)}, with {_cell(number)} {noun}."
    return first if len(result.rows) == 1 else f"First is {first}\n\n{_table(result)}"


def _heading(draft: Draft, result: QueryResult) -> str:
    rows = len(result.rows)
    if draft.kind == "groups":
        return f"{_capital(draft.subject_plural or plural(draft.subject))} by {result.columns[0]}:"
    noun = draft.subject if rows == 1 else draft.subject_plural or plural(draft.subject or "row")
    more = ", and there are more" if result.truncated else ""
    return f"{_cell(rows)} {noun or 'rows'}{more}:"


def _table(result: QueryResult) -> str:
    lines = [_line(result.columns), _line(["---"] * len(result.columns))]
    lines += [_line([_cell(value) for value in row]) for row in result.rows[:TABLE_ROWS]]
    left = len(result.rows) - TABLE_ROWS
    if left > 0:
        lines.append(f"\n... and {_cell(left)} more {'row' if left == 1 else 'rows'}.")
    return "\n".join(lines)


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Any) -> str:
    """A value on one line: digits grouped, Markdown's own sign escaped, long text cut."""
    match value:
        case None:
            return "(none)"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.6g}"
        case list():
            text = ", ".join(_cell(item) for item in value)
        case _:
            text = str(value)
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= CELL_LENGTH else f"{text[: CELL_LENGTH - 3]}..."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
