"""graph.generate_cypher: from a question to a query; it never executes anything."""

from datetime import timedelta
from typing import Any

from graph import cypher
from graph.nl import pipeline
from security.scopes import Scope
from tools.base import WORKERS, Tool, ToolContext, ToolResult
from tools.registry import register

tool = register(
    Tool(
        name="graph.generate_cypher",
        purpose="Turn a question in plain language into a reading Cypher query.",
        roles=WORKERS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_READ),
        timeout=timedelta(seconds=45),
    )
)

CYPHER = {"type": "string", "minLength": 1, "maxLength": 20_000, "required": True}


@tool.action(
    "generate",
    arguments={"goal": {"type": "string", "minLength": 1, "maxLength": 10_000, "required": True}},
)
def generate(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A draft that would answer the question, or the nearest questions that can be answered."""
    drafted = pipeline.draft(arguments["goal"], tenant_id=ctx.tenant_id)
    draft = drafted.draft
    return ToolResult(
        {
            "draft": draft.as_json() if draft else None,
            "cypher": draft.cypher if draft else None,
            "params": draft.params if draft else {},
            "confidence": draft.confidence if draft else 0.0,
            "source": draft.generator if draft else None,
            "unknown": None if draft else pipeline.unknown(drafted).text,
            "suggestions": list(drafted.suggestions),
            "schema_version": drafted.schema_version,
        },
        stages=tuple(stage.as_json() for stage in drafted.stages),
    )


@tool.action("validate", arguments={"cypher": CYPHER, "params": {"type": "object", "default": {}}})
def validate(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The query as it would be executed for this tenant, or why it would be refused."""
    prepared = cypher.prepare(arguments["cypher"], params=arguments["params"], tenant_id=ctx.tenant_id)
    layers = [{"name": layer.name, "ok": layer.ok, "detail": layer.detail} for layer in prepared.layers]
    return ToolResult({"is_safe": True, "cypher": prepared.text, "layers": layers}, warnings=prepared.notices)
