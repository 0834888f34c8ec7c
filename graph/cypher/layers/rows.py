"""Layer 6: the result ends somewhere, in rows and in bytes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from graph.cypher import ast
from graph.cypher.errors import CypherRefused, Layer
from graph.cypher.functions import AGGREGATES
from graph.cypher.layers.report import LayerReport, passed
from graph.cypher.limits import Limits
from graph.cypher.parser import parse
from graph.cypher.render import render

_KIBIBYTE: Final = 2**10


def cap(
    statement: ast.Statement, limits: Limits, params: Mapping[str, Any]
) -> tuple[ast.Statement, tuple[str, ...]]:
    """The query with a LIMIT on every result and every collected list, and what was said about it.

    The result is cut at one row more than the limit, so that whoever reads it can tell that there was more.
    Raises ``CypherRefused`` when SKIP or LIMIT is not a whole number from 0.
    """
    notices: list[str] = []

    def change(node: ast.Node) -> ast.Node:
        if isinstance(node, ast.Projection):
            for bound in (node.skip, node.limit):
                count_of(bound or ast.Constant(0), params)
        if isinstance(node, ast.Subquery) and node.kind == "COLLECT":
            parts = tuple(_capped(part, limits.max_rows, params) for part in node.query.parts)
            return replace(node, query=replace(node.query, parts=parts))
        return node

    statement = ast.rewrite(statement, change)
    parts = tuple(_capped(part, limits.max_rows + 1, params) for part in statement.query.parts)
    if parts != statement.query.parts:
        notices.append(f"limited to {limits.max_rows} rows")
    return replace(statement, query=replace(statement.query, parts=parts)), tuple(notices)


def limited(text: str, rows: int, params: Mapping[str, Any]) -> str:
    """A query with a LIMIT on each of its results, unless it has a smaller one.

    Raises:
        CypherSyntaxError: it is no reading query.
        CypherRefused: its own LIMIT is not a whole number from 0.
    """
    statement = parse(text)
    parts = tuple(_capped(part, rows, params) for part in statement.query.parts)
    return render(replace(statement, query=replace(statement.query, parts=parts)))


def _capped(query: ast.SingleQuery, rows: int, params: Mapping[str, Any]) -> ast.SingleQuery:
    last = query.clauses[-1]
    if not isinstance(last, ast.Return) or _is_one_row(last.projection):
        return query
    if last.projection.limit and count_of(last.projection.limit, params) <= rows:
        return query
    projection = replace(last.projection, limit=ast.Constant(rows))
    return ast.SingleQuery((*query.clauses[:-1], ast.Return(projection)))


def _is_one_row(projection: ast.Projection) -> bool:
    """Whether there is nothing but aggregates, which always make exactly one row."""
    return all(
        isinstance(item.expression, ast.CountRows)
        or (isinstance(item.expression, ast.FunctionCall) and item.expression.name.lower() in AGGREGATES)
        for item in projection.items
    )


def count_of(count: ast.Constant | ast.Parameter, params: Mapping[str, Any]) -> int:
    """The number that SKIP or LIMIT stands for."""
    value = params.get(count.name) if isinstance(count, ast.Parameter) else count.value
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CypherRefused(Layer.ROWS, ("SKIP and LIMIT need a whole number from 0",))
    return value


def report(limits: Limits, notices: tuple[str, ...]) -> LayerReport:
    """What the cap came to. Whoever fetches the rows counts their bytes."""
    by_itself = "" if notices else " by its own LIMIT"
    size = f"{limits.max_bytes / _KIBIBYTE:g} KiB"
    return passed(Layer.ROWS, f"at most {limits.max_rows} rows{by_itself}, and {size}")
