"""Rows of plain values as files: what a query finds that has neither nodes nor relationships."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from graph.etl.formats.base import Buffered, Sink

Columns = tuple[str, ...]


def _write_csv(columns: Columns, rows: Iterable[list[Any]], sink: Sink) -> None:
    """A header and a row for each; lists, objects, true and false as JSON, nothing as an empty cell."""
    out, text = Buffered(sink), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        out.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
    out.write(text.getvalue().encode())
    out.flush()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool | list | dict) else value


def _write_jsonl(columns: Columns, rows: Iterable[list[Any]], sink: Sink) -> None:
    """An object for each row."""
    out = Buffered(sink)
    for row in rows:
        body = dict(zip(columns, row, strict=True))
        out.write((json.dumps(body, ensure_ascii=False) + "\n").encode())
    out.flush()


TABLES: Final[dict[str, Callable[[Columns, Iterable[list[Any]], Sink], None]]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}
"""How each format that takes rows writes them."""
