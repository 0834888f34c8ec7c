"""What a process was started with, for those who ask why it does not come up."""

from typing import Any

from django.conf import settings

from platform_project.health.checks import HealthReport
from platform_project.health.probes import migrations
from platform_project.http.pagination import MAX_PAGE_SIZE


def environment() -> dict[str, str]:
    """Which kind of deployment this is."""
    return {"app_env": settings.APP_ENV, "debug": str(settings.DEBUG).lower()}


def limits() -> dict[str, int]:
    """The limits that hold for every caller."""
    return {
        "request_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "page_size": MAX_PAGE_SIZE,
        "tenant_concurrent_jobs": settings.TENANT_CONCURRENT_JOBS,
        "phase_attempts": settings.ENGINE_MAX_ATTEMPTS,
    }


def migration_state(report: HealthReport) -> dict[str, Any]:
    """How many migrations this release brings, and how many of them the database has, if it answers."""
    found = report.named("migrations")
    return {
        "required": len(migrations.required()),
        "applied": found.finding.details.get("applied") if found else None,
    }
