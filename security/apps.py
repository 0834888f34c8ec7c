"""The application: identity, roles and scopes."""

from django.apps import AppConfig


class SecurityConfig(AppConfig):
    """Identity, roles and scopes."""

    name = "security"

    def ready(self) -> None:
        """Import what registers itself."""
        from platform_project.http.idempotency import register_store
        from security import openapi  # noqa: F401
        from security.idempotency.store import DatabaseStore

        register_store(DatabaseStore())
