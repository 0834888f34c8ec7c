"""Text to tree and back."""

import logging
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from lark import Lark, logger

from graph.cypher import CypherSyntaxError, ast, parse, render
from graph.cypher.lexer import CypherLexer
from graph.cypher.parser import _GRAMMAR
from tests.graph.cypher.corpus import CORPUS
from tests.graph.cypher.strategies import statements


def test_the_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.DEBUG)
    try:
        Lark(_GRAMMAR.read_text(), parser="lalr", lexer=CypherLexer, debug=True)
    finally:
        logger.setLevel(logging.CRITICAL)
        logger.removeHandler(caplog.handler)
    assert "conflict" not in caplog.text.lower()


@pytest.mark.parametrize("query", CORPUS)
def test_a_query_survives_rendering(query: str) -> None:
    assert parse(render(parse(query))) == parse(query)


@given(statements)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_tree_survives_rendering(statement: ast.Statement) -> None:
    if ast.depth(statement) <= 60:
        assert repr(parse(render(statement))) == repr(statement)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("MATCH (n) RETRUN n", 1, 11),
        ("MATCH (n)\n  WHERE n.a ==\n 1 RETURN n", 2, 14),
        ("MATCH (n) RETURN 'a", 1, 18),
        ("MATCH (n\nRETURN n", 1, 7),
        ("MATCH (n) RETURN n /* a\nb */ LIMIT x", 2, 12),
    ],
)
def test_an_error_says_where(text: str, line: int, column: int) -> None:
    with pytest.raises(CypherSyntaxError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("RETURN 1 + 2 * 3 AS x", "RETURN 1 + (2 * 3) AS x"),
        ("RETURN NOT a OR b AND c AS x", "RETURN (NOT a) OR (b AND c) AS x"),
        ("RETURN a + b IN c AS x", "RETURN (a + b) IN c AS x"),
        ("RETURN NOT a = b AS x", "RETURN NOT (a = b) AS x"),
        ("RETURN 1 < a < 3 AS x", "RETURN 1 < a AND a < 3 AS x"),
        ("RETURN a - b - c AS x", "RETURN (a - b) - c AS x"),
        ("RETURN 'a\\u0062' AS x", "RETURN 'ab' AS x"),
        ("MATCH (a)-[:X|:Y]->(b) RETURN a", "MATCH (a)-[:X|Y]->(b) RETURN a"),
        ("MATCH (a)<-->(b) RETURN a", "MATCH (a)--(b) RETURN a"),
        (
            "MATCH (a) WHERE EXISTS { (a)-->() } RETURN a",
            "MATCH (a) WHERE EXISTS { MATCH (a)-->() } RETURN a",
        ),
        ("RETURN [x IN xs WHERE x:(A|B) | x] AS x", "RETURN [x IN xs WHERE (x:A|B) | x] AS x"),
        ("RETURN {end: true, a: n:Case} AS x", "RETURN {`end`: true, a: n:`Case`} AS x"),
    ],
)
def test_two_ways_to_write_the_same(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    "text",
    [
        "RETURN " + "1 + " * 4_000 + "1 AS x",
        "RETURN " + "a.b" * 6_000 + " AS x",
        "RETURN " + "NOT " * 4_000 + "true AS x",
        "RETURN " + "-" * 15_000 + "1 AS x",
        "RETURN " + "(" * 15_000,
        "RETURN " + "1" * 19_000 + " AS x",
        "MATCH " + "(a)-->" * 3_000 + "() RETURN a",
        "RETURN '" + "\\" * 19_000,
        "/*" * 9_000,
        "RETURN " + "[x IN " * 3_000,
        "MATCH (a) RETURN " + "CASE WHEN a THEN " * 1_000 + "1 " + "END " * 1_000,
    ],
)
def test_a_hostile_text_is_answered_at_once(text: str) -> None:
    started = time.thread_time()
    with suppress(CypherSyntaxError):
        render(parse(text))
    assert time.thread_time() - started < 2


def test_a_long_list_of_conditions_is_no_nesting() -> None:
    text = "MATCH (n) WHERE " + " OR ".join(f"n.a = {i}" for i in range(900)) + " RETURN n"
    assert parse(render(parse(text))) == parse(text)
