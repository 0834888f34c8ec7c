"""The header Prefer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_project.http.prefer import LONGEST_WAIT_SECONDS, Preferences, parse_prefer

TOKEN = st.text("!#$%&'*+-.^_`|~abcxyzABC019", min_size=1, max_size=8)
QUOTED = st.text(' ,;=abc"\\wait109', max_size=12).map(
    lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
)
PARAMETER = st.tuples(TOKEN, TOKEN | QUOTED).map("=".join)
OTHER = st.tuples(
    TOKEN.filter(lambda name: name.lower() not in ("wait", "respond-async")),
    st.one_of(st.just(""), TOKEN.map("={}".format), QUOTED.map("={}".format)),
    st.lists(PARAMETER, max_size=2).map(lambda found: "".join(f"; {parameter}" for parameter in found)),
).map("".join)


@pytest.mark.parametrize(
    ("headers", "wait", "respond_async"),
    [
        ([], None, False),
        (["wait=10"], 10, False),
        (["WAIT = 10"], 10, False),
        (['wait="10"'], 10, False),
        (["wait=007"], 7, False),
        (["wait=0"], 0, False),
        (["wait=60"], 60, False),
        (["wait=61"], 60, False),
        (["wait=" + "9" * 5000], 60, False),
        (["respond-async"], None, True),
        (['Respond-Async=""; foo=bar'], None, True),
        (["respond-async, wait=10"], 10, True),
        (["wait=10", "respond-async"], 10, True),
        (["wait=5, wait=10"], 5, False),
        (["return=minimal; wait=3, wait=4;x=y"], 4, False),
        (['foo="a, wait=3, respond-async", wait=4'], 4, False),
        (["wait"], None, False),
        (["wait="], None, False),
        (["wait=-1"], None, False),
        (["wait=1.5"], None, False),
        (["wait=ten"], None, False),
        (["wait=٣"], None, False),
        (["wait=x, wait=10"], None, False),
        (['wait="10'], None, False),
        (["respond-async=yes"], None, False),
        ([",;=,"], None, False),
    ],
)
def test_preferences_are_read_as_the_rfc_says(
    headers: list[str], wait: int | None, respond_async: bool
) -> None:
    assert parse_prefer(headers) == Preferences(wait, respond_async)


@given(st.lists(st.text()))
def test_whatever_is_sent_is_read_or_ignored(headers: list[str]) -> None:
    found = parse_prefer(headers)
    assert found.wait is None or 0 <= found.wait <= LONGEST_WAIT_SECONDS


@given(st.lists(OTHER, max_size=4), st.integers(0, 10_000), st.booleans(), st.data())
def test_preferences_are_found_among_others(
    others: list[str], seconds: int, quoted: bool, data: st.DataObject
) -> None:
    wait = f'wait="{seconds}"' if quoted else f"wait={seconds}"
    items = data.draw(st.permutations([*others, wait, "respond-async"]))
    split = data.draw(st.integers(0, len(items)))
    headers = [", ".join(items[:split]), ",".join(items[split:])]
    assert parse_prefer(headers) == Preferences(min(seconds, LONGEST_WAIT_SECONDS), True)


@pytest.mark.parametrize(
    ("preferences", "ended", "applied"),
    [
        (Preferences(10), True, "wait=10"),
        (Preferences(10), False, "wait=10"),
        (Preferences(10, True), True, "wait=10"),
        (Preferences(10, True), False, "wait=10, respond-async"),
        (Preferences(None, True), False, "respond-async"),
    ],
)
def test_what_was_honoured_is_said(preferences: Preferences, ended: bool, applied: str) -> None:
    assert preferences.applied(ended=ended) == applied
