"""This process: which release it is, and whether it is being drained."""

import os
import time
from contextlib import suppress
from typing import Final

import psutil
from django.conf import settings
from redis import RedisError

from platform_project.health import drain
from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component


@component("app")
def probe() -> Finding:
    """It answers, or this would not run."""
    with suppress(RedisError):  # what was known of the switch stands until Redis is back
        drain.look()
    details = {
        "version": settings.SPECTACULAR_SETTINGS["VERSION"],
        "environment": settings.APP_ENV,
        "pid": os.getpid(),
        "uptime_seconds": round(time.time() - _STARTED),
    }
    if (draining := drain.current()) is not None:
        return Finding(Health.DEGRADED, drain.REASON, {**details, "draining": draining.as_json()})
    return Finding(details=details)


_STARTED: Final = psutil.Process().create_time()
