"""Redis: pub/sub, cache and signs of life. Without it work is accepted, and starts when it is back."""

from typing import Any

from django.conf import settings

from platform_project.health.connections import redis
from platform_project.health.findings import Finding
from platform_project.health.registry import component


@component("redis")
def probe() -> Finding:
    """Ask for its state, which it tells only once it has loaded its data."""
    with redis(settings.REDIS_URL) as client:
        client.ping()
        info: dict[str, Any] = client.info()
    return Finding(
        details={
            "version": info["redis_version"],
            "memory": info["used_memory_human"],
            "clients": info["connected_clients"],
            "uptime_seconds": info["uptime_in_seconds"],
        }
    )
