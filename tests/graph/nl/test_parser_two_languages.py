"""What can be asked in English can be asked in Italian: both are read as the same query."""

from dataclasses import replace

import pytest

from graph.nl.generate import decide
from graph.nl.languages import Language
from graph.nl.normalise import unframed
from graph.nl.parser import parse, why_not
from tests.graph.conftest import LoadedSample
from tests.graph.nl.reading import draft_of

PAIRS = [
    ("how many genes are on chromosome 1?", "quanti geni sono sul cromosoma 1?"),
    ("show me the names and countries of the institutions", "mostrami nomi e paesi delle istituzioni"),
    ("which countries are the institutions in?", "in quali paesi sono le istituzioni?"),
    ("the 3 largest files", "i 3 file più grandi"),
    ("which file is the biggest?", "qual è il file più grande?"),
    ("top 10 files by size", "top 10 file per dimensione"),
    ("the largest output file of a task", "il file di output più grande di un task"),
    ("the most common file extension", "l'estensione di file più comune"),
    ("which 2 tasks have the most outgoing relationships", "quali 2 task hanno più relazioni in uscita"),
    ("count the tasks by user and status", "conta i task per utente e stato"),
    ("how many institutions of each type?", "quante istituzioni di ciascun tipo?"),
    ("average number of inputs per task", "numero medio di input per task"),
    ("what share of tasks failed?", "che quota dei task è fallita?"),
    ("how many users ran exactly one task?", "quanti utenti hanno eseguito esattamente un task?"),
    ("users with only one task", "utenti con solo un task"),
    ("users with more than 3 tasks", "utenti con più di 3 task"),
    ("institutions in France or Germany", "istituzioni in Francia o Germania"),
    ("tasks that did not fail", "task che non sono falliti"),
    ("files larger than 80 megabytes", "file più grandi di 80 megabyte"),
    ("files between 1 and 5 MB", "file tra 1 e 5 MB"),
    ("files of more than half a megabyte", "file di più di mezzo megabyte"),
    ("files over a gigabyte", "file oltre un gigabyte"),
    ("files larger than 200 thousand bytes", "file più grandi di 200 mila byte"),
    ("files larger than two million bytes", "file più grandi di due milioni di byte"),
    ("publications between 2018 and 2022", "pubblicazioni tra il 2018 e il 2022"),
    ("tasks started in May 2025", "task iniziati a maggio 2025"),
    ("users whose last name starts with S", "utenti il cui cognome inizia con S"),
    ("pairs of institutions in the same country", "coppie di istituzioni nello stesso paese"),
    ("list all relationship types", "elenca tutti i tipi di relazione"),
    ("how many nodes have no relationships?", "quanti nodi non hanno nessuna relazione?"),
]  # fmt: skip
READINGS = [
    ("qual è il file più grande?", "classifica per size di files"),
    ("dimensione media dei file", "media di size di files"),
    ("che frazione dei file sono Fasta?", "quota (che sono Fasta) di files"),
    ("numero di task per stato", "numero di tasks"),
    ("quali coppie di istituzioni sono nello stesso paese?", "coppie con lo stesso country di institutions"),
    ("istituzioni non in Francia", "elenco di institutions con country diverso da Francia"),
]


@pytest.mark.parametrize(("english", "italian"), PAIRS)
def test_both_languages_ask_the_same(demo: LoadedSample, english: str, italian: str) -> None:
    requests = [
        replace(each, question=unframed(each.question)) for each in map(demo.request, (english, italian))
    ]
    assert [each.question.language for each in requests] == [Language.ENGLISH, Language.ITALIAN]
    first, second = map(draft_of, requests)
    assert first.same_as(second), (first.cypher, second.cypher)


@pytest.mark.parametrize(("question", "reading"), READINGS)
def test_an_italian_question_is_read_back_in_italian(demo: LoadedSample, question: str, reading: str) -> None:
    assert draft_of(demo.request(question)).reading == reading


def test_what_is_not_understood_is_said_in_the_language_of_the_question(demo: LoadedSample) -> None:
    assert why_not(demo.request("quanti pazienti ci sono?")).startswith("Non si capisce 'pazienti'")
    assert why_not(demo.request("how many patients are there?")).startswith("'patients' is not understood")


def test_a_name_is_no_form_of_a_verb(demo: LoadedSample) -> None:
    draft = decide(parse(demo.request("conta i task per utente"))).draft
    assert draft and not draft.params


def test_nothing_else_than_what_there_is_asks_for_nothing(demo: LoadedSample) -> None:
    assert parse(demo.request("users with only tasks")) == ()
