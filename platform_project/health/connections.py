"""Connections of the probes' own: old ones may be broken while their server is well, and others wait long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from redis import Redis

# A host that has vanished is noticed within seconds. One whose server process is frozen is not, as its kernel
# goes on to answer: that probe ends when the server thaws or dies. libpq takes 2 s as the least.
_IMPATIENT: Final = {
    "connect_timeout": 2,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 3000,
    "application_name": "platform-health",
}


def patience() -> float:
    """How long a server is waited for, in seconds: its probe is to end by itself before it is given up."""
    return float(settings.HEALTH_TIMEOUT) / 2


@contextmanager
def database() -> Iterator[BaseDatabaseWrapper]:
    """A new connection with the application's login, closed after the block."""
    connection = connections.create_connection("default")
    known = connection.settings_dict
    connection.settings_dict = {**known, "OPTIONS": {**known.get("OPTIONS", {}), **_IMPATIENT}}
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def redis(url: str) -> Iterator[Redis]:
    """A new connection, closed after the block."""
    with Redis.from_url(
        url,
        socket_connect_timeout=patience(),
        socket_timeout=patience(),
        retry=None,
        retry_on_error=[],
        decode_responses=True,
    ) as client:
        yield client


def get(url: str, path: str) -> httpx.Response:
    """What a server of the deployment says at one of its paths.

    Raises:
        httpx.HTTPError: it does not answer, or not with success.
    """
    answer = httpx.get(f"{url.rstrip('/')}{path}", timeout=patience())
    return answer.raise_for_status()
