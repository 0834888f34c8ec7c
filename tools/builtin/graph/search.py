"""graph.search: nodes and relationships by text, by values and by pattern."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from graph.ask import structured, text_search, typed
from graph.ask.structured import Hop, Text
from graph.client import QueryResult
from graph.cypher import CypherRefused, Limits
from graph.nl import pipeline
from graph.schema import schema_of
from security.scopes import Scope
from tools.base import WORKERS, Tool, ToolContext, ToolResult
from tools.errors import ToolArgumentsInvalid
from tools.registry import register

tool = register(
    Tool(
        name="graph.search",
        purpose="Search the tenant's graph by text, by values and by pattern.",
        roles=WORKERS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_READ),
        timeout=timedelta(seconds=30),
    )
)

NAME: Final = {"type": "string", "minLength": 1, "maxLength": 128}
NAMES: Final = {"type": "array", "items": NAME, "maxItems": 50}
_SCALAR: Final = ["string", "number", "boolean", "null"]
WHERE: Final[dict[str, Any]] = {
    "type": "object",
    "maxProperties": 20,
    "propertyNames": NAME,
    "additionalProperties": {
        "anyOf": [
            {"type": _SCALAR},
            {"type": "array", "items": {"type": _SCALAR}, "minItems": 1, "maxItems": 1_000},
        ]
    },
    "default": {},
    "description": "Values that it has; one of a list; null: that it lacks.",
}
_PAGE: Final[dict[str, Any]] = {
    "page": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1},
    "page_size": {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 25},
}
_HOP: Final[dict[str, Any]] = {
    "label": NAME,
    "labels": NAMES,
    "where": {name: value for name, value in WHERE.items() if name != "default"},
}
_STEP: Final[dict[str, Any]] = {
    **_HOP,
    "type": NAME,
    "types": NAMES,
    "direction": {"enum": ["out", "in", "both"]},
}
MAX_STEPS: Final = 5


@tool.action(
    "nodes",
    arguments={
        "label": NAME,
        "labels": NAMES,
        "where": WHERE,
        "select": NAMES,
        "order_by": NAME,
        "order_desc": {"type": "boolean", "default": False},
        **_PAGE,
    },
)
def nodes(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Nodes with any of the labels and all of the values, a page at a time."""
    labels, where = _both(arguments, "label"), arguments["where"]
    page = built(
        lambda: structured.nodes(
            labels=labels,
            where=where,
            select=arguments.get("select"),
            order_by=arguments.get("order_by"),
            descending=arguments["order_desc"],
            **_bounds(arguments),
        )
    )
    return _paged(ctx, page, structured.count_nodes(labels=labels, where=where), arguments)


