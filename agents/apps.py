from django.apps import AppConfig


class AgentsConfig(AppConfig):
    """Sessions, runs and their steps; intent, planning, orchestration."""

    name = "agents"

    def ready(self) -> None:
        """Register the flow of a run, its job type, the intent rules and this room's tools."""
        from agents import jobs, kept_answers, tasks  # noqa: F401
        from agents.intent.rules import import_rules
        from tools.registry import import_tools

        import_rules()
        import_tools("agents.tools")
