"""How far, how long and how much: the limits of one query."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from graph.cypher import ast
from graph.cypher.errors import CypherRefused, Layer
from graph.cypher.functions import AGGREGATES

HARD_DEPTH: Final = 10
HARD_ROWS: Final = 10_000
HARD_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost: rows of the result, hops of a variable-length path, seconds."""

    max_rows: int = 1_000
    max_depth: int = 5
    timeout_seconds: float = 5.0

    def __post_init__(self) -> None:
        if not 1 <= self.max_rows <= HARD_ROWS:
            raise ValueError(f"max_rows must be from 1 to {HARD_ROWS}")
        if not 1 <= self.max_depth <= HARD_DEPTH:
            raise ValueError(f"max_depth must be from 1 to {HARD_DEPTH}")
        if not 0.1 <= self.timeout_seconds <= HARD_SECONDS:
            raise ValueError(f"timeout_seconds must be from 0.1 to {HARD_SECONDS:g}")


def too_deep(statement: ast.Statement, limits: Limits) -> tuple[str, ...]:
    """Why paths of this query reach too far; empty when none does."""
    return tuple(dict.fromkeys(_too_deep(statement, limits.max_depth)))


def _too_deep(statement: ast.Statement, max_depth: int) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.PathLength):
            if node.maximum is None:
                yield f"a variable-length path needs an upper bound, such as *..{max_depth}"
            elif node.maximum > max_depth:
                yield f"a path of up to {node.maximum} hops is longer than {max_depth}"
            elif (node.minimum or 0) > node.maximum:
                yield f"no path has at least {node.minimum} and at most {node.maximum} hops"
        elif isinstance(node, ast.PathPattern):
            lengths = [step.relationship.length for step in node.steps]
            total = sum(length.maximum or 0 for length in lengths if length)
            if total > HARD_DEPTH:
                yield f"the variable-length parts of one path may add up to {HARD_DEPTH} hops, not {total}"


def cap_rows(
    statement: ast.Statement, limits: Limits, params: Mapping[str, Any]
) -> tuple[ast.Statement, tuple[str, ...]]:
    """The query with a LIMIT on every result and every collected list, and what was said about it.

    The result is cut at one row more than the limit, so that whoever reads it can tell that there was more.
    Raises ``CypherRefused`` when SKIP or LIMIT is not a whole number from 0.
    """
    notices: list[str] = []

    def cap(query: ast.SingleQuery, rows: int) -> ast.SingleQuery:
        last = query.clauses[-1]
        if not isinstance(last, ast.Return) or _is_one_row(last.projection):
            return query
        if last.projection.limit and _count(last.projection.limit, params) <= rows:
            return query
        limited = replace(last.projection, limit=ast.Constant(rows))
        return ast.SingleQuery((*query.clauses[:-1], ast.Return(limited)))

    def change(node: ast.Node) -> ast.Node:
        if isinstance(node, ast.Projection):
            for bound in (node.skip, node.limit):
                _count(bound or ast.Constant(0), params)
        if isinstance(node, ast.Subquery) and node.kind == "COLLECT":
            parts = tuple(cap(part, limits.max_rows) for part in node.query.parts)
            return replace(node, query=replace(node.query, parts=parts))
        return node

    statement = ast.rewrite(statement, change)
    parts = tuple(cap(part, limits.max_rows + 1) for part in statement.query.parts)
    if parts != statement.query.parts:
        notices.append(f"limited to {limits.max_rows} rows")
    return replace(statement, query=replace(statement.query, parts=parts)), tuple(notices)


def _is_one_row(projection: ast.Projection) -> bool:
    """Whether there is nothing but aggregates, which always make exactly one row."""
    return all(
        isinstance(item.expression, ast.CountRows)
        or (isinstance(item.expression, ast.FunctionCall) and item.expression.name.lower() in AGGREGATES)
        for item in projection.items
    )


def _count(count: ast.Constant | ast.Parameter, params: Mapping[str, Any]) -> int:
    """The number that SKIP or LIMIT stands for."""
    value = params.get(count.name) if isinstance(count, ast.Parameter) else count.value
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CypherRefused(Layer.ROWS, ("SKIP and LIMIT need a whole number from 0",))
    return value