@tool.action("edges", arguments={"type": NAME, "types": NAMES, "where": WHERE, "select": NAMES, **_PAGE})
def edges(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Relationships of any of the types with all of the values, each once, a page at a time."""
    types, where = _both(arguments, "type"), arguments["where"]
    page = built(
        lambda: structured.edges(
            types=types, where=where, select=arguments.get("select"), **_bounds(arguments)
        )
    )
    return _paged(ctx, page, structured.count_edges(types=types, where=where), arguments)


@tool.action("count", arguments={"label": NAME, "type": NAME, "where": WHERE})
def count(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """How many nodes of a label, or relationships of a type, there are; all nodes when neither is named."""
    label, kind, where = arguments.get("label"), arguments.get("type"), arguments["where"]
    if label and kind:
        raise ToolArgumentsInvalid("Either a label or a type can be counted.")
    if kind:
        query = built(lambda: structured.count_edges(types=(kind,), where=where))
    else:
        query = built(lambda: structured.count_nodes(labels=(label,) if label else (), where=where))
    return ToolResult({"count": _number(ctx, query)})


@tool.action(
    "distinct",
    arguments={
        "label": NAME,
        "property": {**NAME, "required": True},
        "limit": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100},
    },
)
def distinct(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The different values of a property, in their order."""
    labels, key, limit = _both(arguments, "label"), arguments["property"], arguments["limit"]
    query = built(lambda: structured.distinct(labels=labels, key=key, limit=limit + 1))
    found, notices = _found(ctx, query, max_rows=limit)
    values = [value for [value] in found.rows]
    data = {"property": key, "values": values, "count": len(values), "truncated": found.truncated}
    return ToolResult(data, warnings=notices)


@tool.action(
    "text",
    arguments={
        "query": {"type": "string", "minLength": 2, "maxLength": 200, "required": True},
        "labels": {**NAMES, "default": []},
        "properties": {**NAMES, "default": []},
        "top_k": {"type": "integer", "minimum": 1, "maximum": 200, "default": 20},
    },
)
def text(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Nodes that have a text in their text properties, the best first; case makes no difference."""
    where = text_search.searchable(
        schema_of(ctx.tenant_id), labels=arguments["labels"], properties=arguments["properties"]
    )
    if not where.properties:
        return ToolResult({"items": []}, warnings=("There are no such text properties to search.",))
    query = built(lambda: text_search.search(arguments["query"], where=where, limit=arguments["top_k"]))
    found, notices = _found(ctx, query, max_rows=arguments["top_k"])
    items = [
        {
            "orig_id": orig_id,
            "labels": labels,
            "score": score,
            "snippet": text_search.snippet(arguments["query"], texts),
        }
        for orig_id, labels, score, texts in found.rows
    ]
    return ToolResult({"items": items}, warnings=notices)


@tool.action(
    "pattern",
    arguments={
        "start": {"type": "object", "properties": _HOP, "additionalProperties": False, "required": True},
        "steps": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_STEPS,
            "items": {"type": "object", "properties": _STEP, "additionalProperties": False},
            "required": True,
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 100},
    },
)
def pattern(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Paths that begin at certain nodes and go on step by step."""
    query = built(
        lambda: structured.path(
            start=_hop(arguments["start"]),
            steps=[_hop(step) for step in arguments["steps"]],
            limit=arguments["limit"] + 1,
        )
    )
    found, notices = _found(ctx, query, max_rows=arguments["limit"])
    paths = [{"nodes": visited, "edges": passed} for visited, passed in found.rows]
    data = {"paths": paths, "count": len(paths), "truncated": found.truncated}
    return ToolResult(data, warnings=notices)


def built(build: Callable[[], Text]) -> Text:
    """The query that is built.

    Raises:
        ToolArgumentsInvalid: a name cannot be written in Cypher.
    """
    try:
        return build()
    except CypherRefused as refused:
        raise ToolArgumentsInvalid(f"Not valid: {'; '.join(refused.reasons)}.") from refused
    except ValueError as error:
        raise ToolArgumentsInvalid(f"Not valid: {error}.") from error


def _both(arguments: dict[str, Any], name: str) -> tuple[str, ...]:
    """What is named one by one or in a list."""
    single = (arguments[name],) if name in arguments else ()
    return (*single, *arguments.get(f"{name}s", ()))


def _hop(said: dict[str, Any]) -> Hop:
    return Hop(_both(said, "type"), said.get("direction", "out"), _both(said, "label"), said.get("where", {}))


def _bounds(arguments: dict[str, Any]) -> dict[str, int]:
    size = arguments["page_size"]
    return {"skip": (arguments["page"] - 1) * size, "limit": size}


def _paged(ctx: ToolContext, page: Text, total: Text, arguments: dict[str, Any]) -> ToolResult:
    found, notices = _found(ctx, page, max_rows=arguments["page_size"])
    items = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    return ToolResult({"items": items, "total": _number(ctx, total), "count": len(items)}, warnings=notices)


def _number(ctx: ToolContext, query: Text) -> int:
    found, _ = _found(ctx, query, max_rows=1)
    [[number]] = found.rows
    return int(number)


def _found(ctx: ToolContext, query: Text, *, max_rows: int) -> tuple[QueryResult, tuple[str, ...]]:
    """What a query finds, through every layer of validation like any other, and what is to be said of it."""
    seconds = min(Limits().timeout_seconds, ctx.remaining_seconds())
    prepared = typed.check(
        query.cypher,
        params=query.params,
        tenant_id=ctx.tenant_id,
        limits=Limits(max_rows=max_rows, timeout_seconds=seconds),
    )
    result, _ = pipeline.execute(prepared, cancelled=ctx.is_cancelled)
    return result, prepared.notices
