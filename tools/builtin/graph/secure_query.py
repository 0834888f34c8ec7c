"""graph.secure_query: run one reading query, after it has passed every layer of validation."""

from datetime import timedelta
from typing import Any

from graph.cypher import Limits
from graph.nl import pipeline
from security.scopes import Scope
from tools.base import WORKERS, Tool, ToolContext, ToolResult
from tools.registry import register

tool = register(
    Tool(
        name="graph.secure_query",
        purpose="Run a reading Cypher query within the tenant, validated and bounded.",
        roles=WORKERS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_READ),
        timeout=timedelta(seconds=60),
    )
)


@tool.action(
    "execute",
    arguments={
        "cypher": {"type": "string", "minLength": 1, "maxLength": 20_000, "required": True},
        "params": {"type": "object", "default": {}},
        "max_rows": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1000},
        "timeout_ms": {"type": "integer", "minimum": 100, "maximum": 30_000, "default": 5000},
    },
)
def execute(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The rows of a query; only text that was rendered from its syntax tree reaches the graph."""
    seconds = min(arguments["timeout_ms"] / 1000, ctx.remaining_seconds())
    prepared, validated = pipeline.validate(
        arguments["cypher"],
        params=arguments["params"],
        tenant_id=ctx.tenant_id,
        limits=Limits(max_rows=arguments["max_rows"], timeout_seconds=seconds),
    )
    ctx.check_cancelled()
    result, executed = pipeline.execute(prepared)
    return ToolResult(
        {
            "cypher": prepared.text,
            "params": prepared.params,
            "columns": list(result.columns),
            "rows": result.rows,
            "row_count": len(result.rows),
            "truncated": result.truncated,
            "elapsed_ms": result.elapsed_ms,
        },
        stages=(validated.as_json(), executed.as_json()),
        warnings=prepared.notices,
    )
