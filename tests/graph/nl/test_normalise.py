"""One spelling for what people type in many ways, cut into tokens that know what they are."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.nl.normalise import MAX_LENGTH, Language, TokenKind, normalise

NOW = dt.datetime(2025, 6, 18, 15, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  How   many\ttasks\n?", "How many tasks ?"),
        ("the “Oxford” one", 'the "Oxford" one'),
        ("`:Blast` nodes", ":Blast nodes"),
        ("nodes :`Blast Db`", 'nodes :"Blast Db"'),
        ("```cypher\nMATCH (n)\n```", "MATCH (n)"),
        ("ﬁles", "files"),
        ("User → Task ← File", "User -> Task <- File"),
        ("size ≥ 3", "size >= 3"),
        ("ta\u200bsks", "tasks"),
        ("dell’utente", "dell'utente"),
        ("user‑3", "user-3"),
    ],
)
def test_the_normal_form(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('tasks of "A b"', "word word quoted"),
        ("top 5", "word number"),
        ("top five", "word number"),
        (":Blast", "label"),
        ("(:Blast)", "label"),
        ("(t:Blast:BlastSeq)", "label label"),
        ("size > 3", "word symbol number"),
        ("50%", "number symbol"),
        ("reads_1.fasta, user-3", "word word"),
        ("alice's tasks", "word word"),
        ("3rd", "word"),
        ("status:Failed", "word word"),
        ("tasks in May 2025", "word date"),
        ("\"\" and ''", "word"),
        ("version 1.2.3", "word word"),
        ("12345678901234567890", "word"),
    ],
)
def test_the_kinds_of_tokens(text: str, kinds: str) -> None:
    assert [token.kind.value for token in normalise(text, now=NOW).tokens] == kinds.split()


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("(:User)-[:RUNS]->(:Task)", ["User", "RUNS", "->", "Task"]),
        ("User --> Task", ["User", "->", "Task"]),
        ("Task <- User", ["Task", "<-", "User"]),
        ("a <-> b", ["a", "<->", "b"]),
        ("x != 3", ["x", "<>", "3"]),
        ("x ≠ 3", ["x", "<>", "3"]),
        ("x == 3", ["x", "=", "3"]),
    ],
)
def test_arrows_and_comparisons_keep_their_meaning(text: str, signs: list[str]) -> None:
    tokens = normalise(text).tokens
    assert [token.stem if token.kind is TokenKind.SYMBOL else token.text for token in tokens] == signs


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,000", 1000),
        ("1,234,567.5", 1234567.5),
        ("3.5", 3.5),
        ("007", 7),
        ("-5", -5),
        ("1e-5", 1e-5),
        ("10k", 10_000),
        ("2.5k", 2_500),
        ("5 GB", 5_000_000_000),
        ("5GB", 5_000_000_000),
        ("1.5 mb", 1_500_000),
        ("2 GiB", 2 * 1024**3),
        ("300 bytes", 300),
        ("10 kb", 10_000),
        ("300 bp", 300),
        ("twelve", 12),
        ("twenty-five", 25),
        ("a dozen", 12),
        ("half", 0.5),
        ("half a dozen", 6),
        ("a hundred and five", 105),
        ("two thousand three hundred", 2300),
        ("2 million", 2_000_000),
        ("quanti 1.000", 1000),
        ("quanti 1.234,5", 1234.5),
        ("quanti 3,5", 3.5),
        ("quanti 3.5", 3.5),
        ("quanti ventuno", 21),
        ("quanti centotto", 108),
        ("quanti duecentocinque", 205),
        ("quanti duemilatrecento", 2300),
        ("quanti 12 mila", 12_000),
        ("quanti una dozzina", 12),
        ("quanti metà", 0.5),
    ],
)
def test_numbers(text: str, value: float) -> None:
    number = normalise(text, now=NOW).tokens[-1]
    assert (number.kind, number.value) == (TokenKind.NUMBER, value)
    assert type(number.value) is type(value)


def test_a_number_keeps_the_words_it_was_written_in() -> None:
    assert [token.text for token in normalise("top five of 5 GB").tokens] == ["top", "five", "of", "5 GB"]


@pytest.mark.parametrize("text", ["which one", "no one", "a task", "two-sided", "Mila", "quanti un"])
def test_words_that_count_nothing_are_no_numbers(text: str) -> None:
    assert all(token.kind is TokenKind.WORD for token in normalise(text).tokens)


def test_numbers_that_make_no_sum_stay_apart() -> None:
    assert [token.value for token in normalise("two three").tokens] == [2, 3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tasks that didn't fail", "tasks that did not fail"),
        ("it can't", "it can not"),
        ("dell'utente", "dell utente"),
        ("quali task sono stati eseguiti", "quali task sono stati eseguiti"),
        ("i file piu grandi", "i file più grandi"),
        ("i file piu' grandi c'e'", "i file più grandi c è"),
    ],
)
def test_contractions_and_elisions_come_apart(text: str, words: str) -> None:
    assert " ".join(token.text for token in normalise(text).tokens) == words


def test_a_passive_does_not_speak_of_a_state() -> None:
    stems = [token.stem for token in normalise("lo stato dei task che sono stati eseguiti").tokens]
    assert stems.count("stato") == 1


def test_a_quotation_keeps_its_words() -> None:
    [token] = normalise('"University of Oxford in May 2025"').tokens
    assert (token.text, token.kind) == ("University of Oxford in May 2025", TokenKind.QUOTED)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How many Blast tasks are there?", Language.ENGLISH),
        ("Quanti task Blast ci sono?", Language.ITALIAN),
        ("elenca i task", Language.ITALIAN),
        ("mostra attività", Language.ITALIAN),
        ("i task dell'utente mRossi", Language.ITALIAN),
        ("task ieri", Language.ITALIAN),
        ("list tasks of Università di Bologna", Language.ENGLISH),
        ("top 5 users", Language.ENGLISH),
        ("users in C and D", Language.ENGLISH),
    ],
)
def test_the_language_is_that_of_the_small_words(text: str, language: Language) -> None:
    assert normalise(text).language is language


@pytest.mark.parametrize("default", list(Language))
def test_where_the_words_do_not_tell_the_default_counts(default: Language) -> None:
    assert normalise("Blast", default_language=default).language is default


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        normalise("today", now=dt.datetime(2025, 1, 1))


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


PIECES = st.sampled_from(
    [
        *(
            "in",
            "last",
            "between",
            "and",
            "May",
            "2025",
            "31",
            "days",
            "ago",
            "the",
            "of",
            "'",
            '"',
            ":A",
            "->",
        ),
        *(
            "nel",
            "ultimi",
            "giorni",
            "tra",
            "e",
            "il",
            "fa",
            "due",
            "hundred",
            "1,000",
            "5",
            "GB",
            "-",
            "(",
            "2025-02-31",
        ),
        *(
            "99999 years ago",
            "30 February",
            "next 9999 years",
            "0000-01-01",
            "9999-12-31",
            "12:75",
            "n't",
            "\ud800",
        ),
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=30))
def test_whatever_is_asked_is_read(pieces: list[str]) -> None:
    question = normalise(" ".join(pieces), now=NOW)
    assert all(token.text for token in question.tokens)


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "'",
        '"a',
        "-",
        "1-",
        "1,",
        "last ",
        "between 1 and ",
        "may 3 ",
        "the ",
        "of ",
        "del ",
        "n't",
        "(a",
        "<",
        "i o ",
    ],
)
def test_the_longest_question_takes_no_time(piece: str) -> None:
    text = piece * (2 * MAX_LENGTH // len(piece))
    started = time.process_time()
    question = normalise(text, now=NOW)
    assert time.process_time() - started < 2
    assert len(question.text) <= MAX_LENGTH
