"""Run the reference queries: through the same validation, as the same tenant."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from graph import client
from graph.cypher import Limits, ast, parse, prepare, render

_LIMITS: Final = Limits(max_rows=5_000, timeout_seconds=20.0, max_bytes=4 * 2**20)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reference found, and what it would have found without its LIMIT."""

    columns: tuple[str, ...]
    rows: list[list[Any]]
    population: list[list[Any]]


def run_reference(text: str, *, tenant_id: UUID) -> Expected:
    """The rows of a reference.

    Raises:
        CypherRefused: it is no bounded read of the tenant.
        ValueError: it finds more rows than can be compared.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    columns, rows = _run(text, tenant_id)
    unlimited = without_limit(text)
    population = rows if unlimited is None else _run(unlimited, tenant_id)[1]
    return Expected(columns, rows, population)


def without_limit(text: str) -> str | None:
    """The query without the LIMIT of its last RETURN; None when it has none there."""
    statement = parse(text)
    *parts, last = statement.query.parts
    *clauses, result = last.clauses
    if not isinstance(result, ast.Return) or result.projection.limit is None:
        return None
    unlimited = ast.Return(replace(result.projection, limit=None))
    query = replace(statement.query, parts=(*parts, ast.SingleQuery((*clauses, unlimited))))
    return render(replace(statement, query=query))


def _run(text: str, tenant_id: UUID) -> tuple[tuple[str, ...], list[list[Any]]]:
    prepared = prepare(text, params={}, tenant_id=tenant_id, limits=_LIMITS)
    result = client.read(
        prepared.text,
        prepared.params,
        timeout_seconds=prepared.timeout_seconds,
        max_rows=prepared.max_rows,
        max_bytes=prepared.max_bytes,
    )
    if result.truncated:
        raise ValueError("The reference finds more rows than can be compared; narrow it.")
    return result.columns, result.rows
