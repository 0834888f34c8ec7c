"""One spelling for what people type in many ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.nl.normalise import TokenKind, normalise
from graph.nl.stems import plural, singular, stem


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  How   many\ttasks\n?", "How many tasks ?"),
        ("the “Oxford” one", 'the "Oxford" one'),
        ("`:Blast` nodes", ":Blast nodes"),
        ("ﬁles", "files"),
        ("User → Task", "User > Task"),
        ("ta\u200bsks", "tasks"),
    ],
)
def test_the_normal_form(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('tasks of "A b"', ["word", "word", "quoted"]),
        ("top 5", ["word", "number"]),
        ("top five", ["word", "number"]),
        (":Blast", ["label"]),
        ("size > 3", ["word", "symbol", "number"]),
        ("reads_1.fasta, user-3", ["word", "word"]),
        ("alice's tasks", ["word", "word"]),
        ("3rd", ["word"]),
    ],
)
def test_tokens(text: str, kinds: list[str]) -> None:
    assert [token.kind for token in normalise(text).tokens] == kinds


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@pytest.mark.parametrize(
    "forms",
    [
        ["run", "runs", "ran", "running"],
        ["use", "uses", "used", "using"],
        ["produce", "produces", "produced", "producing"],
        ["database", "databases"],
        ["status", "statuses"],
        ["gene", "genes"],
        ["entry", "entries"],
        ["work", "works", "worked", "working"],
    ],
)
def test_the_forms_of_a_word_meet(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "noun", ["task", "status", "database", "library", "pathway", "box", "gene", "branch"]
)
def test_singular_undoes_plural(noun: str) -> None:
    assert singular(plural(noun)) == noun


def test_a_quotation_keeps_its_words() -> None:
    [token] = normalise('"University of Oxford"').tokens
    assert (token.text, token.kind) == ("University of Oxford", TokenKind.QUOTED)
