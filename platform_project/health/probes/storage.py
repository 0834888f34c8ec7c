"""The state directory: uploads, exports and keys are kept there."""

import shutil
import tempfile

from django.conf import settings

from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component

MEGABYTE = 1_000_000


@component("storage")
def probe() -> Finding:
    """Write to it, and look at how much is free."""
    with tempfile.TemporaryFile(dir=settings.STATE_DIR, buffering=0) as file:
        file.write(b"written by the health check")
    usage = shutil.disk_usage(settings.STATE_DIR)
    free, least = usage.free // MEGABYTE, settings.STORAGE_FREE_MB
    details = {
        "free_mb": free,
        "total_mb": usage.total // MEGABYTE,
        "least_free_mb": least,
    }
    if free < least:
        return Finding(Health.DEGRADED, "little space is left", details)
    return Finding(details=details)
