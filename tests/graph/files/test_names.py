"""What becomes of the names that files are given."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.files.names import LONGEST, clean_name


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("tasks.jsonl", "tasks.jsonl"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\x.csv", "x.csv"),
        ("..", "file"),
        ("", "file"),
        ("a/", "file"),
        ("  two   words .csv ", "two words .csv"),
        ("a\x00b\nc.csv", "a b c.csv"),
        ("invoice\u202evsc.exe", "invoice vsc.exe"),
        ("cafe\u0301.csv", "caf\u00e9.csv"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
        ("x" * 10 + "." + "y" * 300, ("x" * 10 + "." + "y" * 300)[:LONGEST]),
    ],
)
def test_a_name_keeps_what_people_read(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text())
def test_any_name_becomes_one_that_can_be_shown_and_cleaning_is_done_once(name: str) -> None:
    clean = clean_name(name)
    assert 1 <= len(clean) <= LONGEST
    assert not set("/\\\x00\r\n") & set(clean)
    assert clean not in (".", "..")
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in clean)
    assert clean_name(clean) == clean
