"""output.summarize: rows in words."""

from datetime import timedelta
from typing import Any, Final

from graph.client import QueryResult
from graph.nl import pipeline
from graph.nl.generate import Draft
from graph.schema import schema_of
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

_GIVEN: Final = Draft("", {}, generator="caller", confidence=1.0, explanation="rows that were given")


@tool.action(
    "rows",
    arguments={
        "columns": {"type": "array", "items": {"type": "string"}, "maxItems": 200, "required": True},
        "rows": {"type": "array", "items": {"type": "array"}, "maxItems": 10_000, "required": True},
        "truncated": {"type": "boolean", "default": False},
        "draft": {"type": "object", "description": "The draft of the query, which says what the rows are."},
        "language": {"enum": ["en", "it"], "default": "en"},
    },
)
def rows(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Rows as a sentence and a small table."""
    draft = Draft.from_json(arguments["draft"]) if "draft" in arguments else _GIVEN
    result = QueryResult(
        columns=tuple(arguments["columns"]),
        rows=arguments["rows"],
        truncated=arguments["truncated"],
        elapsed_ms=0.0,
    )
    # Whoever may not look into the graph is told no more of it than the rows that they have brought.
    schema = schema_of(ctx.tenant_id) if draft.cypher and ctx.principal.can(Scope.GRAPH_READ) else None
    text, report = pipeline.in_words(draft, result, language=arguments["language"], schema=schema)
    return ToolResult(
        {"summary": text, "row_count": len(result.rows), "degraded": False}, stages=(report.as_json(),)
    )
