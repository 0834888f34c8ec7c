"""Invoke an action of a tool as its flow does, without workers."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from security.principal import Principal
from tests.factories import make_principal
from tools.base import ToolContext, ToolResult, validated_arguments
from tools.registry import get_action, get_tool


def invoked(caller: Principal | Any, tool_name: str, action_name: str, **arguments: Any) -> ToolResult:
    """What the action answers to a principal, or to a user of a tenant."""
    principal = caller if isinstance(caller, Principal) else make_principal(caller)
    tool = get_tool(tool_name, principal=principal)
    action = get_action(tool, action_name)
    tool.authorize(principal, action)
    context = ToolContext(principal, uuid4(), timedelta(seconds=20), check_cancelled=lambda: None)
    return action.body(context, validated_arguments(action, arguments))
