"""What an answer rests on: which query, from where, on which nodes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings

from graph import client
from graph.client import QueryResult
from graph.cypher import CypherRefused, CypherSyntaxError, Limits, Prepared, ast, parse, prepare, render
from graph.cypher.functions import AGGREGATES
from graph.cypher.names import fresh
from graph.errors import GraphQueryFailed, GraphTimeout, GraphUnavailable
from graph.nl.generate import Draft

logger: Final = structlog.get_logger(__name__)

MAX_SOURCES: Final = 200
MAX_COUNTED: Final = 10_000
SECONDS: Final = 2.0
_ID: Final = "orig_id"
_SOURCES, _TOTAL = "source_ids", "source_total"


def of_draft(draft: Draft, *, schema_version: str) -> dict[str, Any]:
    """Which generator made the query, how sure it was, and from which versions of catalogue and schema."""
    known = ("pattern", "pattern_version", "catalogue_version")
    return {
        "generator": draft.generator,
        "confidence": draft.confidence,
        "explanation": draft.explanation,
        "reading": draft.reading,
        "schema_version": schema_version,
        **{name: draft.hints[name] for name in known if name in draft.hints},
    }


def of_result(prepared: Prepared, result: QueryResult) -> dict[str, Any]:
    """What was executed and where, and a fingerprint of the rows that came back."""
    rows = json.dumps([result.columns, result.rows], sort_keys=True, separators=(",", ":"))
    return {
        "cypher": prepared.text,
        "params": prepared.params,
        "connection": connection(),
        "row_count": len(result.rows),
        "truncated": result.truncated,
        "rows_hash": f"sha256:{hashlib.sha256(rows.encode()).hexdigest()}",
    }


def connection() -> dict[str, Any]:
    """The server that is asked, without who asks it."""
    address = urlsplit(settings.GRAPH["url"])
    server = f"{address.hostname}:{address.port}" if address.port else address.hostname
    return {"server": server, "dialect": client.dialect().name, "database": settings.GRAPH["database"]}


def sources_of(
    text: str, params: Mapping[str, Any], result: QueryResult, *, tenant_id: UUID
) -> dict[str, Any] | None:
    """The ids of the nodes that a result rests on, at most ``MAX_SOURCES``, and how many there are.

    They are asked for by a second query that has the patterns and conditions of the first, for at most
    ``SECONDS``. It is for the record: where it cannot be made or does not answer, there is just none.

    Returns:
        ``{"ids": [...], "total": n, "complete": bool}``; ``total`` counts no further than ``MAX_COUNTED``.
    """
    if is_nothing(result):
        return None
    try:
        query = sources_query(text)
        if query is None:
            return None
        ready = prepare(query, params=params, tenant_id=tenant_id, limits=Limits(timeout_seconds=SECONDS))
        [[ids, total]] = client.read(
            ready.text, ready.params, timeout_seconds=ready.timeout_seconds, max_rows=1
        ).rows
    except (CypherRefused, CypherSyntaxError) as refused:
        logger.info("sources_not_asked_for", reason=type(refused).__name__)
        return None
    except (GraphUnavailable, GraphTimeout, GraphQueryFailed) as failure:
        logger.warning("sources_not_read", code=str(failure.code))
        return None
    return {"ids": ids, "total": total, "complete": total == len(ids)}


def is_nothing(result: QueryResult) -> bool:
    """Whether nothing was found: no row, or a single count of nothing."""
    return not result.rows or result.rows in ([[0]], [[False]], [[None]])


def sources_query(text: str) -> str | None:
    """The query for the nodes that a query's result is about; None when it is about none, or is a UNION.

    Raises:
        CypherSyntaxError: the text is no query.
    """
    query = parse(text).query
    if (found := _about(query)) is None:
        return None
    before, projection, names = found
    source = next(fresh("source_node", set(ast.strings(query))))
    single = ast.SingleQuery((*_kept(before, projection, names), *_collected(names, source)))
    return render(ast.Statement(ast.Query((single,))))


def labels_of_sources(text: str) -> frozenset[str]:
    """The labels that the patterns give these nodes; none when one may have any, or it cannot be told.

    Raises:
        CypherSyntaxError: the text is no query.
    """
    if (found := _about(parse(text).query)) is None:
        return frozenset()
    before, _, names = found
    labels: dict[str, set[str]] = {name: set() for name in names}
    for clause in before:
        for node in _patterns(clause):
            if node.variable in labels and node.labels is not None:
                named = {each.name for each in ast.walk(node.labels) if isinstance(each, ast.Label)}
                labels[node.variable] |= named
    return frozenset().union(*labels.values()) if all(labels.values()) else frozenset()


_About = tuple[tuple[ast.Clause, ...], ast.Projection, list[str]]
"""The clauses before a projection, the projection, and the variables of the nodes that it is about."""


def _about(query: ast.Query) -> _About | None:
    """The last projection of a query that is about nodes."""
    if len(query.parts) != 1:
        return None
    clauses = query.parts[0].clauses
    for end in range(len(clauses) - 1, 0, -1):
        before, last = clauses[:end], clauses[end]
        if not isinstance(last, ast.Return | ast.With):
            continue
        if names := _subjects(before, last.projection):
            return before, last.projection, names
    return None


def _subjects(before: tuple[ast.Clause, ...], projection: ast.Projection) -> list[str]:
    """The node variables that a projection speaks of; all that are in scope when it speaks of none."""
    scope = _nodes_in_scope(before)
    spoken_of = {
        node.name for item in projection.items for node in ast.walk(item) if isinstance(node, ast.Variable)
    }
    return [name for name in scope if name in spoken_of] or scope


def _nodes_in_scope(clauses: tuple[ast.Clause, ...]) -> list[str]:
    """The variables that stand for nodes after these clauses, in the order of the text."""
    scope: dict[str, None] = {}
    for clause in clauses:
        match clause:
            case ast.Match():
                scope |= dict.fromkeys(node.variable for node in _patterns(clause) if node.variable)
            case ast.With(projection) if not projection.star:
                scope = dict.fromkeys(_passed_on(projection, scope))
    return list(scope)


def _patterns(clause: ast.Clause) -> list[ast.NodePattern]:
    """The node patterns of a MATCH; none of any other clause."""
    if not isinstance(clause, ast.Match):
        return []
    return [node for path in clause.paths for node in (path.start, *(step.node for step in path.steps))]


def _passed_on(projection: ast.Projection, scope: Mapping[str, None]) -> Iterator[str]:
    """The nodes that WITH hands on, under the names that they have from there on."""
    for item in projection.items:
        if isinstance(item.expression, ast.Variable) and item.expression.name in scope:
            yield item.alias or item.expression.name


def _kept(
    before: tuple[ast.Clause, ...], projection: ast.Projection, names: list[str]
) -> tuple[ast.Clause, ...]:
    """The clauses before a projection, and its order and limit where rows are not put together by it.

    "The five largest files" rests on five files; "how many of each kind" rests on all.
    """
    aggregates = any(map(_is_aggregate, (node for item in projection.items for node in ast.walk(item))))
    if aggregates or projection.distinct or not (projection.limit or projection.skip):
        return before
    own = tuple(ast.Item(ast.Variable(name)) for name in names)
    others = tuple(item for item in projection.items if _name(item) not in names)
    return (*before, ast.With(replace(projection, items=(*own, *others), star=False)))


def _name(item: ast.Item) -> str | None:
    """What a projected value is called from there on."""
    if item.alias is None and isinstance(item.expression, ast.Variable):
        return item.expression.name
    return item.alias


def _is_aggregate(node: ast.Node) -> bool:
    if isinstance(node, ast.FunctionCall):
        return node.name.lower() in AGGREGATES
    return isinstance(node, ast.CountRows)


def _collected(names: list[str], variable: str) -> tuple[ast.Clause, ...]:
    """Each node's id once, counted as far as ``MAX_COUNTED``, shown as far as ``MAX_SOURCES``."""
    source = ast.Variable(variable)
    found = ast.Variable(_ID)
    one_by_one = ast.Unwind(ast.ListLiteral(tuple(map(ast.Variable, names))), variable)
    once = ast.With(
        ast.Projection(
            (ast.Item(ast.Property(source, _ID), _ID),), distinct=True, limit=ast.Constant(MAX_COUNTED)
        ),
        where=ast.Unary("IS NOT NULL", found),
    )
    in_order = ast.With(ast.Projection((ast.Item(found),), order=(ast.SortItem(found),)))
    together = ast.With(ast.Projection((ast.Item(ast.FunctionCall("collect", (found,)), _SOURCES),)))
    ids = ast.Variable(_SOURCES)
    shown = ast.Return(
        ast.Projection(
            (
                ast.Item(ast.Slice(ids, ast.Constant(0), ast.Constant(MAX_SOURCES)), _SOURCES),
                ast.Item(ast.FunctionCall("size", (ids,)), _TOTAL),
            )
        )
    )
    return one_by_one, once, in_order, together, shown
