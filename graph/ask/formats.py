"""Rows as text: Markdown, CSV and JSON."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, Final, Literal

Format = Literal["rows", "markdown", "csv", "json"]
FORMATS: Final = ("rows", "markdown", "csv", "json")

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula (OWASP, CSV Injection)."""


def formatted(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, as_: Format) -> str | None:
    """The rows in a format; None for ``rows``, which are data already."""
    match as_:
        case "markdown":
            return _markdown(columns, rows)
        case "csv":
            return _csv(columns, rows)
        case "json":
            named = [dict(zip(columns, row, strict=True)) for row in rows]
            return json.dumps(named, ensure_ascii=False)
        case _:
            return None


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(_markdown_cell, line))} |" for line in lines)


def _markdown_cell(value: Any) -> str:
    return " ".join(_plain(value).split()).replace("\\", "\\\\").replace("|", "\\|")


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for row in (columns, *rows):
        writer.writerow([_csv_cell(value) for value in row])
    return file.getvalue()


def _csv_cell(value: Any) -> Any:
    """The value; text that would be run as a formula stands behind an apostrophe."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = _plain(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
