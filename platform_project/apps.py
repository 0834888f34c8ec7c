from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PlatformConfig(AppConfig):
    """Wiring: health, operators' pages, commands that span rooms."""

    name = "platform_project"

    def ready(self) -> None:
        """Check the settings of the health checks, and let workers and beat show signs of life."""
        from platform_project.health import heartbeats, policy  # noqa: F401  (imported for what it registers)


class OperatorAdminConfig(AdminConfig):
    """The admin, for operators."""

    default_site = "platform_project.operators.OperatorSite"
