"""Rows as Markdown, CSV and JSON."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ask.formats import formatted

COLUMNS = ("name", "value")


def test_rows_stay_data_and_json_has_their_names() -> None:
    rows = [["a", 1], ["é", None]]
    assert formatted(COLUMNS, rows, as_="rows") is None
    assert json.loads(formatted(COLUMNS, rows, as_="json") or "") == [
        {"name": "a", "value": 1},
        {"name": "é", "value": None},
    ]


def test_markdown_keeps_a_row_on_one_line_whatever_is_in_it() -> None:
    text = formatted(COLUMNS, [["a|b\nc", [1, None]]], as_="markdown")
    assert text == "| name | value |\n| --- | --- |\n| a\\|b c | [1, null] |"


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
     ("  =1", "'  =1"), (-1, "-1"), (1.5, "1.5"), ("plain", "plain"), (None, ""), (True, "true"),
     ("a=b", "a=b"), ([1, "x"], '[1, "x"]')],
)  # fmt: skip
def test_a_cell_of_csv_is_never_a_formula(value: Any, cell: str) -> None:
    text = formatted(["x"], [[value, "end"]], as_="csv")
    assert list(csv.reader(io.StringIO(text)))[1] == [cell, "end"]


@given(rows=st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_csv_can_be_read_back_and_holds_no_formula(rows: list[list[str]]) -> None:
    text = formatted(COLUMNS, rows, as_="csv") or ""
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)
