"""A web process is alive whatever is broken, and the drain switch takes it out of the load balancer."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from io import StringIO

import httpx
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.devstack.servers import Servers
from platform_project.health import checks, drain
from tenants.models import Tenant
from tests.processes import wait_until
from tests.web import PLAIN, Web, frozen


@pytest.fixture(scope="module")
def web() -> "Iterator[Web]":
    """A web process of one thread, which goes on for two seconds after it was told to stop."""
    process = Web(WEB_THREADS="1", DRAIN_SECONDS="2", HEALTH_TIMEOUT_SECONDS="5")
    yield process
    process.stop()


def ready(web: Web) -> int:
    return httpx.get(f"{web.url}/v1/health/ready", timeout=10, verify=PLAIN).status_code


def manage(*arguments: str) -> str:
    out = StringIO()
    call_command("drain", *arguments, stdout=out)
    return out.getvalue().strip()


def test_it_is_alive_while_its_threads_wait_for_a_frozen_database(
    web: Web, servers: Servers, tenant: Tenant
) -> None:
    with (
        web.client(tenant) as client,
        frozen(servers.embedded["postgres"]),
        ThreadPoolExecutor() as others,
    ):
        waiting = others.submit(client.get, "/v1/jobs")
        assert not wait([waiting], timeout=0.3).done
        for version in ("v1", "v2"):
            assert httpx.get(f"{web.url}/{version}/health/live", timeout=2, verify=PLAIN).status_code == 200
        assert not waiting.done()
        os.kill(servers.embedded["postgres"].pid or 0, signal.SIGCONT)
        assert waiting.result().status_code == 200


def test_the_command_drains_every_process_and_takes_it_back(web: Web) -> None:
    assert manage() == "In service."
    said = manage("--on", "--why", "new release")
    assert said.startswith("Draining since ")
    assert said.endswith(": new release")
    wait_until(lambda: ready(web) == 503, what="the drain to be seen")
    body = httpx.get(f"{web.url}/v1/health/ready").json()
    assert body["status"] == "unavailable"
    assert body["checks"]["app"] | {"since": "", "latency_ms": 0} == {
        "ok": False, "status": "degraded", "critical": False, "since": "", "latency_ms": 0,
        "details": {"reason": "draining"},
    }  # fmt: skip
    for path in ("live", "startup", "components"):
        assert httpx.get(f"{web.url}/v1/health/{path}", timeout=10, verify=PLAIN).status_code == 200
    assert httpx.get(f"{web.url}/v1/").status_code == 200
    assert manage("--off") == "In service."
    wait_until(lambda: ready(web) == 200, what="the return into service")


def test_the_first_word_on_a_drain_stands() -> None:
    first = drain.drain_deployment(by="ada", why="new release")
    assert drain.drain_deployment(by="bob", why="lunch") == first
    assert drain.current() == first


def test_without_redis_what_was_known_stands(settings: Settings, nobody_listens: str) -> None:
    drain.drain_deployment(by="ada", why="new release")
    settings.REDIS_URL = f"redis://{nobody_listens}/0"
    checks._watch.cache_clear()
    assert APIClient().get("/v1/health/ready").status_code == 503
    with pytest.raises(CommandError, match="does not answer"):
        manage("--off")


def test_signals_drain_one_process_and_take_it_back(web: Web) -> None:
    assert ready(web) == 200
    web.signal_one(web.pid, drain.DRAIN_SIGNAL)
    wait_until(lambda: ready(web) == 503, timeout=2, what="the drain")
    assert httpx.get(f"{web.url}/v1/health/live", verify=PLAIN).text == "ok"
    web.signal_one(web.pid, drain.RESUME_SIGNAL)
    wait_until(lambda: ready(web) == 200, timeout=2, what="the return into service")


def test_an_order_to_stop_is_told_before_the_port_closes(web: Web) -> None:
    assert ready(web) == 200
    web.signal_one(web.pid, signal.SIGTERM)
    wait_until(lambda: ready(web) == 503, timeout=1.5, what="the drain")
    assert httpx.get(f"{web.url}/v1/health/live", verify=PLAIN).text == "ok"

    def has_stopped() -> bool:
        try:
            httpx.get(f"{web.url}/v1/health/live", verify=PLAIN)
        except httpx.TransportError:
            return True
        return False

    wait_until(has_stopped, timeout=8, what="the end")
