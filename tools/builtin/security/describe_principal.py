"""security.describe_principal: who the caller is to the platform."""

from datetime import timedelta
from typing import Any

from security.scopes import Scope
from tools.base import EVERYBODY, Tool, ToolContext, ToolResult
from tools.registry import register

tool = register(
    Tool(
        name="security.describe_principal",
        purpose="Describe the caller's identity, roles and scopes.",
        roles=EVERYBODY,
        scopes=(Scope.TOOLS_INVOKE,),
        timeout=timedelta(seconds=5),
    )
)


@tool.action("describe")
def describe(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The verified identity behind this request; never raw claims."""
    principal = ctx.principal
    roles = sorted(principal.roles)
    is_service = not roles
    return ToolResult(
        {
            "principal_id": principal.sub,
            "tenant_id": str(principal.tenant_id),
            "roles": roles,
            "scopes": sorted(principal.scopes),
            "permissions": [str(scope) for scope in principal.permissions],
            "is_admin": principal.can(Scope.ADMIN_ALL),
            "is_service_account": is_service,
            "identity_summary": f"You are {principal.sub}, "
            + ("a service account." if is_service else f"with the role {', '.join(roles)}."),
        }
    )
