"""Liveness touches nothing; readiness asks every component at once and says which one is missing."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.health.checks import TIMEOUT_SECONDS, Health, check, overall
from platform_project.health.registry import Component, component, components


@pytest.fixture
def nobody_listens() -> str:
    """The address of a port that refuses connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def silent_server() -> Iterator[str]:
    """The address of a server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_alive_is_ok_in_plain_text_without_a_query() -> None:
    with CaptureQueriesContext(connections["default"]) as queries:
        response = APIClient().get("/v1/health/live")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain"
    assert response["Cache-Control"] == "no-store"
    assert len(queries) == 0


def test_ready_names_every_component() -> None:
    response = APIClient().get("/v1/health/ready")
    body = response.json()
    assert (response.status_code, body["status"]) == (200, "ok")
    assert set(body["checks"]) == {"graph", "postgres", "redis"}
    assert all(check["ok"] and check["latency_ms"] >= 0 for check in body["checks"].values())
    assert set(body) == {"service", "version", "status", "time", "checks"}


def test_without_redis_or_graph_it_is_degraded_and_still_ready(
    settings: Settings, nobody_listens: str
) -> None:
    settings.REDIS_URL = f"redis://{nobody_listens}/0"
    settings.GRAPH = {**settings.GRAPH, "url": f"bolt://{nobody_listens}"}
    response = APIClient().get("/v1/health/ready")
    body = response.json()
    assert (response.status_code, body["status"]) == (200, "degraded")
    assert {name for name, check in body["checks"].items() if not check["ok"]} == {"graph", "redis"}
    assert nobody_listens not in response.content.decode()


def test_without_postgres_it_is_unavailable(settings: Settings, nobody_listens: str) -> None:
    host, port = nobody_listens.split(":")
    database = connections.settings["default"]
    before = dict(database)
    database.update(HOST=host, PORT=port)
    try:
        response = APIClient().get("/v1/health/ready", HTTP_AUTHORIZATION="Bearer whatever")
    finally:
        database.update(before)
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")


def test_components_that_hang_cost_one_time_out_together(settings: Settings, silent_server: str) -> None:
    settings.REDIS_URL = f"redis://{silent_server}/0"
    settings.GRAPH = {**settings.GRAPH, "url": f"bolt://{silent_server}"}
    started = time.monotonic()
    body = APIClient().get("/v1/health/ready").json()
    assert time.monotonic() - started < TIMEOUT_SECONDS + 0.5
    assert body["status"] == "degraded"
    assert {name for name, check in body["checks"].items() if not check["ok"]} == {"graph", "redis"}


def test_a_probe_that_never_returns_is_not_waited_for() -> None:
    release = threading.Event()
    stuck = Component(name="stuck", probe=lambda: [release.wait(5), None][1], essential=True)
    started = time.monotonic()
    reports = check([stuck], timeout=0.1)
    release.set()
    assert time.monotonic() - started < 0.5
    assert reports[0].reason == "timeout"
    assert overall(reports) is Health.UNAVAILABLE


def test_two_probes_of_one_name_are_refused() -> None:
    assert components()
    with pytest.raises(ValueError, match="postgres"):
        component("postgres")(lambda: None)


def test_the_front_door_says_where_to_go() -> None:
    body = APIClient().get("/v1/").json()
    assert body["links"]["docs"] == "/v1/docs"
    assert APIClient().get(body["links"]["ready"]).status_code == 200
