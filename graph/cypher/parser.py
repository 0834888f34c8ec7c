"""Text to syntax tree."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from lark import Lark
from lark.exceptions import UnexpectedToken

from graph.cypher import ast
from graph.cypher.builder import TreeBuilder
from graph.cypher.errors import CypherSyntaxError
from graph.cypher.lexer import CypherLexer

MAX_DEPTH: Final = 100
_GRAMMAR: Final = Path(__file__).with_name("grammar.lark")


@lru_cache(maxsize=128)
def parse(text: str) -> ast.Statement:
    """The syntax tree of one read query.

    Takes time in proportion to the length of the text. Trees are immutable, so callers share them.
    Raises ``CypherSyntaxError`` for whatever the grammar does not have, writes included.
    """
    try:
        statement = _parser().parse(text)
    except UnexpectedToken as error:
        raise _syntax_error(error) from None
    if not isinstance(statement, ast.Statement):
        raise TypeError("the grammar's start rule makes a statement")
    if ast.depth(statement) > MAX_DEPTH:
        raise CypherSyntaxError(f"a query may be nested {MAX_DEPTH} deep", line=1, column=1)
    return statement


@cache
def _parser() -> Lark:
    return Lark(
        _GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        lexer=CypherLexer,
        transformer=TreeBuilder(),
        maybe_placeholders=True,
    )


def _syntax_error(error: UnexpectedToken) -> CypherSyntaxError:
    token = error.token
    if token.type == "$END":
        return CypherSyntaxError(
            "the query ends too early", line=max(error.line, 1), column=max(error.column, 1)
        )
    return CypherSyntaxError(
        f"{str(token)[:40]!r} was not expected here", line=error.line, column=error.column
    )
