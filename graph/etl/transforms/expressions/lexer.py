"""Text to tokens, within bounds: what is too long or too deep is refused before anything is built."""

import re
from collections.abc import Iterator
from typing import Any, Final

from lark import Token
from lark.lexer import Lexer

from graph.etl.transforms.errors import ExpressionRefused
from graph.names import can_be_named

MAX_CHARACTERS: Final = 2_000
MAX_NESTING: Final = 20
"""How deep brackets may stand in brackets, and CASE in CASE."""
_MOST_INTEGER: Final = 2**63 - 1

KEYWORDS: Final = frozenset(
    {"AND", "CASE", "ELSE", "END", "FALSE", "IN", "IS", "NOT", "NULL", "OR", "THEN", "TRUE", "WHEN"}
)
# fmt: off
_OPERATORS: Final = {
    "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", ",": "COMMA", "||": "BARS",
    "+": "SIGN", "-": "SIGN", "*": "FACTOR", "/": "FACTOR", "%": "FACTOR",
    "=": "COMPARISON", "<>": "COMPARISON", "<": "COMPARISON", "<=": "COMPARISON", ">": "COMPARISON",
    ">=": "COMPARISON",
}
# fmt: on
_OPENS: Final = {"LPAR": "RPAR", "LSQB": "RSQB", "CASE": "END"}
_TOKEN: Final = re.compile(
    r"""
    (?P<SPACE>[ \t\r\n]+)
  | (?P<WORD>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<NUMBER>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![A-Za-z0-9_.])
  | '(?P<STRING>(?:[^']|'')*)'
  | `(?P<QUOTED>[^`]*)`
  | (?P<OPERATOR><>|<=|>=|\|\||[-=<>()\[\],+*/%])
    """,
    re.VERBOSE,
)


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of an expression.

    Raises:
        ExpressionRefused: something is no token, brackets do not match, or it is too long or too deep.
    """
    if len(text) > MAX_CHARACTERS:
        raise ExpressionRefused(f"an expression may have {MAX_CHARACTERS:,} characters", column=1)
    tokens = _named(list(_scan(text)))
    _check_brackets(tokens)
    return tuple(tokens)


def _scan(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        column = position + 1
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            raise ExpressionRefused(f"unexpected {text[position]!r}", column=column)
        if found.lastgroup != "SPACE":
            kind, value = _evaluated(found.lastgroup, found[found.lastgroup], column)
            yield Token(kind, value, position, 1, column, end_pos=found.end())
        position = found.end()


def _evaluated(kind: str, value: str, column: int) -> tuple[str, str]:
    """The type of a token and what it stands for."""
    match kind:
        case "OPERATOR":
            return _OPERATORS[value], value
        case "STRING":
            return kind, value.replace("''", "'")
        case "NUMBER" if not value.isdecimal():
            return _float(value, column)
        case "NUMBER":
            if len(value) > 19 or int(value) > _MOST_INTEGER:
                raise ExpressionRefused("a whole number must fit in 64 bits", column=column)
            return "INTEGER", value
        case "QUOTED":
            if not can_be_named(value):
                raise ExpressionRefused("this is no name for a property", column=column)
            return "NAME", value
    return kind, value


def _float(value: str, column: int) -> tuple[str, str]:
    if float(value) == float("inf"):
        raise ExpressionRefused("a number is too large", column=column)
    return "FLOAT", value


def _named(tokens: list[Token]) -> list[Token]:
    """Settle which words are keywords, functions and properties."""
    following = [token.type for token in tokens[1:]] + [""]
    for index, token in enumerate(tokens):
        if token.type == "WORD":
            if token.upper() in KEYWORDS:
                kind = token.upper()
            else:
                kind = "FUNCTION" if following[index] == "LPAR" else "NAME"
            tokens[index] = token.update(type=kind)
    return tokens


def _check_brackets(tokens: list[Token]) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.type in _OPENS:
            opened.append(token)
        elif token.type in _OPENS.values():
            if not opened or _OPENS[opened[-1].type] != token.type:
                raise ExpressionRefused(f"unexpected {str(token)!r}", column=token.column or 1)
            opened.pop()
        if len(opened) > MAX_NESTING:
            raise ExpressionRefused(f"brackets may be nested {MAX_NESTING} deep", column=token.column or 1)
    if opened:
        raise ExpressionRefused(f"{str(opened[-1])!r} is never closed", column=opened[-1].column or 1)


class ExpressionLexer(Lexer):
    """``tokenise`` in the shape that lark asks for."""

    def __init__(self, lexer_conf: Any) -> None:
        """Lark hands over its terminals; the types of our tokens are their names."""

    def lex(self, text: str) -> Iterator[Token]:  # type: ignore[override]
        """Yield the tokens of the text."""
        return iter(tokenise(text))
