from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Tenants, the active tenant, row-level security."""

    name = "tenants"

    def ready(self) -> None:
        """Listen to changes of tenants, so that what is kept of them in Redis goes."""
        from tenants import config  # noqa: F401
