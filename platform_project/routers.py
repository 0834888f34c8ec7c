"""One database behind three logins."""

from typing import Any


class OneDatabaseRouter:
    """Migrate only as the owner; read and write as the application unless code names another login."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The application and the engine own nothing, so they migrate nothing."""
        return db == "owner"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        """Rows read through different logins are rows of the same database."""
        return True
