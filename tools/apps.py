from django.apps import AppConfig


class ToolsConfig(AppConfig):
    """The tool registry and runtime, and the tools."""

    name = "tools"

    def ready(self) -> None:
        """Register the tools and the flow that invokes them."""
        from tools import tasks  # noqa: F401
        from tools.registry import import_tools

        import_tools("tools.builtin")
