"""The server's own plan of a query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from neo4j import Query, ResultSummary

from graph.client import connections, running
from graph.client.connections import Login
from graph.client.failures import errors_mapped
from graph.values import to_json


@dataclass(frozen=True, slots=True)
class Plan:
    """How the server would run a query, or has run it."""

    lines: tuple[str, ...]
    """The plan as the server words it, one operator a line, indented by depth."""
    profiled: bool
    """Whether the query ran, so that rows and times are measured."""
    estimated_rows: float | None
    """The server's own guess; None from servers that make none (ArcadeDB, Memgraph)."""


def explain(
    text: str,
    params: Mapping[str, Any] | None = None,
    *,
    timeout_seconds: float,
    profile: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """The plan of a query that only reads; nothing runs unless it is to be profiled.

    Args:
        text: the query itself, without EXPLAIN or PROFILE. The caller vouches for it, as for ``read``.
        profile: run it (its rows are dropped) and measure.

    Raises:
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """

    def ask(mark: str) -> Plan:
        query = f"{'PROFILE' if profile else 'EXPLAIN'} {mark} {text}"
        with errors_mapped(), connections.session(Login.READER) as session:
            result = session.run(Query(query, timeout=timeout_seconds), dict(params or {}))
            rows = [to_json(record.values()) for record in result] if not profile else []
            return _plan(result.consume(), rows, profiled=profile)

    return running.run(ask, timeout_seconds=timeout_seconds, cancelled=cancelled)


def _plan(summary: ResultSummary, rows: list[list[Any]], *, profiled: bool) -> Plan:
    tree = summary.profile if profiled else summary.plan
    if tree is None:  # Memgraph's plan is its rows.
        return Plan(tuple(str(row[0]) for row in rows if row), profiled, None)
    if whole := tree.get("args", {}).get("string-representation"):
        return Plan(tuple(line for line in whole.splitlines() if line.strip()), profiled, None)
    return Plan(tuple(_lines(tree, 0)), profiled, tree.get("args", {}).get("EstimatedRows"))


def _lines(operator: Mapping[str, Any], depth: int) -> list[str]:
    """A tree of operators as Neo4j sends it."""
    arguments = operator.get("args", {})
    details = [str(arguments["Details"])] if arguments.get("Details") else []
    details += [
        f"{key} {arguments[key]:g}" for key in ("EstimatedRows", "Rows", "DbHits") if key in arguments
    ]
    line = "  " * depth + "+ " + str(operator.get("operatorType", "?"))
    below = [each for child in operator.get("children", []) for each in _lines(child, depth + 1)]
    return [f"{line} ({', '.join(details)})" if details else line, *below]
