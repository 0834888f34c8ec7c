"""Layer 1: the whole text is in the grammar, and its parameters have values that can be sent."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from lark import Token

from graph.cypher import ast
from graph.cypher.classify import kinds_of
from graph.cypher.errors import CypherRefused, CypherSyntaxError, Layer
from graph.cypher.layers.report import LayerReport, passed, refuse
from graph.cypher.layers.tenant import is_reserved
from graph.cypher.lexer import tokenise
from graph.cypher.parser import parse


def read(text: str, params: Mapping[str, Any]) -> tuple[ast.Statement, LayerReport]:
    """The tree of the text.

    The grammar has reading clauses only, so a text that writes fails here; it is refused as what it seems to
    be, in the name of the layer ``read_only``.

    Raises:
        CypherRefused
    """
    try:
        statement = parse(text)
    except CypherSyntaxError as error:
        raise _explained(text, error) from error
    check_values(params)
    missing = sorted(parameters(statement) - params.keys())
    refuse(Layer.SYNTAX, [f"the parameter ${name} has no value" for name in missing if not is_reserved(name)])
    return statement, passed(Layer.SYNTAX, "understood completely")


def parameters(statement: ast.Statement) -> set[str]:
    """The names of the parameters that a query mentions."""
    return {node.name for node in ast.walk(statement) if isinstance(node, ast.Parameter)}


def check_values(params: Mapping[str, Any]) -> None:
    """Go on when a graph server can take the values: Bolt has integers of 64 bits and text in UTF-8.

    Raises:
        CypherRefused: one of them cannot be sent; it names the parameter.
    """
    refuse(
        Layer.SYNTAX,
        [f"the parameter ${name} {fault}" for name in params if (fault := _fault(params[name]))],
    )


def _explained(text: str, error: CypherSyntaxError) -> CypherRefused:
    try:
        tokens = tokenise(text)
    except CypherSyntaxError:
        return CypherRefused(Layer.SYNTAX, (str(error),))
    kinds = kinds_of(tokens)
    if not (forbidden := sorted(kinds - {"read"})):
        return CypherRefused(Layer.SYNTAX, (str(error),), kinds=kinds)
    if called := _called_procedure(tokens):
        reason = f"the procedure {called} is not allowed: no procedure can be held to one tenant's nodes"
    else:
        reason = f"only reading is allowed, and this looks like {', '.join(forbidden)}"
    return CypherRefused(Layer.READ_ONLY, (reason, str(error)), kinds=kinds)


def _fault(value: Any) -> str | None:
    match value:
        case bool():
            return None
        case int():
            return None if -(2**63) <= value < 2**63 else "holds an integer of more than 64 bits"
        case str():
            return (
                "holds half of a character" if any("\ud800" <= each <= "\udfff" for each in value) else None
            )
        case list() | tuple():
            return next(filter(None, map(_fault, value)), None)
        case dict():
            return next(filter(None, map(_fault, [*value, *value.values()])), None)
    return None


def _called_procedure(tokens: Sequence[Token]) -> str | None:
    for call, name in pairwise(tokens):
        if call.type == "CALL" and name.type in ("NAME", "FUNCTION"):
            return str(name)
    return None
