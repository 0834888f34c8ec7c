"""One thing in many words: polite and terse, by other verbs, superlatives, comparisons, in both languages."""

from typing import Any

import pytest

from graph.nl.generate import Request
from graph.nl.normalise import normalise
from graph.nl.spelling import correct, vocabulary_of
from graph.nl.synonyms import DEFAULT_SYNONYMS
from tests.graph.conftest import LoadedSample
from tests.graph.nl.reading import draft_of, is_answered

CASES: list[tuple[str, str, list[Any]]] = [
    # polite, terse
    ("headcount per department", "count(DISTINCT u)", []),
    ("break the files down per extension", "f.extension AS extension, count(f)", []),
    ("which statuses have been used so far", "DISTINCT t.status", []),
    ("user-3's e-mail address", "u.email", ["user-3"]),
    ("elenca tre file a piacere", "MATCH (f:File) ", []),
    ("file la cui dimensione non supera i 3 MB", "f.size <= $size", [3_000_000]),
    # samples
    ("one file, whichever", "LIMIT 1", []),
    ("mostrami sei task qualsiasi", "LIMIT 6", []),
    ("two users at random", "LIMIT 2", []),
    # order
    ("the four smallest files along with their extensions", "ORDER BY size, file LIMIT 4", []),
    ("status of the newest task", "t.status AS status ORDER BY `start` DESC", []),
    ("which user is the busiest in terms of tasks", "ORDER BY tasks DESC", []),
    # comparisons
    ("file con una dimensione non superiore a dieci milioni", "f.size <= $size", [10_000_000]),
    ("file la cui dimensione supera i 200 mila", "f.size > $size", [200_000]),
    ("files with a size not below 3 MB", "f.size >= $size", [3_000_000]),
    # text
    (
        "institutions whose name contains 'a' or 'b'",
        "toLower(i.name) CONTAINS $name OR toLower(i.name) CONTAINS $name_2",
        ["a", "b"],
    ),
    ("institution names that have 'of' in them", "toLower(i.name) CONTAINS $name", ["of"]),
    ("istituzioni il cui nome finisce con 'i'", "toLower(i.name) ENDS WITH $name", ["i"]),
    # verbs that only say that something has a value
    ("quali esperimenti seguono il protocollo shotgun sequencing?", "e.protocol = $protocol", []),
    ("quanti geni sono registrati", "count(g)", []),
    # dates
    ("tasks kicked off in the first half of 2025", "t.`start` < datetime($start_to)", []),
    ("task partiti a ottobre 2025", "t.`start` >= datetime($start_from)", []),
    # no word is dropped because it is misspelt
    ("quanti tsak hanno status Runing?", "t.status = $status", ["Running"]),
    ("tasks with status Finishd", "t.status = $status", ["Finished"]),
    # something is missing
    ("are there tasks whose start time is missing?", "t.`start` IS NULL", []),
    # the query, and not its answer
    ("what would the query plan look like for users per country?", "i.country", []),
    ("profile this for me: how many files per extension", "count(f)", []),
]

NOT_READ = [
    "tasks in spring 2024, i.e. in May 2025",
    "users who are hungry",
    "membri di Delta Seeds con il telefono rotto",
    "search number users",
]


def asked(demo: LoadedSample, text: str) -> Request:
    """The question as a generator gets it, with its misspelt words corrected."""
    question = normalise(text)
    known = vocabulary_of(demo.schema, DEFAULT_SYNONYMS, question.language)
    return Request(correct(question, known), demo.schema, demo.tenant_id)


@pytest.mark.parametrize(("question", "part", "values"), CASES, ids=[question for question, _, _ in CASES])
def test_other_words_ask_for_the_same(
    demo: LoadedSample, question: str, part: str, values: list[Any]
) -> None:
    draft = draft_of(asked(demo, question))
    assert part in draft.cypher, draft.cypher
    assert set(values) <= set(draft.params.values())


@pytest.mark.parametrize("question", NOT_READ)
def test_what_is_not_wholly_read_is_not_answered(demo: LoadedSample, question: str) -> None:
    assert not is_answered(asked(demo, question))
