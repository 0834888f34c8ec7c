"""Conditions as clauses behind a noun."""

import pytest

from graph.client import QueryResult
from graph.nl.generate import Draft, Request
from graph.nl.languages import Language
from graph.nl.normalise import normalise
from graph.nl.parser import parse
from graph.nl.parser.conditions.phrases import clause, phrases_in
from graph.nl.summarise import summarise
from graph.schema import GraphSchema, LabelInfo, LabelSet, PropertyInfo
from tenants.ids import new_id

CLAUSES = [
    ("task id contains zzz", "whose task id contains zzz", "con task id che contiene zzz"),
    ("name starts with a or b", "whose name starts with a or b", "con name che inizia con a or b"),
    ("start on 3 June 2025", "whose start is on 3 June 2025", "con start on 3 June 2025"),
    ("size > 5", "whose size is more than 5", "con size maggiore di 5"),
    ("size <= 5", "whose size is at most 5", "con size al massimo 5"),
    ("size = 5", "whose size is 5", "con size 5"),
    ("size between 1 and 5", "whose size is between 1 and 5", "con size tra 1 e 5"),
    ("size negative", "whose size is negative", "con size negativo"),
    ("name Ada", "whose name is Ada", "con name Ada"),
    ("name not Ada", "whose name is not Ada", "con name diverso da Ada"),
    ("size < 3 or size > 90", "whose size is less than 3 or whose size is more than 90",
     "con size minore di 3 o con size maggiore di 90"),
    ("with email", "with email", "con email"),
    ("without email or without name", "without email or without name", "senza email o senza name"),
    ("named Ada", "named Ada", "di nome Ada"),
    ("not named Ada", "not named Ada", "non di nome Ada"),
    ("without outgoing relationships", "without outgoing relationships", "senza relazioni in uscita"),
    ("that are not Blast", "that are not Blast", "che non sono Blast"),
    ("failed or queued", "that are failed or queued", "che sono failed or queued"),
]  # fmt: skip
NAMES = ("task id", "task", "name", "start", "size", "email")


@pytest.mark.parametrize(("said", "english", "italian"), CLAUSES)
def test_a_condition_is_a_clause_of_the_language(said: str, english: str, italian: str) -> None:
    assert clause(said, NAMES, phrases_in(Language.ENGLISH)) == english
    assert clause(said, NAMES, phrases_in(Language.ITALIAN)) == italian


SCHEMA = GraphSchema(
    labels=(
        LabelInfo(
            "Task",
            9,
            (
                PropertyInfo("task_id", "text", 1.0),
                PropertyInfo("status", "text", 1.0, values=("Failed", "Finished")),
                PropertyInfo("start", "datetime", 1.0, minimum="2025-01-02T00:00:00", maximum="2026-01-01"),
            ),
        ),
    ),
    label_sets=(LabelSet(frozenset({"Task"}), 9),),
)
QUESTIONS = [
    (
        "How many failed tasks started on 3 June 2025 and have a task id containing 'zzz'?",
        "failed tasks whose start is on 3 June 2025 and whose task id contains zzz",
        "There are no",
    ),
    (
        "Quanti task hanno task id che contiene 'zzz' e start il 3 giugno 2025?",
        "tasks con task id che contiene zzz e con start il 3 giugno 2025",
        "Non ci sono",
    ),
]


@pytest.mark.parametrize(("question", "noun", "none"), QUESTIONS)
def test_conditions_are_joined_with_words_in_the_reading_and_in_an_empty_answer(
    question: str, noun: str, none: str
) -> None:
    asked = normalise(question)
    draft: Draft = parse(Request(asked, SCHEMA, new_id()))[0]
    assert draft.reading == f"{'number of' if none == 'There are no' else 'numero di'} {noun}"
    empty = QueryResult(("total",), [[0]], truncated=False, elapsed_ms=1.0)
    assert summarise(draft, empty, language=asked.language.value) == f"{none} {noun}."
