"""Text to tokens, with every decision that needs to look further ahead than one token.

The grammar is LALR(1). Cypher is not: whether ``(a)`` begins a path or is a value in brackets shows only
behind the closing bracket, ``[x IN`` begins a comprehension, ``|`` divides labels or a comprehension. Each of
these is decided here by a bounded look at the tokens around, and written into the type of the token.

Outside strings and back-quoted names only ASCII is taken: no look-alike letter, invisible character or
unicode escape can mean one thing to us and another to the server.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from lark import Token
from lark.lexer import Lexer

from graph.cypher.errors import CypherSyntaxError
from graph.names import MAX_NAME, can_be_named

MAX_CHARACTERS: Final = 20_000
MAX_NESTING: Final = 30
_MAX_INTEGER: Final = 2**63 - 1

# fmt: off
KEYWORDS: Final = frozenset({
    "ALL", "AND", "AS", "ASC", "ASCENDING", "BY", "CALL", "CASE", "CONTAINS", "DESC", "DESCENDING",
    "DISTINCT", "ELSE", "END", "ENDS", "EXPLAIN", "FALSE", "IN", "IS", "LIMIT", "MATCH", "NOT",
    "NULL", "OPTIONAL", "OR", "ORDER", "PROFILE", "RETURN", "SKIP", "STARTS", "THEN", "TRUE",
    "UNION", "UNWIND", "WHEN", "WHERE", "WITH", "XOR",
})
# fmt: on
_BEFORE_BRACE: Final = frozenset({"EXISTS", "COUNT", "COLLECT"})
_BEFORE_BRACKET: Final = {
    **dict.fromkeys(("ALL", "ANY", "NONE", "SINGLE"), "QUANTIFIER"),
    **dict.fromkeys(("SHORTESTPATH", "ALLSHORTESTPATHS"), "SHORTEST"),
    "REDUCE": "REDUCE",
}
# fmt: off
_OPERATORS: Final = {
    "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "RBRACE",
    ",": "COMMA", ".": "DOT", "..": "RANGE", ":": "COLON", ";": "SEMICOLON",
    "|": "_LABEL_BAR", "&": "AMPERSAND",
    "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", "%": "PERCENT", "^": "CIRCUMFLEX",
    "=": "EQUAL", "<": "LESSTHAN", ">": "MORETHAN", "=~": "MATCHES",
    "<>": "COMPARISON", "<=": "COMPARISON", ">=": "COMPARISON",
}
# fmt: on
_CLOSES: Final = {"RPAR": "LPAR", "RSQB": "LSQB", "RBRACE": "LBRACE"}
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\\": "\\", "'": "'", '"': '"'}

_TOKEN: Final = re.compile(
    r"""
    (?P<SPACE>[ \t\r\n\f]+ | //[^\r\n]* | /\*.*?\*/)
  | (?P<WORD>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<NUMBER>0[xX][0-9A-Fa-f]+ | 0[oO][0-7]+ | (?:[0-9]*\.)?[0-9]+(?:[eE][+-]?[0-9]+)?)(?![A-Za-z0-9_])
  | (?P<STRING>'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*")
  | (?P<QUOTED>`[^`]*`)
  | \$(?P<PARAMETER>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<OPERATOR>\.\.|=~|<>|<=|>=|[-=<>()\[\]{},.:;|&+*/%^])
    """,
    re.VERBOSE | re.DOTALL,
)


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a query, comments left out.

    Raises ``CypherSyntaxError`` for anything that is no token, for brackets that do not match and for text
    that is too long or too deeply nested.
    """
    if len(text) > MAX_CHARACTERS:
        raise CypherSyntaxError(f"a query may have {MAX_CHARACTERS} characters", line=1, column=1)
    tokens = _join_functions(_scan(text))
    _mark(tokens, _pair_brackets(tokens))
    return tuple(tokens)


def _scan(text: str) -> list[Token]:
    tokens: list[Token] = []
    position, line, line_start = 0, 1, 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        column = position - line_start + 1
        if found is None or found.lastgroup is None:
            raise CypherSyntaxError(f"unexpected {text[position]!r}", line=line, column=column)
        value, kind = found[found.lastgroup], found.lastgroup
        if kind != "SPACE":
            try:
                kind, value = _evaluate(kind, value)
            except ValueError as error:
                raise CypherSyntaxError(str(error), line=line, column=column) from None
            tokens.append(Token(kind, value, position, line, column, end_pos=found.end()))
        if newlines := found[0].count("\n"):
            line += newlines
            line_start = position + found[0].rindex("\n") + 1
        position = found.end()
    return tokens


def _evaluate(kind: str, value: str) -> tuple[str, str]:
    """The final type of a token and what it stands for, e.g. a string without quotes and escapes."""
    match kind:
        case "OPERATOR":
            return _OPERATORS[value], value
        case "NUMBER":
            return _number(value)
        case "STRING":
            return kind, _string(value[1:-1])
        case "QUOTED":
            return "NAME", _quoted_name(value[1:-1])
        case _ if len(value) > MAX_NAME:
            raise ValueError(f"a name may have {MAX_NAME} characters")
        case _:
            return kind, value


def _number(value: str) -> tuple[str, str]:
    base = {"0x": 16, "0o": 8}.get(value[:2].lower(), 10)
    if base != 10 or value.isdecimal():
        if len(value) > 25 or (integer := int(value, base)) > _MAX_INTEGER:
            raise ValueError("an integer must fit in 64 bits")
        return "INTEGER", str(integer)
    if float(value) == float("inf"):
        raise ValueError("a number must fit in 64 bits")
    return "FLOAT", value


def _string(body: str) -> str:
    """Resolve escapes.

    Neo4j resolves ``\\uXXXX`` before it looks for quotes, even behind an escaped backslash, so a backslash
    followed by ``u`` may not be part of a value: rendered again it could end the string.
    """
    value = re.sub(r"\\(u[0-9A-Fa-f]{4}|.)", _escape, body, flags=re.DOTALL)
    value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t\r\b\f" for c in value) or "\ufffd" in value:
        raise ValueError("a string may not contain control characters or halves of characters")
    if "\\u" in value or "\\U" in value:
        raise ValueError("a string may not contain a backslash followed by u; give it as a parameter")
    return value


def _escape(found: re.Match[str]) -> str:
    body = found[1]
    if len(body) == 5:
        return chr(int(body[1:], 16))
    if body not in _ESCAPES:
        raise ValueError(f"unknown escape \\{body} in a string")
    return _ESCAPES[body]


def _quoted_name(name: str) -> str:
    if not can_be_named(name):
        raise ValueError(f"a quoted name has 1 to {MAX_NAME} printable characters and no backslash")
    return name


def _join_functions(tokens: list[Token]) -> list[Token]:
    """Make ``name.space (`` one FUNCTION token, and settle which words are keywords."""
    joined: list[Token] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1].type if index + 1 < len(tokens) else ""
        if token.type != "WORD":
            joined.append(token)
        elif following == "LPAR" and (start := _qualified(joined)) is not None:
            name = "".join([*joined[start:], token])
            joined[start:] = [Token.new_borrow_pos("FUNCTION", name, joined[start])]
        else:
            joined.append(token.update(type=_word_type(token, joined, following)))
    return joined


def _qualified(before: list[Token]) -> int | None:
    """Where ``a.b.`` begins at the end of these tokens, if it does."""
    start = len(before)
    while start >= 2 and before[start - 1].type == "DOT" and before[start - 2].type == "NAME":
        start -= 2
    return start if start < len(before) else None


def _word_type(word: Token, before: list[Token], following: str) -> str:
    upper, previous = word.upper(), before[-1].type if before else ""
    if previous in ("DOT", "AS") or (previous == "COLON" and not _is_map_colon(before)):
        return "NAME"
    if following == "COLON":
        return "NAME"
    if following == "LBRACE" and upper in _BEFORE_BRACE:
        return upper
    if following == "LPAR" and upper in _BEFORE_BRACKET:
        return _BEFORE_BRACKET[upper]
    if upper in KEYWORDS:
        return upper
    return "FUNCTION" if following == "LPAR" else "NAME"


def _is_map_colon(before: list[Token]) -> bool:
    """Whether the last of these tokens stands behind the key of a map, not before a label."""
    return len(before) >= 3 and before[-2].type == "NAME" and before[-3].type in ("LBRACE", "COMMA")


def _pair_brackets(tokens: list[Token]) -> dict[int, int]:
    """Index of each closing bracket by the index of the one that opens it."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.type in _CLOSES.values():
            opened.append(index)
        elif token.type in _CLOSES:
            if not opened or tokens[opened[-1]].type != _CLOSES[token.type]:
                raise _error(f"unexpected {token.value!r}", token)
            pairs[opened.pop()] = index
        if len(opened) > MAX_NESTING:
            raise _error(f"brackets may be nested {MAX_NESTING} deep", token)
    if opened:
        raise _error(f"{tokens[opened[-1]].value!r} is never closed", tokens[opened[-1]])
    return pairs


def _mark(tokens: list[Token], pairs: dict[int, int]) -> None:
    """Give opening brackets and ``|`` the type that says what they are."""
    types = [token.type for token in tokens] + [""] * 3
    divides = [False] * len(tokens)
    for start, end in pairs.items():
        before = types[start - 1] if start else ""
        is_value = before in ("FUNCTION", "QUANTIFIER", "SHORTEST", "REDUCE")
        if types[start] == "LPAR" and not is_value and _leads_on(types, end) and _is_node(types, start):
            tokens[start] = tokens[start].update(type="_LINKED_NODE")
        divides[start] = before == "REDUCE" or (types[start] == "LSQB" and before != "MINUS")
    for start in pairs:
        if types[start] != "LSQB" or not divides[start]:
            continue
        if types[start + 1 : start + 3] == ["NAME", "IN"]:
            tokens[start] = tokens[start].update(type="_LIST_COMPREHENSION")
        else:
            path = start + 3 if types[start + 1 : start + 3] == ["NAME", "EQUAL"] else start + 1
            if path < len(tokens) and tokens[path].type == "_LINKED_NODE":
                tokens[start] = tokens[start].update(type="_PATTERN_COMPREHENSION")
    _mark_bars(tokens, pairs, divides)


def _leads_on(types: list[str], end: int) -> bool:
    """Whether a relationship begins behind the bracket at ``end``."""
    arrow = end + 2 if types[end + 1] == "LESSTHAN" else end + 1
    return types[arrow] == "MINUS" and types[arrow + 1] in ("MINUS", "LSQB")


def _is_node(types: list[str], start: int) -> bool:
    inside = start + 2 if types[start + 1] == "NAME" else start + 1
    return types[inside] in ("RPAR", "COLON", "LBRACE")


def _mark_bars(tokens: list[Token], pairs: dict[int, int], divides: list[bool]) -> None:
    """``|`` divides a comprehension where the innermost bracket around it is one, elsewhere labels."""
    ends = set(pairs.values())
    around: list[int] = []
    for index, token in enumerate(tokens):
        if index in pairs:
            around.append(index)
        elif index in ends:
            around.pop()
        elif token.type == "_LABEL_BAR" and around and divides[around[-1]]:
            tokens[index] = token.update(type="_BAR")


def _error(reason: str, token: Token) -> CypherSyntaxError:
    return CypherSyntaxError(reason, line=token.line or 1, column=token.column or 1)


class CypherLexer(Lexer):
    """``tokenise`` in the shape that lark asks for."""

    def __init__(self, lexer_conf: Any) -> None:
        """Lark hands over its terminals; the types of our tokens are their names."""

    def lex(self, text: str) -> Iterator[Token]:  # type: ignore[override]
        """Yield the tokens of the text."""
        return iter(tokenise(text))
