"""output.summarize: rows in words."""

from datetime import timedelta
from typing import Any

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.summarise import summarise
from security.scopes import Scope
from tools.base import NOT_AUDITORS, Tool, ToolContext, ToolResult
from tools.registry import register

tool = register(
    Tool(
        name="output.summarize",
        purpose="Summarise rows in words, with their exact numbers.",
        roles=NOT_AUDITORS,
        scopes=(Scope.TOOLS_INVOKE,),
        timeout=timedelta(seconds=45),
    )
)


@tool.action(
    "rows",
    arguments={
        "columns": {"type": "array", "items": {"type": "string"}, "maxItems": 200, "required": True},
        "rows": {"type": "array", "items": {"type": "array"}, "maxItems": 10_000, "required": True},
        "truncated": {"type": "boolean", "default": False},
        "draft": {"type": "object", "description": "The draft of the query, which says what the rows are."},
    },
)
def rows(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Rows as a sentence and a small table."""
    draft = (
        Draft.from_json(arguments["draft"])
        if "draft" in arguments
        else Draft(
            cypher="", params={}, generator="caller", confidence=1.0, explanation="rows that were given"
        )
    )
    result = QueryResult(
        columns=tuple(arguments["columns"]),
        rows=arguments["rows"],
        truncated=arguments["truncated"],
        elapsed_ms=0.0,
    )
    text = summarise(draft, result)
    return ToolResult(
        {"summary": text, "row_count": len(result.rows), "degraded": False},
        stages=(
            {
                "name": "summarise",
                "ok": True,
                "detail": text.splitlines()[0],
                "output": {"text": text},
                "elapsed_ms": 0.0,
            },
        ),
    )
