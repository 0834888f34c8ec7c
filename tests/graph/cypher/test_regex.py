"""Regular expressions that are taken, and those that could keep a server busy."""

import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.cypher.regex import unsafe


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        ".*",
        ".*\\.fasta",
        "(?i)blast.*",
        "^(blastn|blastp|makedb)$",
        "[a-z]+_[0-9]{1,4}\\.(nhr|nin|nsq)",
        "(abc)+",
        "(?:ab){2,3}c",
        "colou?r",
        "[]a]+|[^]b]",
        "a\\(b\\)*",
        "it's",
    ],
)
def test_what_people_write_is_taken(pattern: str) -> None:
    assert unsafe(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+", "repeats or chooses"),
        ("(a|aa)*", "repeats or chooses"),
        ("(a?)*", "repeats or chooses"),
        ("((a+)b){5}", "repeats or chooses"),
        ("(?:(?i)a*)*", "repeats or chooses"),
        (".*.*.*.*.*", "open-ended"),
        ("a?" * 11, "optional"),
        ("(a)\\1", "refer back"),
        ("\\Qa+\\E", "refer back"),
        ("(?=a+)b", "look around"),
        ("(?<name>a)", "look around"),
        ("(?>a+)", "look around"),
        ("[a-z&&[^b]]+", "class"),
        ("a{101}", "repeat 100"),
        ("a{1,9999}", "repeat 100"),
        ("a" * 201, "200 characters"),
    ],
)
def test_what_backtracks_is_not(pattern: str, reason: str) -> None:
    assert reason in (unsafe(pattern) or "")


@given(st.text("ab|()*+?.[]{}1,", max_size=14))
@settings(max_examples=150, deadline=None)
def test_what_is_taken_ends_soon(pattern: str) -> None:
    """With Python's engine, which backtracks as Java's does."""
    assume(unsafe(pattern) is None)
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, FutureWarning):  # "[[": read otherwise by later versions of Python
        return
    started = time.thread_time()
    compiled.fullmatch("ab" * 20 + "!")
    assert time.thread_time() - started < 1
