"""Misspelt words are read as what the graph holds; nothing else is touched."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.nl.normalise import Question, TokenKind, normalise
from graph.nl.spelling import MAX_CORRECTIONS, correct, vocabulary_of
from graph.nl.synonyms import DEFAULT_SYNONYMS
from graph.schema import GraphSchema, LabelInfo, PropertyInfo

NOW = dt.datetime(2025, 6, 18, 15, 30, tzinfo=dt.UTC)
SCHEMA = GraphSchema(
    labels=(
        LabelInfo("Task", 50, (PropertyInfo("status", "text", 1.0, ("Failed", "Finished")),)),
        LabelInfo("Institution", 8, (PropertyInfo("name", "text", 1.0, ("Karolinska Hospital",)),)),
        LabelInfo("User", 20, (PropertyInfo("lastName", "text", 1.0, ("Marino", "Winterbottom")),)),
        LabelInfo("Gene", 5),
        LabelInfo("Boat", 5),
        LabelInfo("Publication", 5),
        LabelInfo("Telescope", 5, (PropertyInfo("aperture_mm", "integer", 1.0),)),
    ),
    relationship_counts={"OBSERVED_WITH": 4},
)


def corrected(text: str) -> Question:
    """The question, corrected towards the graph."""
    question = normalise(text, now=NOW)
    return correct(question, vocabulary_of(SCHEMA, DEFAULT_SYNONYMS, question.language))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("How many taks are there?", "How many task are there?"),
        ("how many tsaks faild", "how many tasks failed"),
        ("how mnay usres", "how many users"),
        ("whihc institutoin has the msot publicatoins", "which institution has the most publications"),
        ("telescpoes with apreture_mm", "telescopes with apreture_mm"),
        ("objects obsreved with it", "objects observed with it"),
        ("users at Karolinksa Hospital", "users at Karolinska Hospital"),
        ("Publicatoins of users", "Publications of users"),
        ("tasks with status Faild", "tasks with status Failed"),
        ("quanti utneti hanno task fallitti", "quanti utenti hanno task falliti"),
        ("quante istituizoni ci sono", "quante istituzioni ci sono"),
        # Short words, told by the phrase that they stand in
        ("how many tasks are thre in the graph?", "how many tasks are there in the graph?"),
        ("hwo many tasks failed", "how many tasks failed"),
        ("how mny tasks failed", "how many tasks failed"),
        ("quanti utenti ci sno?", "quanti utenti ci sono?"),
        ("tasks of Januray 2025", "tasks of January 2025"),
    ],
)
def test_mistakes_are_corrected(text: str, meant: str) -> None:
    assert corrected(text).text == meant


def test_a_correction_is_kept_and_makes_less_sure() -> None:
    question = corrected("how many Institutoins since 2024")
    [correction] = question.corrections
    assert (correction.written, correction.taken_for) == ("Institutoins", "Institutions")
    assert 0.8 < correction.certainty < 1
    assert question.original == "how many Institutoins since 2024"


def test_a_misspelt_date_becomes_a_date() -> None:
    dates = [
        token.text for token in corrected("tasks in Febuary 2025").tokens if token.kind is TokenKind.DATE
    ]
    assert dates == ["in February 2025"]


@pytest.mark.parametrize(
    "text",
    [
        "how many genres are there",
        "how many boots are there",
        "how many unicorns are there",
        "what is the weather",
        "tasks of Marini",
        "tasks of Winterbotham",
        "tasks of \"Marinno\" or 'Instituion'",
        "tasks of mMarino and tsak_1 and TSAK",
        "tsk fo teh",
        ":Tsak and :Usre",
        "how many form are there",
        "what cuased it",
        "zwanzig Aufgabne",
    ],
)
def test_what_may_be_meant_as_it_is_stays(text: str) -> None:
    question = corrected(text)
    assert (question.text, question.corrections) == (normalise(text).text, ())


def test_a_text_full_of_mistakes_is_left_alone() -> None:
    text = "tsaks " * (MAX_CORRECTIONS + 1)
    assert corrected(text).corrections == ()


def test_two_words_that_are_equally_near_are_not_chosen_from() -> None:
    schema = GraphSchema(labels=(LabelInfo("Marsen", 1), LabelInfo("Marben", 1)))
    question = normalise("how many marqen")
    assert correct(question, vocabulary_of(schema, DEFAULT_SYNONYMS, question.language)) == question


@pytest.mark.parametrize(
    "text", ["How many failed tasks per institution since May?", "quanti task falliti da ieri?"]
)
def test_a_question_without_mistakes_is_the_same_question(text: str) -> None:
    question = normalise(text, now=NOW)
    assert corrected(text) == question


@given(st.text(alphabet="taskinuerfld '\"", max_size=60))
def test_whatever_is_corrected_needs_no_further_correction(text: str) -> None:
    once = corrected(text)
    vocabulary = vocabulary_of(SCHEMA, DEFAULT_SYNONYMS, once.language)
    assert all(each.taken_for.casefold() in vocabulary.words for each in once.corrections)
    assert len(once.corrections) <= MAX_CORRECTIONS
