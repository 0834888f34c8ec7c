"""What expressions are worth, and what is none."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.etl.records import NodeRecord, Record, RelationshipRecord
from graph.etl.transforms.errors import ExpressionRefused, RecordRefused
from graph.etl.transforms.expressions import FUNCTIONS, parse
from graph.etl.values import value_of
from tests.graph.etl.graphs import NODES, VALUES

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
ADA = NodeRecord(
    "a1",
    ("Person", "User"),
    {
        "name": "Ada Lovelace", "age": 36, "height": 1.65, "tags": ["x", "y", 3], "ok": True,
        "born": dt.date(1815, 12, 10), "seen": NOON, "two words": "yes", "empty": "",
    },
)  # fmt: skip
KNOWS = RelationshipRecord("k1", "KNOWS", "a1", "b1", {"since": 1833})

WORTH: list[tuple[str, Any]] = [
    # values
    ("1", 1), ("1.5e2", 150.0), ("'it''s'", "it's"), ("TRUE", True), ("null", None),
    ("[1, 'a', null]", [1, "a", None]), ("[]", []), ("name", "Ada Lovelace"),
    ("`two words`", "yes"), ("nothing", None),
    # arithmetic
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 2 - 3", 5), ("7 / 2", 3.5), ("6 / 2", 3.0), ("7 % 3", 1),
    ("-7 % 3", -1), ("7.5 % 2", 1.5), ("-age", -36), ("- -age", 36), ("age + nothing", None),
    ("1 + 0.5", 1.5),
    # texts
    ("name || '!'", "Ada Lovelace!"), ("'n' || 1 || '-' || 1.5 || '-' || true", "n1-1.5-true"),
    ("'x' || nothing", None), ("tags || ['z']", ["x", "y", 3, "z"]), ("concat('a', nothing, 'b')", "ab"),
    # comparison, with null as SQL has it
    ("age > 30", True), ("age >= 36 AND age <= 36", True), ("age = 36.0", True), ("age = '36'", False),
    ("age <> '36'", True), ("ok = 1", False), ("nothing = nothing", None), ("nothing <> 1", None),
    ("nothing IS NULL", True), ("name IS NOT NULL", True), ("empty IS NULL", False), ("'a' < 'b'", True),
    ("born < date('1900-01-01')", True), ("seen = datetime('2026-01-31T13:00:00+01:00')", True),
    ("seen > datetime('2026-01-31T11:00:00')", True), ("tags = ['x', 'y', 3]", True),
    # logic
    ("nothing > 1 AND false", False), ("nothing > 1 AND true", None), ("nothing > 1 OR true", True),
    ("nothing > 1 OR false", None), ("NOT nothing > 1", None), ("not not ok", True), ("ok or 1", True),
    # lists
    ("age IN [1, 36]", True), ("age IN [1]", False), ("age IN [1, null]", None), ("age NOT IN [1]", True),
    ("nothing IN [1]", None), ("tags[1]", "x"), ("tags[-1]", 3), ("tags[4]", None), ("tags[0]", None),
    ("split(name, ' ')[2]", "Lovelace"), ("nothing[1]", None),
    # choice
    ("CASE WHEN age < 18 THEN 'minor' WHEN age < 67 THEN 'adult' ELSE 'senior' END", "adult"),
    ("case when nothing > 1 then 1 end", None), ("case when true then 1 when 1/0 > 1 then 2 end", 1),
    # functions
    ("lower(name)", "ada lovelace"), ("UPPER('è')", "È"), ("trim('  a ')", "a"), ("left(name, 3)", "Ada"),
    ("right(name, 4)", "lace"), ("right(name, 0)", ""), ("substring(name, 5)", "Lovelace"),
    ("substring(name, 5, 4)", "Love"), ("replace(name, 'a', '4')", "Ad4 Lovel4ce"), ("length(name)", 12),
    ("length(tags)", 3), ("starts_with(name, 'Ada')", True), ("ends_with(name, 'Ada')", False),
    ("contains(name, 'Love')", True), ("contains(tags, 3)", True), ("contains(nothing, 3)", None),
    ("split('a,b,,c', ',')", ["a", "b", "", "c"]), ("join(['a', null, 1], '-')", "a-1"),
    ("abs(-2)", 2), ("abs(-2.5)", 2.5), ("round(2.5)", 3), ("round(-2.5)", -3), ("round(2.345, 2)", 2.35),
    ("round(7, 2)", 7), ("floor(-1.5)", -2), ("ceil(1.2)", 2), ("least(3, null, 1.5)", 1.5),
    ("greatest('a', 'b')", "b"), ("least(null, null)", None), ("coalesce(nothing, empty, 'x')", ""),
    ("nullif(empty, '')", None), ("nullif(age, null)", 36), ("distinct([1, 1, 1.0, '1'])", [1, 1.0, "1"]),
    # kinds
    ("integer(' 42 ')", 42), ("integer(4.0)", 4), ("integer(true)", 1), ("float('1e3')", 1000.0),
    ("text(36)", "36"),
    ("text(born)", "1815-12-10"), ("boolean('Yes')", True), ("date('2026-01-31')", dt.date(2026, 1, 31)),
    ("date(seen)", dt.date(2026, 1, 31)), ("datetime(born)", dt.datetime(1815, 12, 10, tzinfo=dt.UTC)),
    ("time('10:00:00')", dt.time(10)), ("integer(['1', 2, null])", [1, 2, None]),
    # dates
    ("year(born)", 1815), ("month(seen)", 1), ("hour(seen)", 12), ("born + 31", dt.date(1816, 1, 10)),
    ("seen - 0.5", NOON - dt.timedelta(hours=12)), ("date('2026-03-01') - date('2026-02-01')", 28),
    ("days_between(date('2026-02-01'), date('2026-03-01'))", 28),
    ("seen - datetime('2026-01-30T00:00:00Z')", 1.5),
    # the record
    ("id()", "a1"), ("labels()", ["Person", "User"]), ("has_label('User')", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), WORTH, ids=[row[0] for row in WORTH])
def test_what_an_expression_is_worth(text: str, value: Any) -> None:
    found = parse(text).worth(ADA)
    assert (found, type(found)) == (value, type(value))


def test_relationships_have_a_type() -> None:
    assert parse("type() || ' since ' || since").worth(KNOWS) == "KNOWS since 1833"


WITHOUT_VALUE: list[tuple[str, Record, str]] = [
    ("1 / 0", ADA, "1 / 0 has no value"),
    ("7 % 0", ADA, "7 % 0 has no value"),
    ("age + '1'", ADA, "36 + '1' cannot be calculated"),
    ("age < '1'", ADA, "neither of 36 and '1' is less than the other"),
    ("9223372036854775807 + 1", ADA, "a whole number does not fit in 64 bits"),
    ("1e308 * 10", ADA, "a number is too large"),
    ("NOT age", ADA, "36 is neither true nor false"),
    ("lower(age)", ADA, "a text is wanted, not 36"),
    ("age IN 36", ADA, "IN takes a list in square brackets, not 36"),
    ("name[1]", ADA, "'Ada Lovelace'[1] is no item of a list"),
    ("integer('1.5')", ADA, "'1.5' cannot be made an integer"),
    ("integer(1.5)", ADA, "1.5 cannot be made an integer"),
    ("float('nan')", ADA, "'nan' cannot be made a float"),
    ("date('31/01/2026')", ADA, "'31/01/2026' is no date as ISO 8601 writes it"),
    ("born + 0.5", ADA, "a date is moved by whole days"),
    ("born + 99999999", ADA, "a date lies outside of the years 1 to 9999"),
    ("replace(name, '', 'x')", ADA, "replace() was given no text to look for"),
    ("type()", ADA, "a node has no type"),
    ("labels()", KNOWS, "a relationship has no labels"),
    ("name || tags", ADA, "list cannot be made a text"),
]


@pytest.mark.parametrize(("text", "record", "reason"), WITHOUT_VALUE, ids=[row[0] for row in WITHOUT_VALUE])
def test_what_has_no_value_says_why(text: str, record: Record, reason: str) -> None:
    with pytest.raises(RecordRefused) as refused:
        parse(text).worth(record)
    assert str(refused.value) == reason


NO_EXPRESSION: list[tuple[str, str, int]] = [
    ("", "the expression ends too early", 1),
    ("a +", "the expression ends too early", 3),
    ("a b", "'b' was not expected here", 3),
    ("a.b", "unexpected '.'", 2),
    ("a = b = c", "'=' was not expected here", 7),
    ("(a", "'(' is never closed", 1),
    ("a]", "unexpected ']'", 2),
    ("CASE WHEN a THEN 1", "'CASE' is never closed", 1),
    ("'a", 'unexpected "\'"', 1),
    ("lowr(a)", "there is no function lowr; did you mean lower?", 1),
    ("__import__('os')", "there is no function __import__", 1),
    ("left(a)", "1 arguments do not fit left(text, count)", 1),
    ("a; b", "unexpected ';'", 2),
    ("a == b", "'=' was not expected here", 4),
    ("$a", "unexpected '$'", 1),
    ("`a\u200bb`", "this is no name for a property", 1),
    ("99999999999999999999", "a whole number must fit in 64 bits", 1),
    ("1e999", "a number is too large", 1),
    ("1a", "unexpected '1'", 1),
    ("x" * 2_001, "an expression may have 2,000 characters", 1),
    ("(" * 21 + "1" + ")" * 21, "brackets may be nested 20 deep", 21),
    ("NOT " * 100 + "a", "operators may be nested 60 deep", 1),
]


@pytest.mark.parametrize(
    ("text", "reason", "column"), NO_EXPRESSION, ids=[row[0][:20] for row in NO_EXPRESSION]
)
def test_what_is_no_expression_says_why_and_where(text: str, reason: str, column: int) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        parse(text)
    assert (refused.value.reason, refused.value.column) == (reason, column)


def test_texts_cannot_be_made_to_grow_without_bounds() -> None:
    doubled = "x"
    for _ in range(15):
        doubled = f"replace({doubled}, 'x', 'xxxx')"
    with pytest.raises(RecordRefused, match="a text may have 1,000,000 characters"):
        parse(doubled).worth(NodeRecord("1", (), {"x": "x"}))


# Operators have more blanks around them than they need, names are those of the properties that are generated.
WORDS = st.sampled_from(
    ["a", "b", "`two words`", "1", "2.5", "'x'", "null", "true", "[a, 1]", "(", ")", "+", "-", "*", "/", "%",
     "||", "=", "<", ">=", "<>", "AND", "OR", "NOT", "IN", "IS NULL", "CASE WHEN", "THEN", "ELSE", "END",
     ",", "[", "]", "lower(a)", "coalesce(a, b)", "text(", "id()", "labels()", "round(", "split(a, 'x')"]
)  # fmt: skip


@settings(max_examples=150)
@given(words=st.lists(WORDS, max_size=12), record=NODES, a=VALUES, b=VALUES)
def test_whatever_is_written_is_a_value_or_a_reason(
    words: list[str], record: NodeRecord, a: Any, b: Any
) -> None:
    record = NodeRecord(record.orig_id, record.labels, {**record.properties, "a": a, "b": b})
    try:
        found = parse(" ".join(words)).worth(record)
    except (ExpressionRefused, RecordRefused):
        return
    assert value_of(found) == found


@settings(max_examples=100)
@given(a=VALUES, b=VALUES)
def test_what_is_less_is_not_greater(a: Any, b: Any) -> None:
    record = NodeRecord("1", (), {"a": a, "b": b})
    try:
        less, more, same = (parse(text).worth(record) for text in ("a < b", "a > b", "a = b"))
    except RecordRefused:
        return
    assert [less, more, same].count(True) == 1


def test_a_long_expression_is_parsed_and_worked_out_quickly() -> None:
    text = " OR ".join(["a = 'x'"] * 150)
    began = time.perf_counter()
    assert parse(text).worth(NodeRecord("1", (), {"a": "y"})) is False
    assert time.perf_counter() - began < 2


def test_the_documentation_has_every_function() -> None:
    page = Path(__file__).parents[3] / "docs" / "etl-transform.md"
    text = page.read_text(encoding="utf-8")
    assert [each.usage for each in FUNCTIONS.values() if f"`{each.usage}`" not in text] == []
