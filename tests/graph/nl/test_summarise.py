"""Rows in words, with the numbers that the graph returned."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.summarise import KINDS, summarise


def draft(kind: str, subject: str = "Blast task", plural: str = "Blast tasks", **hints: Any) -> Draft:
    return Draft("", {}, "parser", 1.0, "", kind=kind, subject=subject, subject_plural=plural, hints=hints)


def result(columns: str, *rows: list[Any], truncated: bool = False) -> QueryResult:
    return QueryResult(tuple(columns.split()), list(rows), truncated, 1.0)


def node(name: str, **properties: Any) -> dict[str, Any]:
    return {"id": name, "labels": ["User"], "properties": {"name": name, **properties}}


RATIO = draft("share", "user", "users", predicate="have an email")
AVERAGE = draft("figure", "file", "files", property="size", unit="MB")
PER_USER = draft("figure", "user", "users", figure="average")
RANKING = draft("ranking", "institution", "institutions", measure=["user", "users"])
OLDEST = draft("ranking", "file", "files")
PAIRS = draft("pairs", "user", "users", measure=["task", "tasks"])
PATH = {
    "nodes": [node("ada"), node("t1"), node("out.xml")],
    "relationships": [
        {"type": "RUNS", "start": "ada", "end": "t1"},
        {"type": "INPUT", "start": "out.xml", "end": "t1"},
    ],
}
ENGLISH = [
    (draft("count"), result("total", [0]), "There are no Blast tasks."),
    (draft("count"), result("total", [1]), "There is 1 Blast task."),
    (draft("count"), result("total", [2]), "There are 2 Blast tasks."),
    (draft("count"), result("total", [12345]), "There are 12,345 Blast tasks."),
    (draft("count", "", ""), result("total", [7]), "The answer is 7."),
    (draft("boolean"), result("found", [True]), "Yes."),
    (draft("boolean"), result("found", [False]), "No."),
    (draft("boolean"), result("total", [3]), "Yes. There are 3 Blast tasks."),
    (draft("boolean"), result("total", [0]), "No. There are no Blast tasks."),
    (draft("boolean"), result("name"), "No. There are no Blast tasks."),
    (draft("boolean"), result("answer part total", [False, 2, 9]), "No: 2 of 9 Blast tasks."),
    (draft("boolean"), result("answer part total", [True, 1, 1]), "Yes: 1 of 1 Blast task."),
    (
        draft("boolean"),
        result("answer part total", [True, 0, 0]),
        "There are no Blast tasks, so nothing can be said of all of them.",
    ),
    (draft("boolean"), result("answer first second", [True, 3, 2]), "Yes: 3 and 2."),
    (AVERAGE, result("average_size", [3.25]), "The average size of files is 3.25 MB."),
    (AVERAGE, result("average_size", [1234567]), "The average size of files is 1,234,567 MB."),
    (AVERAGE, result("average_size", [None]), "There is no size of files to compute with."),
    (RATIO, result("part total", [5, 20]), "5 of 20 users have an email (25%)."),
    (RATIO, result("percentage part total", [33.3333, 1, 3]), "1 of 3 users have an email (33.3%)."),
    (AVERAGE, result("average_size", [46619394.781]), "The average size of files is 46,619,394.78 MB."),
    (
        AVERAGE,
        result("minimum_size maximum_size", [1, 9]),
        "The smallest size of files is 1 MB. The largest size of files is 9 MB.",
    ),
    (PER_USER, result("average_tasks", [1.5]), "The average number of tasks of users is 1.5."),
    (draft("share"), result("ratio first second", [0.25, 12, 48]), "The ratio is 0.25 (12 to 48)."),
    (RATIO, result("part total", [0, 0]), "There are no users, so there is no share of them."),
    (draft("share"), result("part total", [12, 48]), "12 of 48 Blast tasks (25%)."),
    (RANKING, result("institution users", ["Oxford", 7]), "Oxford, with 7 users."),
    (RANKING, result("institution users", ["Oxford", 1]), "Oxford, with 1 user."),
    (OLDEST, result("file size", ["a.fasta", 10]), "a.fasta, with size 10."),
    (PAIRS, result("a b tasks", ["ada", "bob", 1]), "ada – bob: 1 task in common."),
    (draft("distinct"), result("status", ["Failed"], ["Queued"]), "2 Blast tasks: Failed, Queued"),
    (draft("path"), result("path", [PATH]), "2 hops: ada —RUNS→ t1 ←INPUT— out.xml."),
    (draft("path"), result("n r", [["a", "b"], ["RUNS"]]), "1 hop: a —RUNS— b."),
    (draft("table"), result("version", ["2.1"]), "Blast task: 2.1."),
    (draft("list"), result("name"), "There are no Blast tasks."),
]
ITALIAN = [
    (draft("count", "task Blast", "task Blast"), result("n", [0]), "Non ci sono task Blast."),
    (draft("count", "task Blast", "task Blast"), result("n", [1]), "C'è 1 task Blast."),
    (draft("count", "task Blast", "task Blast"), result("n", [12345]), "Ci sono 12.345 task Blast."),
    (draft("boolean", "utente", "utenti"), result("n", [2]), "Sì. Ci sono 2 utenti."),
    (
        draft("figure", "file", "file", property="size"),
        result("average_size", [3.25]),
        "La media di size per file è 3,25.",
    ),
    (
        draft("share", "utente", "utenti", predicate="hanno un'email"),
        result("part total", [1, 3]),
        "1 su 3 utenti hanno un'email (33,3%).",
    ),
    (
        draft("ranking", "istituto", "istituti", measure=["utente", "utenti"]),
        result("i u", ["Oxford", 7]),
        "Oxford, con 7 utenti.",
    ),
]


@pytest.mark.parametrize(("asked", "found", "text"), ENGLISH, ids=lambda value: str(value)[:50])
def test_a_small_answer_is_one_sentence(asked: Draft, found: QueryResult, text: str) -> None:
    assert summarise(asked, found, language="en") == text


@pytest.mark.parametrize(("asked", "found", "text"), ITALIAN, ids=lambda value: str(value)[:50])
def test_an_italian_question_gets_an_italian_sentence(asked: Draft, found: QueryResult, text: str) -> None:
    assert summarise(asked, found, language="it") == text


def test_a_ranking_names_the_first_and_shows_the_rest() -> None:
    ranked = draft("ranking", "user", "users", measure=["task", "tasks"])
    text = summarise(ranked, result("user tasks", ["ada", 2], ["bob", 1]))
    assert text.startswith("First is ada, with 2 tasks.")
    assert "| bob | 1 |" in text


def test_none_of_those_that_share_the_first_place_is_first_alone() -> None:
    ranked = draft("ranking", "user", "users", measure=["task", "tasks"])
    text = summarise(ranked, result("user tasks", ["ada", 2], ["bob", 2], ["eve", 1]))
    assert text.startswith("First are ada, bob, with 2 tasks each.")
    assert "others" not in text
    assert "There may be others" in summarise(ranked, result("user tasks", ["ada", 0], ["bob", 0]))


def test_shares_of_groups_are_by_their_keys_alone() -> None:
    text = summarise(
        draft("groups", "task", "tasks"), result("user percentage part total", ["ada", 50.0, 1, 2])
    )
    assert text.startswith("Tasks by user:")


def test_completeness_and_what_is_missing_say_what_their_numbers_are() -> None:
    rows = result("email phone", [50.0, 25.0])
    told = summarise(draft("table", "user", "users", counted="completeness"), rows)
    lacking = summarise(draft("table", "user", "users", counted="missing"), rows)
    assert told.startswith("Percent of users that have it:")
    assert lacking.startswith("Number of users that lack it:")


def test_groups_are_said_by_what_they_are_and_shown() -> None:
    text = summarise(draft("groups", "task", "tasks"), result("status tasks", ["Failed", 2], [None, 1]))
    assert text.startswith("Tasks by status:\n\n| status | tasks |\n| --- | --- |\n| Failed | 2 |")
    assert "| (none) | 1 |" in text


def test_one_record_is_told_line_by_line_without_what_it_lacks() -> None:
    text = summarise(draft("record", "user", "users"), result("name email city", ["ada", "a@b.c", None]))
    assert text == "User:\n\n- name: ada\n- email: a@b.c"


def test_a_long_list_is_cut_and_says_how_much() -> None:
    rows = [[f"name {i}"] for i in range(13)]
    text = summarise(draft("list"), result("name", *rows, truncated=True))
    assert text.startswith("13 Blast tasks:")
    assert "... and 3 more rows.\n\n" in text
    assert text.endswith("The result was cut: there are more rows than the 13 that were read.")


@pytest.mark.parametrize("kind", [*KINDS, "never heard of"])
@pytest.mark.parametrize("columns", ["a", "a b", "a b c"])
@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_cut_result_is_said_to_be_cut_whatever_its_rows_are(kind: str, columns: str, rows: int) -> None:
    found = result(columns, *[[1] * len(columns.split())] * rows, truncated=True)
    text = summarise(draft(kind, measure=["task", "tasks"]), found)
    assert text.count("The result was cut") == 1
    assert "There are no" not in text


YEARS = result("name year", ["Ada", 2005], ["Bob", 1999])


@pytest.mark.parametrize(
    ("asked", "found", "shown"),
    [
        (draft("list", "author", "authors"), YEARS, "| Ada | 2005 |"),
        (draft("table"), result("year", [2005]), "Blast task: 2005."),
        (draft("record", "paper", "papers"), result("name year", ["On", 2005]), "- year: 2005"),
        (draft("distinct", "year", "years"), result("year", [2005], [2006]), "2 years: 2005, 2006"),
        (draft("ranking", "paper", "papers"), result("paper year", ["On", 2005]), "On, with year 2005."),
        (draft("groups", "paper", "papers"), result("year papers", [2005, 12345]), "| 2005 | 12345 |"),
        (AVERAGE, result("total_size", [12345]), "12,345 MB"),
        (
            draft("figure", "paper", "papers", property="year"),
            result("minimum_year maximum_year", [1999, 2005]),
            "The smallest year of papers is 1999. The largest year of papers is 2005.",
        ),
        (RANKING, result("institution users", ["Oxford", 1234]), "Oxford, with 1,234 users."),
        (PAIRS, result("a b tasks", ["ada", "bob", 1234]), "1,234 tasks in common"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_only_amounts_in_sentences_have_their_digits_grouped(
    asked: Draft, found: QueryResult, shown: str
) -> None:
    assert shown in summarise(asked, found)


@given(whole=st.integers(1, 10**7), data=st.data())
def test_only_none_is_no_percent_and_only_all_is_a_hundred(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole) | st.sampled_from([1, whole - 1]))
    text = summarise(RATIO, result("part total", [part, whole]))
    assert ("(100%)" in text) is (part == whole)
    assert ("(0%)" in text) is (part == 0)


def test_a_share_of_nearly_all_is_told_as_nearly_all() -> None:
    assert "(99.9%)" in summarise(RATIO, result("part total", [9_999_999, 10_000_000]))
    assert "(0,1%)" in summarise(RATIO, result("part total", [1, 10_000_000]), language="it")


def test_a_cell_cannot_break_the_table() -> None:
    text = summarise(draft("list"), result("a b", ["x|y\nz", None], [["p", "q"], True], ["`" * 3, "<b>"]))
    assert "| x\\|y z | (none) |" in text
    assert "| p, q | yes |" in text


@pytest.mark.parametrize("kind", [*KINDS, "never heard of"])
@pytest.mark.parametrize(
    "found",
    [
        result("a"),
        result("a", [None]),
        result("a", [[]]),
        result("a b c", [None, {"x": 1}, 2.5], ["", [], 0]),
        result("", *[[]] * 2),
    ],
    ids=["no rows", "null", "empty list", "anything", "no columns"],
)
@pytest.mark.parametrize("language", ["en", "it", "tlh"])
def test_whatever_the_rows_are_something_is_said(kind: str, found: QueryResult, language: str) -> None:
    assert summarise(draft(kind), found, language=language)
