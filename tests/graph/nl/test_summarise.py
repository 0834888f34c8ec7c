"""Rows in words, with the numbers that the graph returned."""

from typing import Any

import pytest

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.summarise import summarise


def draft(kind: str, subject: str = "Blast task", plural: str = "Blast tasks", **hints: Any) -> Draft:
    return Draft("", {}, "parser", 1.0, "", kind=kind, subject=subject, subject_plural=plural, hints=hints)


def result(columns: str, *rows: list[Any], truncated: bool = False) -> QueryResult:
    return QueryResult(tuple(columns.split()), list(rows), truncated, 1.0)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "There are no Blast tasks."),
        (1, "There is 1 Blast task."),
        (2, "There are 2 Blast tasks."),
        (12345, "There are 12,345 Blast tasks."),
    ],
)
def test_a_count_is_one_sentence(number: int, text: str) -> None:
    assert summarise(draft("count"), result("total", [number])) == text


def test_nothing_found_says_what_there_is() -> None:
    text = summarise(draft("count", present={"status": ["Failed", "Finished"]}), result("total", [0]))
    assert text == "There are no Blast tasks. Values of status that are present: Failed, Finished."


def test_a_single_winner_is_named_with_its_number() -> None:
    ranked = draft("ranking", "institution", "institutions", measure=["user", "users"])
    assert summarise(ranked, result("institution users", ["Oxford", 7])) == "Oxford, with 7 users."


def test_a_ranking_names_the_first_and_shows_the_rest() -> None:
    ranked = draft("ranking", "user", "users", measure=["task", "tasks"])
    text = summarise(ranked, result("user tasks", ["ada", 2], ["bob", 1]))
    assert text.startswith("First is ada, with 2 tasks.")
    assert "| bob | 1 |" in text


def test_a_long_list_is_cut_and_says_how_much() -> None:
    rows = [[f"name {i}"] for i in range(13)]
    text = summarise(draft("list"), result("name", *rows, truncated=True))
    assert text.startswith("13 Blast tasks, and there are more:")
    assert text.endswith("... and 3 more rows.")


def test_a_cell_cannot_break_the_table() -> None:
    text = summarise(draft("list"), result("a b", ["x|y\nz", None], [["p", "q"], True]))
    assert "| x\\|y z | (none) |" in text
    assert "| p, q | yes |" in text
