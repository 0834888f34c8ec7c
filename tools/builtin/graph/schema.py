"""graph.schema: what the tenant's graph holds."""

from datetime import timedelta
from typing import Any

from graph.schema import schema_of
from security.scopes import Scope
from tools.base import NOT_AUDITORS, Tool, ToolContext, ToolResult
from tools.registry import register

tool = register(
    Tool(
        name="graph.schema",
        purpose="Describe the labels, properties and relationships of the tenant's graph.",
        roles=NOT_AUDITORS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_SCHEMA),
        timeout=timedelta(seconds=10),
    )
)

LABEL = {"type": "string", "minLength": 1, "maxLength": 64}


@tool.action("labels")
def labels(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The labels, by name."""
    return ToolResult({"items": sorted(label.name for label in schema_of(ctx.tenant_id).labels)})


@tool.action("relationship_types")
def relationship_types(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The relationship types, by name."""
    return ToolResult({"items": sorted(schema_of(ctx.tenant_id).relationship_counts)})


@tool.action("node_properties", arguments={"label": LABEL})
def node_properties(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The properties of one label's nodes, or of all labels."""
    wanted = arguments.get("label")
    items = [
        {"label": label.name, "property": each.name, "type": each.type, "coverage": each.coverage}
        for label in schema_of(ctx.tenant_id).labels
        if wanted in (None, label.name)
        for each in label.properties
    ]
    return ToolResult({"label": wanted, "items": items})


@tool.action("node_counts")
def node_counts(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """How many nodes each label has."""
    return ToolResult(
        {"items": [{"label": each.name, "count": each.count} for each in schema_of(ctx.tenant_id).labels]}
    )


@tool.action("relationship_counts")
def relationship_counts(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """How many relationships of each type there are."""
    counts = schema_of(ctx.tenant_id).relationship_counts
    return ToolResult({"items": [{"type": name, "count": count} for name, count in sorted(counts.items())]})


@tool.action("inventory", arguments={"refresh": {"type": "boolean", "default": False}})
def inventory(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Everything that is known of the graph's shape, read anew when asked to."""
    schema = schema_of(ctx.tenant_id, refresh=arguments["refresh"])
    return ToolResult({**schema.as_json(), "fingerprint": schema.version})
