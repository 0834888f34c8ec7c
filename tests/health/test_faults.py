"""Real servers that freeze: nobody waits for them, and they are well again when they thaw."""

import threading
import time
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.devstack.servers import Servers
from tests.processes import wait_until
from tests.web import frozen

STORM = 20


def probes() -> int:
    return sum(thread.name == "probe" for thread in threading.enumerate())


def component(name: str) -> dict[str, Any]:
    return dict(APIClient().get(f"/v1/health/components/{name}").json())


@pytest.mark.parametrize(
    ("server", "lost", "status"),
    [
        ("redis", {"redis", "broker", "workers", "beat", "recovery"}, 200),
        ("graph", {"graph"}, 200),
        ("postgres", {"postgres", "migrations"}, 503),
    ],
)
def test_a_frozen_server_holds_nobody_up(
    server: str, lost: set[str], status: int, servers: Servers, settings: Settings
) -> None:
    settings.HEALTH_TIMEOUT = 0.4
    with frozen(servers.embedded.get(server)):
        started = time.monotonic()
        answers = [APIClient().get("/v1/health/ready") for _ in range(STORM)]
        assert time.monotonic() - started < 5  # and not 20 time-outs
        assert answers[-1].status_code == status
        checks = answers[-1].json()["checks"]
        assert {name for name in checks if checks[name]["status"] == "unavailable"} >= lost
        assert probes() <= len(checks)
    settings.HEALTH_TIMEOUT = 5
    wait_until(lambda: component(server)["ok"], what=f"{server} to be well again")
    wait_until(lambda: probes() == 0, what="the end of all probes")


def test_an_evicting_broker_is_degraded(settings: Settings) -> None:
    from redis import Redis

    settings.HEALTH_TIMEOUT = 5
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.config_set("maxmemory-policy", "allkeys-lru")
        try:
            found = component("broker")
        finally:
            redis.config_set("maxmemory-policy", "noeviction")
    assert (found["status"], found["details"]) == ("degraded", {"reason": "it may evict messages"})


def test_little_space_is_degraded(settings: Settings) -> None:
    settings.HEALTH_TIMEOUT, settings.STORAGE_FREE_MB = 5, 10**12
    assert component("storage")["status"] == "degraded"


def test_a_state_directory_that_is_not_there_is_unavailable(settings: Settings) -> None:
    settings.HEALTH_TIMEOUT, settings.STATE_DIR = 5, "/no/such/directory"
    found = component("storage")
    assert (found["status"], found["details"]) == ("unavailable", {"reason": "FileNotFoundError"})
