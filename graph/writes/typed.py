"""Read a change that somebody typed as Cypher, of exactly the shapes that the statements have.

The grammar of ``graph.cypher`` has no writes, and gets none: the text is cut at the words that write, and
each part is read as what it would be in a reading query.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lark import Token

from graph.cypher import CypherSyntaxError, ast
from graph.cypher.lexer import tokenise
from graph.writes.conditions import nodes_of, parsed, without
from graph.writes.refusals import Reason, StatementRefused
from graph.writes.statements import (
    CreateIndex,
    DeleteWhere,
    DropIndex,
    RenameProperty,
    SetWhereMissing,
    Statement,
    Value,
)

_WRITES: Final = frozenset({"SET", "REMOVE", "DELETE", "DETACH", "CREATE", "MERGE", "FOREACH", "DROP"})
_OPENS: Final = frozenset({"LPAR", "_LINKED_NODE", "LBRACE", "LSQB"})
_CLOSES: Final = frozenset({"RPAR", "RBRACE", "RSQB"})
_NAME: Final = r"(?:\w+|`[^`]+`)"
_INDEX: Final = re.compile(
    rf"""
    \s*(?P<verb>CREATE|DROP)\s+(?:RANGE\s+)?INDEX
    (?:\s+(?!FOR\b|ON\b|IF\b){_NAME})? (?:\s+IF\s+(?:NOT\s+)?EXISTS)?
    (?: \s+FOR\s*\(\s*(?P<variable>{_NAME})\s*:\s*(?P<label>{_NAME})\s*\)
        \s*ON\s*\(\s*(?P<owner>{_NAME})\s*\.\s*(?P<property>{_NAME})\s*\)
      | \s+ON\s*:\s*(?P<old_label>{_NAME})\s*\(\s*(?P<old_property>{_NAME})\s*\)
    ) \s*;?\s*
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_LOOKS_TYPED: Final = re.compile(
    r"""
    \s* (?: (?:EXPLAIN|PROFILE)\s+ )?
    (?: (?:OPTIONAL\s+)?MATCH\s*(?:\w+\s*=\s*)?\( | (?:CREATE|MERGE)\s*\( | UNWIND\b.*\bAS\b
      | (?:CREATE|DROP)\s+(?:RANGE\s+|TEXT\s+)?(?:INDEX|CONSTRAINT)\b.*(?:\(\s*\w+\s*:|\bON\s*:|\bIF\b)
    )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands behind a word that writes, up to the next one."""

    word: str
    body: str


def looks_typed(text: str) -> bool:
    """Whether a text is Cypher rather than a sentence."""
    return _LOOKS_TYPED.match(text) is not None


def read_typed(text: str, params: Mapping[str, Any]) -> Statement:
    """The statement that a Cypher text is.

    Raises:
        StatementRefused: it is none of the shapes that are taken.
    """
    if found := _INDEX.fullmatch(text):
        return _index(found)
    try:
        head, *parts = _cut(text)
    except CypherSyntaxError as error:
        raise StatementRefused(Reason.INVALID, detail=str(error)) from error
    match, *others = parsed(f"{head.body} RETURN 1 AS one").clauses
    if not isinstance(match, ast.Match) or len(others) > 1:
        raise StatementRefused(Reason.NOT_TAKEN)
    variable = match.paths[0].start.variable or ""
    match [part.word for part in parts]:
        case ["DELETE"] | ["DETACH", "DELETE"]:
            if parts[0].body and parts[0].word == "DETACH":
                raise StatementRefused(Reason.NOT_TAKEN)
            if _expression(parts[-1].body) != ast.Variable(variable):
                raise StatementRefused(Reason.NOT_TAKEN)
            return DeleteWhere(nodes_of(match, params))
        case ["SET"]:
            return _set(match, variable, parts[0].body, params)
        case ["SET", "REMOVE"]:
            return _rename(match, variable, parts[0].body, parts[1].body, params)
    raise StatementRefused(Reason.NOT_TAKEN)


def _index(found: re.Match[str]) -> Statement:
    if found["variable"] != found["owner"]:
        raise StatementRefused(Reason.NOT_TAKEN)
    label, name = found["label"] or found["old_label"], found["property"] or found["old_property"]
    statement = CreateIndex if found["verb"].upper() == "CREATE" else DropIndex
    return statement(label.strip("`"), name.strip("`"))


def _cut(text: str) -> Iterator[_Part]:
    """The reading part, then each writing clause."""
    text = text.strip().removesuffix(";")
    tokens = tokenise(text)
    cuts = list(_words_that_write(tokens))
    starts = [token.start_pos or 0 for token in cuts]
    yield _Part("", text[: starts[0] if starts else None])
    for token, end in zip(cuts, [*starts[1:], None], strict=True):
        yield _Part(token.upper(), text[token.end_pos : end].strip())


def _words_that_write(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """The bare words outside of all brackets, which are no names in quotes or behind a sign."""
    depth, before = 0, ""
    for token in tokens:
        depth += (token.type in _OPENS or token.type.endswith("_COMPREHENSION")) - (token.type in _CLOSES)
        is_bare = (token.end_pos or 0) - (token.start_pos or 0) == len(token)
        is_word = token.type in ("NAME", "FUNCTION") and before not in ("DOT", "COLON", "AS")
        if not depth and is_bare and is_word and token.upper() in _WRITES:
            yield token
        before = token.type


def _expression(text: str) -> ast.Expression:
    """The one expression that a text is."""
    clauses = parsed(f"RETURN {text}").clauses
    match clauses:
        case (ast.Return(ast.Projection(items=(ast.Item(expression, None),)) as projection),):
            if projection == ast.Projection((ast.Item(expression),)):
                return expression
    raise StatementRefused(Reason.NOT_TAKEN)


def _assigned(text: str, variable: str) -> tuple[str, ast.Expression]:
    """The property that an assignment is to, and the value."""
    match _expression(text):
        case ast.Binary("=", ast.Property(ast.Variable(owner), key), value) if owner == variable:
            return key, value
    raise StatementRefused(Reason.NOT_TAKEN)


def _set(match: ast.Match, variable: str, body: str, params: Mapping[str, Any]) -> Statement:
    name, expression = _assigned(body, variable)
    missing = ast.Unary("IS NULL", ast.Property(ast.Variable(variable), name))
    nodes = nodes_of(match, params)
    narrowed = without(nodes, missing)
    if narrowed == nodes:
        raise StatementRefused(Reason.OVERWRITES, property=name)
    return SetWhereMissing(narrowed, name, _value(expression, params))


def _value(expression: ast.Expression, params: Mapping[str, Any]) -> Value:
    value: Any = None
    match expression:
        case ast.Constant(constant):
            value = constant
        case ast.Unary("-", ast.Constant(int() | float() as number)):
            value = -number
        case ast.Parameter(name):
            value = params.get(name)
    if not isinstance(value, str | int | float | bool):
        raise StatementRefused(Reason.NOT_TAKEN)
    return value


def _rename(match: ast.Match, variable: str, body: str, removed: str, params: Mapping[str, Any]) -> Statement:
    new_name, value = _assigned(body, variable)
    match value:
        case ast.Property(ast.Variable(owner), name) if owner == variable and _expression(removed) == value:
            own = ast.Variable(variable)
            implied = (
                ast.Unary("IS NOT NULL", ast.Property(own, name)),
                ast.Unary("IS NULL", ast.Property(own, new_name)),
            )
            return RenameProperty(without(nodes_of(match, params), *implied), name, new_name)
    raise StatementRefused(Reason.NOT_TAKEN)
