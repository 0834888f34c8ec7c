from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PlatformConfig(AppConfig):
    """Wiring: health, operators' pages, commands that span rooms."""

    name = "platform_project"


class OperatorAdminConfig(AdminConfig):
    """The admin, for operators."""

    default_site = "platform_project.operators.OperatorSite"
