"""security.allowed_operations: what the caller may do."""

from datetime import timedelta
from typing import Any, Final

from security.principal import Principal
from security.scopes import Scope
from tools.base import EVERYBODY, Tool, ToolContext, ToolResult
from tools.registry import register, visible_tools

tool = register(
    Tool(
        name="security.allowed_operations",
        purpose="List the operations that the caller may perform.",
        roles=EVERYBODY,
        scopes=(Scope.TOOLS_INVOKE,),
        timeout=timedelta(seconds=5),
    )
)

# An operation in words, and the scope that allows it. What is not here is not allowed.
READS: Final = {
    "read runs and jobs": Scope.READ,
    "see the shape of the graph": Scope.GRAPH_SCHEMA,
    "query the graph": Scope.GRAPH_READ,
}
WRITES: Final = {
    "ask questions": Scope.AGENTS_RUN,
    "start jobs": Scope.JOBS_WRITE,
    "create, change and delete nodes and relationships of the graph": Scope.GRAPH_WRITE,
}
ADMINISTRATION: Final = {
    "manage indexes and constraints of the graph": Scope.ADMIN_ALL,
    "manage tenants": Scope.TENANTS_WRITE,
}


def _allowed(principal: Principal, operations: dict[str, Scope]) -> list[str]:
    return [operation for operation, scope in operations.items() if principal.can(scope)]


@tool.action("list", arguments={"include_tools": {"type": "boolean", "default": True}})
def list_operations(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Everything that the caller may do, and what nobody may."""
    principal = ctx.principal
    reads, writes = _allowed(principal, READS), _allowed(principal, WRITES)
    administration = _allowed(principal, ADMINISTRATION)
    data: dict[str, Any] = {
        "read_operations": reads,
        "write_operations": writes,
        "admin_operations": administration,
        "can_execute_reads": principal.can(Scope.GRAPH_READ),
        "can_execute_writes": principal.can(Scope.GRAPH_WRITE),
        "can_manage_schema": principal.can(Scope.ADMIN_ALL),
        "dangerous_queries_allowed": [],
        "restrictions": ["Destructive queries are refused to everybody; they can only be explained."],
        "summary": f"You may {_in_words([*reads, *writes, *administration])}.",
    }
    if arguments["include_tools"]:
        data["tools"] = [visible.name for visible in visible_tools(principal)]
    return ToolResult(data)


@tool.action(
    "check",
    arguments={"operation": {"type": "string", "minLength": 1, "maxLength": 200, "required": True}},
)
def check(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Whether one operation or tool is allowed; what is not known is not."""
    operation = arguments["operation"]
    scope = {**READS, **WRITES, **ADMINISTRATION}.get(operation)
    is_tool = operation in [visible.name for visible in visible_tools(ctx.principal)]
    allowed = is_tool or (scope is not None and ctx.principal.can(scope))
    if scope is None and not is_tool:
        reason = "No such operation is known."
    else:
        reason = "Your roles grant it." if allowed else f"It needs the scope {scope}."
    required = str(scope) if scope else None
    return ToolResult(
        {"operation": operation, "allowed": allowed, "reason": reason, "required_scope": required}
    )


def _in_words(operations: list[str]) -> str:
    if not operations:
        return "do nothing here"
    *others, last = operations
    return f"{', '.join(others)} and {last}" if others else last
