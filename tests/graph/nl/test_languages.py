"""Both languages say the same things, and their word forms meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.nl.languages import WORDS, Language, operators_of
from graph.nl.normalise import TokenKind, keys_of, normalise
from graph.nl.operators import Operator
from graph.nl.stems import plural, singular, stem

EN, IT = Language.ENGLISH, Language.ITALIAN


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_phrases_for_every_operator(language: Language) -> None:
    phrases, _ = operators_of(language)
    assert {operator for operator in Operator if phrases.get(operator)} == set(Operator)


@pytest.mark.parametrize("language", list(Language))
def test_every_scale_of_adjectives_can_be_said(language: Language) -> None:
    english, own = WORDS[EN].gradables, WORDS[language].gradables
    directions = {(each.properties, each.upwards, each.of_time) for each in own}
    assert {(each.upwards, each.of_time) for each in english} == {
        (up, of_time) for _, up, of_time in directions
    }
    assert all(each.comparative and each.superlative for each in own)


def test_italian_phrases_are_written_as_questions_are_cut() -> None:
    for phrase in {phrase for each in WORDS[IT].operators.values() for phrase in each}:
        tokens = normalise(phrase, default_language=IT).tokens
        if all(token.kind is TokenKind.WORD for token in tokens):
            assert " ".join(token.key for token in tokens) == phrase


@pytest.mark.parametrize("language", list(Language))
def test_phrases_are_cut_as_questions_are(language: Language) -> None:
    operators, gradables = operators_of(language)
    phrases = {phrase for each in operators.values() for phrase in each}
    phrases |= {phrase for each in gradables for phrase in (*each.comparative, *each.superlative)}
    for phrase in phrases:
        tokens = normalise(phrase, default_language=language).tokens
        assert keys_of(phrase, language) == tuple(token.key for token in tokens)


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
def test_the_forms_of_an_english_word_meet(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        ["utente", "utenti"],
        ["istituzione", "istituzioni"],
        ["compito", "compiti"],
        ["attività", "attivita"],
        ["fallito", "fallita", "falliti", "fallite", "falliscono", "fallire"],
        ["eseguito", "eseguiti", "esegue", "eseguono", "eseguire", "eseguivano"],
        ["usa", "usano", "usato", "usati", "usare"],
        ["produce", "producono", "prodotto", "prodotti", "produrre"],
        ["lancia", "lanciano", "lanciato", "lanciati", "lanciare"],
        ["ricerca", "ricerche"],
        ["ricercatore", "ricercatori", "ricercatrice", "ricercatrici"],
        ["gene", "geni"],
        ["banca", "banche"],
        ["task", "tasks"],
        ["file", "files"],
        ["database", "databases"],
    ],
)
def test_the_forms_of_an_italian_word_meet(forms: list[str]) -> None:
    assert len({stem(form, IT) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("attivo", "attività"), ("stato", "sono"), ("gene", "generare")])
def test_italian_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert stem(one, IT) != stem(other, IT)


@pytest.mark.parametrize(
    "noun", ["task", "status", "database", "library", "pathway", "box", "gene", "branch"]
)
def test_an_english_singular_undoes_the_plural(noun: str) -> None:
    assert singular(plural(noun)) == noun


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("utente", "utenti"),
        ("istituzione", "istituzioni"),
        ("compito", "compiti"),
        ("proteina", "proteine"),
        ("banca dati", "banche dati"),
        ("ricercatore", "ricercatori"),
        ("attività", "attività"),
        ("file", "file"),
        ("database", "database"),
        ("task", "task"),
    ],
)
def test_italian_plurals(noun: str, many: str) -> None:
    assert plural(noun, IT) == many
    assert singular(many.split()[0], IT) == noun.split()[0]


@given(st.text(max_size=30), st.sampled_from(Language))
def test_every_word_has_a_stem(word: str, language: Language) -> None:
    assert stem(word, language) or not word.strip()
