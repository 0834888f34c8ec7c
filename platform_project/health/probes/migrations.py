"""The database's schema: this release must not work on one that is older than itself."""

from functools import cache

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from platform_project.health.connections import database
from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component


@component("migrations")
def probe() -> Finding:
    """Look for migrations of this release that have not been applied; those of a newer one do no harm."""
    with database() as connection:
        applied = required() & set(MigrationRecorder(connection).applied_migrations())
    details = {"required": len(required()), "applied": len(applied)}
    if missing := sorted(f"{app}.{name}" for app, name in required() - applied):
        return Finding(Health.UNAVAILABLE, "not all are applied", {**details, "missing": missing})
    return Finding(details=details)


@cache
def required() -> frozenset[tuple[str, str]]:
    """Those that this release brings: read from its files, which do not change while it runs."""
    loader = MigrationLoader(None)
    return frozenset(loader.disk_migrations)
