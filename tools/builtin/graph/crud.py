"""graph.crud: nodes and relationships made, read, changed and deleted one at a time."""

from datetime import timedelta
from typing import Any, Final

from graph.mutations import nodes, relationships
from graph.mutations.given import Author
from graph.mutations.selection import Selection
from security.roles import Role
from security.scopes import Scope
from tools.base import Tool, ToolContext, ToolResult
from tools.builtin.graph.search import NAME, WHERE
from tools.registry import register

CURATORS: Final = frozenset({Role.ADMIN, Role.CURATOR, Role.DATA_ENGINEER})

tool = register(
    Tool(
        name="graph.crud",
        purpose="Create, read, update and delete nodes and relationships of the tenant's graph.",
        roles=CURATORS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_WRITE),
        timeout=timedelta(seconds=20),
    )
)

ID: Final[dict[str, Any]] = {"type": "string", "minLength": 1, "maxLength": 512}
PROPERTIES: Final[dict[str, Any]] = {"type": "object", "maxProperties": 1_000}
_END: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"orig_id": ID},
    "required": ["orig_id"],
    "additionalProperties": False,
    "description": "The node of this id.",
}
_MATCH: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "orig_id": ID,
        "label": NAME,
        "where": {name: value for name, value in WHERE.items() if name != "default"},
    },
    "additionalProperties": False,
    "required": True,
    "description": "The node of this id; or those with the label and the values.",
}
_VERSION: Final[dict[str, Any]] = {
    "type": "string",
    "minLength": 1,
    "maxLength": 64,
    "description": "The version that was read: nothing is changed if it is another by now.",
}
_EXPECTED: Final[dict[str, Any]] = {
    **PROPERTIES,
    "description": "Values that it has to have now (null: lacks), or nothing is changed.",
}
_BETWEEN: Final[dict[str, Any]] = {
    "from": {**_END, "required": True},
    "to": {**_END, "required": True},
    "rel_type": {**NAME, "required": True},
}
_REL_ID: Final[dict[str, Any]] = {**ID, "description": "Which one, if there are several."}


@tool.action(
    "create_node",
    arguments={
        "labels": {"type": "array", "items": NAME, "minItems": 1, "maxItems": 5, "required": True},
        "properties": {**PROPERTIES, "default": {}, "description": "orig_id among them is the node's id."},
        "on_exists": {"enum": ["error", "merge"], "default": "error"},
    },
)
def create_node(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Make a node, or with on_exists=merge give the properties to the one of its id."""
    return ToolResult(nodes.node_create(author=author_of(ctx), **arguments))


@tool.action(
    "read_node",
    arguments={"orig_id": {**ID, "required": True}, "with_edges": {"type": "boolean", "default": False}},
)
def read_node(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A node with its version, and its relationships if they are asked for."""
    return ToolResult(nodes.node_read(author=author_of(ctx), **arguments))


@tool.action(
    "update_node",
    arguments={
        "match": _MATCH,
        "properties": {**PROPERTIES, "required": True, "description": "Null takes a property away."},
        "mode": {"enum": ["merge", "replace"], "default": "merge"},
        "version": _VERSION,
        "expected": _EXPECTED,
    },
)
def update_node(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Change the properties of one node, if it is as expected; mode=replace leaves no others."""
    selection = Selection(**arguments.pop("match"))
    return ToolResult(nodes.node_update(author=author_of(ctx), selection=selection, **arguments))


@tool.action(
    "delete_node",
    arguments={
        "match": _MATCH,
        "detach": {"type": "boolean", "default": True, "description": "Its relationships go too."},
        "confirm": {"type": "boolean", "default": False, "description": "It may be several nodes."},
        "version": _VERSION,
    },
)
def delete_node(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Delete a node with its relationships; several only when that is confirmed, and never very many."""
    selection = Selection(**arguments.pop("match"))
    return ToolResult(nodes.node_delete(author=author_of(ctx), selection=selection, **arguments))


@tool.action("create_relationship", arguments={**_BETWEEN, "properties": {**PROPERTIES, "default": {}}})
def create_relationship(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Make a relationship between two nodes that are there."""
    return ToolResult(
        relationships.relationship_create(
            author=author_of(ctx), **_between(arguments), properties=arguments["properties"]
        )
    )


@tool.action(
    "update_relationship",
    arguments={
        **_BETWEEN,
        "properties": {**PROPERTIES, "required": True, "description": "Null takes a property away."},
        "orig_id": _REL_ID,
        "version": _VERSION,
        "expected": _EXPECTED,
    },
)
def update_relationship(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Change the properties of the relationship between two nodes, if it is as expected."""
    optional = ("properties", "orig_id", "version", "expected")
    given = {name: arguments[name] for name in optional if name in arguments}
    return ToolResult(
        relationships.relationship_update(author=author_of(ctx), **_between(arguments), **given)
    )


@tool.action("delete_relationship", arguments={**_BETWEEN, "orig_id": _REL_ID})
def delete_relationship(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Delete what connects two nodes by a type, or the one of these that has the id."""
    return ToolResult(
        relationships.relationship_delete(
            author=author_of(ctx), **_between(arguments), orig_id=arguments.get("orig_id")
        )
    )


def author_of(ctx: ToolContext) -> Author:
    """For whom the invocation changes the graph."""
    ctx.check_cancelled()
    return Author(ctx.tenant_id, ctx.principal.sub, ctx.invocation_id)


def _between(arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        "start": arguments["from"]["orig_id"],
        "end": arguments["to"]["orig_id"],
        "kind": arguments["rel_type"],
    }
