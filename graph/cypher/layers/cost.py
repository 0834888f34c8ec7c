"""Layer 8: what the query is expected to cost, before the server finds out.

A time-out ends a query that costs too much, but only after it has cost it. So the rows that it would look at
are estimated, and too many are refused with the clause that is to blame. Lists, ranges and regular
expressions are weighed even where there is no schema to count nodes with. EXPLAIN costs nothing and is never
refused.
"""

from collections.abc import Mapping
from typing import Any, Final

from graph.cypher import ast
from graph.cypher.errors import Layer
from graph.cypher.estimate import Estimate, estimate, rounded
from graph.cypher.layers.report import LayerReport, passed, refuse
from graph.cypher.limits import Limits
from graph.schema import GraphSchema

_HARMLESS_ROW_BYTES: Final = 2**20
_ROW_SLACK: Final = 2
"""A row is only guessed at, so one that is a little too large may try."""


def check(
    statement: ast.Statement, schema: GraphSchema | None, *, params: Mapping[str, Any], limits: Limits
) -> Estimate:
    """The estimate of a query that is cheap enough.

    Raises:
        CypherRefused
    """
    expected = estimate(statement, schema or GraphSchema(), params=params, max_rows=limits.max_rows + 1)
    if statement.prefix != "EXPLAIN":
        refuse(Layer.COST, expected.faults)
        refuse(Layer.COST, _too_much(expected, limits.max_estimated_rows))
        refuse(Layer.COST, _too_large(expected, limits.max_bytes))
    return expected


def report(expected: Estimate) -> LayerReport:
    """The estimate in words."""
    return passed(Layer.COST, expected.words)


def notices(expected: Estimate) -> tuple[str, ...]:
    """What is allowed and still worth knowing."""
    return tuple(f"nothing connects the parts of {text}: each row meets each" for text in expected.pairs)


def _too_large(expected: Estimate, allowed: int) -> tuple[str, ...]:
    """Rows are read one at a time, each of them whole: no limit of the result holds within one."""
    if expected.row_bytes <= max(allowed * _ROW_SLACK, _HARMLESS_ROW_BYTES):
        return ()
    return (f"one row may come to {rounded(expected.row_bytes)} bytes, and {allowed:,} are allowed in all",)


def _too_much(expected: Estimate, allowed: int) -> tuple[str, ...]:
    if expected.touched <= allowed:
        return ()
    amount = f"it would look at about {rounded(expected.touched)} rows, and {allowed:,} are allowed"
    return amount, f"most of it by {expected.dominant}", *notices(expected)
