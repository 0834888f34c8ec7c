"""The tools that exist, by name."""

import importlib
import pkgutil

from security.principal import Principal
from tools.base import Action, Tool
from tools.errors import ToolArgumentsInvalid, ToolNotFound

_tools: dict[str, Tool] = {}


def register(tool: Tool) -> Tool:
    """Register a tool; its module does so when it is imported.

    Raises:
        ValueError: the name is taken.
    """
    if tool.name in _tools:
        raise ValueError(f"There is a tool {tool.name!r} already.")
    _tools[tool.name] = tool
    return tool


def get_tool(name: str, *, principal: Principal) -> Tool:
    """A tool that the principal may see.

    Raises:
        ToolNotFound: there is none of this name, or it is hidden from the principal.
    """
    tool = _tools.get(name)
    if tool is None or not tool.is_visible_to(principal):
        raise ToolNotFound(f"There is no tool {name!r}.")
    return tool


def get_action(tool: Tool, name: str) -> Action:
    """An action of a tool.

    Raises:
        ToolArgumentsInvalid: the tool has no such action.
    """
    if name not in tool.actions:
        raise ToolArgumentsInvalid(
            f"{tool.name} has no action {name!r}.", extensions={"actions": sorted(tool.actions)}
        )
    return tool.actions[name]


def all_tools() -> list[Tool]:
    """Every tool, by name."""
    return [_tools[name] for name in sorted(_tools)]


def visible_tools(principal: Principal) -> list[Tool]:
    """The tools that a principal may see, by name."""
    return [tool for tool in all_tools() if tool.is_visible_to(principal)]


def import_tools(package_name: str) -> None:
    """Import every module below a package, so that its tools register; a broken one stops the start."""
    package = importlib.import_module(package_name)
    for module in pkgutil.walk_packages(package.__path__, prefix=f"{package_name}."):
        importlib.import_module(module.name)
