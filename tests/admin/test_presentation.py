"""Values in the words and shapes that people read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.models import Event
from jobs.presentation import event_text, facts_of, is_nested, readable, span, table_of, words

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 ms"), (0.34, "340 ms"), (1.24, "1.2 s"), (125, "2 min 5 s"), (3780, "1 h 3 min")],
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    assert span(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), ([], "–"), (0, "0"), (True, "yes"), (False, "no"), ("a", "a"), (["a", 2], "a, 2"),
        ({"tenant": "x", "limit": 5}, "tenant: x, limit: 5"),
    ],
)  # fmt: skip
def test_json_as_text(value: Any, text: str) -> None:
    assert readable(value) == text


@given(JSON)
def test_any_json_can_be_read_and_what_is_nested_stays_whole(value: Any) -> None:
    text = readable(value)
    assert text or value == ""
    if is_nested(value):
        assert json.loads(text) == value


def test_facts_leave_out_what_says_nothing() -> None:
    facts = facts_of({"row_count": 0, "error": None, "rows": [], "detail": "x"}, without=("detail",))
    assert [(fact.label, fact.text) for fact in facts] == [("Row count", "0")]


def test_a_long_table_says_what_it_leaves_out() -> None:
    table = table_of({"columns": ["n"], "rows": [[n] for n in range(80)], "truncated": False})
    assert table is not None
    assert (len(table.rows), table.note) == (50, "The first 50 of 80 rows.")
    assert table_of({"rows": []}) is None


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("status", {"status": "running"}, "Running"),
        ("end", {"status": "failed", "error": {"detail": "No graph."}}, "Failed: No graph."),
        ("progress", {"stage": "load", "message": "4 items", "percent": 80}, "load: 4 items (80 %)"),
        (
            "step",
            {"tool": "graph.schema", "action": "get", "detail": "14 labels"},
            "graph.schema · get: 14 labels",
        ),
        ("todo", {"todos": [{"status": "completed"}, {"status": "pending"}]}, "1 of 2 done"),
        ("warning", {"type": "retry", "attempt": 2}, "Retry: attempt 2"),
    ],
)
def test_events_as_lines(name: str, data: dict[str, Any], text: str) -> None:
    assert event_text(name, data) == text


def test_every_kind_of_event_has_a_line_whatever_its_data() -> None:
    assert all(isinstance(event_text(name, {}), str) for name in Event.Name)


def test_names_as_words() -> None:
    assert words("total_llm_calls") == "Total llm calls"
