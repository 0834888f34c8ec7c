"""Redis: broker and pub/sub. Without it work is accepted, and starts when it is back."""

from django.conf import settings
from redis import Redis

from platform_project.health.checks import TIMEOUT_SECONDS
from platform_project.health.registry import component


@component("redis")
def probe() -> None:
    """PING, on a connection of its own."""
    with Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS
    ) as redis:
        redis.ping()
