from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Tenants, the active tenant, row-level security."""

    name = "tenants"
