"""Invoke tools as executions."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Child
from tenants.context import tenant_scope
from tools.base import ToolContext, ToolResult, validated_arguments
from tools.errors import ToolTimeout
from tools.models import ToolInvocation
from tools.registry import get_action, get_tool

INVOKE_FLOW = "tools.invoke"


def invocation_child(
    *, tenant_id: UUID, tool: str, action: str, arguments: Mapping[str, Any]
) -> tuple[Child, Callable[[], None]]:
    """An invocation for another execution to wait for, and what writes its row in that one's commit."""
    child = Child(flow=INVOKE_FLOW)

    def record() -> None:
        ToolInvocation.objects.create(
            execution_id=child.id,
            tenant_id=tenant_id,
            tool=tool,
            version="",
            action=action,
            arguments=dict(arguments),
        )

    return child, record


@dataclass(frozen=True)
class Invoked:
    """What a tool has answered, and how long it took."""

    result: ToolResult
    version: str
    duration_ms: float


def invocation_of(ctx: PhaseContext) -> ToolInvocation:
    """The row of the invocation that a phase works on."""
    with tenant_scope(ctx.tenant_id):
        invocation: ToolInvocation = ToolInvocation.objects.get(pk=ctx.execution_id)
    return invocation


def invocation_authorize(*, ctx: PhaseContext) -> None:
    """Go on when the principal may use the tool so, and the arguments fit.

    Raises:
        ToolNotFound, ToolForbidden, ToolArgumentsInvalid: it may not, or the arguments do not fit.
    """
    invocation = invocation_of(ctx)
    tool = get_tool(invocation.tool, principal=ctx.principal)
    action = get_action(tool, invocation.action)
    tool.authorize(ctx.principal, action)
    validated_arguments(action, invocation.arguments)


def invocation_invoke(*, ctx: PhaseContext) -> Invoked:
    """Run the tool; authorising it was the phase before.

    Raises:
        ToolTimeout: it took longer than it may, whatever it answered.
        PlatformError: what the tool itself raised.
    """
    invocation = invocation_of(ctx)
    tool = get_tool(invocation.tool, principal=ctx.principal)
    action = get_action(tool, invocation.action)
    began = time.monotonic()
    result = action.body(
        ToolContext(
            principal=ctx.principal,
            invocation_id=ctx.execution_id,
            timeout=tool.timeout,
            check_cancelled=ctx.check_cancelled,
        ),
        validated_arguments(action, invocation.arguments),
    )
    seconds = time.monotonic() - began
    if seconds > tool.timeout.total_seconds():
        raise ToolTimeout(
            f"{tool.name} took {seconds:.1f} s and may take {tool.timeout.total_seconds():g} s."
        )
    return Invoked(result=result, version=tool.version, duration_ms=round(seconds * 1000, 3))


def invocation_record(*, execution_id: UUID, invoked: Invoked) -> None:
    """Write what the tool has answered, within the phase's commit."""
    ToolInvocation.objects.filter(pk=execution_id).update(
        version=invoked.version,
        data=invoked.result.data,
        stages=list(invoked.result.stages),
        warnings=list(invoked.result.warnings),
        duration_ms=invoked.duration_ms,
    )
