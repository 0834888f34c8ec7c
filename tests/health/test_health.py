"""What the endpoints answer, with everything well and with something missing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.health.registry import component, components, known_names
from security import issuer
from tenants.models import Tenant

ALWAYS = {
    "app", "postgres", "redis", "broker", "graph", "workers", "beat", "recovery", "providers", "storage",
    "migrations",
}  # fmt: skip
PATHS = ("/v1/health/ready", "/v1/health/startup", "/v1/health/components")


@contextmanager
def database_at(address: str) -> Iterator[None]:
    """The application's database is elsewhere while the block runs."""
    known = connections.settings["default"]
    before = dict(known)
    known["HOST"], known["PORT"] = address.split(":")
    try:
        yield
    finally:
        known.update(before)


def caller(tenant: Tenant, *roles: str) -> APIClient:
    token = issuer.mint(sub="ada", tenant_id=tenant.pk, roles=roles)
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {token}")


@pytest.fixture(autouse=True)
def patient(settings: Settings) -> None:
    """A busy machine is not a broken one."""
    settings.HEALTH_TIMEOUT = 5


@pytest.mark.parametrize(
    ("path", "content_type", "content"),
    [("/v1/health/live", "text/plain", b"ok"), ("/v2/health/live", "application/json", b'{"status":"ok",')],
)
@pytest.mark.parametrize("accepted", ["*/*", "application/json", "text/html", "image/png"])
def test_alive_is_said_without_a_query(path: str, content_type: str, content: bytes, accepted: str) -> None:
    with CaptureQueriesContext(connections["default"]) as queries:
        response = APIClient().get(path, HTTP_ACCEPT=accepted)
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response.content.startswith(content)
    assert APIClient().post(path).json()["code"] == "method_not_allowed"
    assert response["Cache-Control"] == "no-store"
    assert len(queries) == 0


@pytest.mark.parametrize("path", PATHS)
def test_every_component_is_named(path: str) -> None:
    response = APIClient().get(path)
    body = response.json()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert {"service", "version", "status", "time", "checks"} <= set(body)
    assert set(body["checks"]) == ALWAYS
    for name in ("app", "postgres", "redis", "broker", "graph", "providers", "storage", "migrations"):
        assert body["checks"][name]["ok"], body["checks"][name]


@pytest.mark.parametrize("name", sorted(ALWAYS))
def test_a_component_is_asked_by_its_name(name: str) -> None:
    body = APIClient().get(f"/v1/health/components/{name}").json()
    assert {"ok", "status", "critical", "latency_ms", "since"} <= set(body)
    assert body["ok"] == (body["status"] == "ok")
    assert body["critical"] == (name in {"postgres", "migrations"})


@pytest.mark.parametrize("name", ["grafana", "no-such", "POSTGRES"])
def test_a_component_that_is_not_here_is_not_found(name: str) -> None:
    response = APIClient().get(f"/v1/health/components/{name}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_start_up_says_what_the_process_was_started_with() -> None:
    body = APIClient().get("/v1/health/startup").json()
    assert body["environment"]["app_env"] == "test"
    assert body["migrations"]["required"] == body["migrations"]["applied"] > 20
    assert body["limits"]["request_bytes"] == 1_048_576


def test_without_redis_or_graph_it_is_degraded_and_still_ready(
    settings: Settings, nobody_listens: str
) -> None:
    settings.REDIS_URL = settings.CELERY_BROKER_URL = f"redis://{nobody_listens}/0"
    settings.GRAPH = {**settings.GRAPH, "url": f"bolt://{nobody_listens}"}
    for path in PATHS:
        response = APIClient().get(path)
        body = response.json()
        assert (response.status_code, body["status"]) == (200, "degraded")
        failed = {name for name, check in body["checks"].items() if not check["ok"]}
        assert failed == {"graph", "redis", "broker", "workers", "beat", "recovery"}
        assert nobody_listens not in response.content.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v1/health/ready", 503), ("/v1/health/startup", 503), ("/v1/health/components", 200)],
)
def test_without_postgres_it_is_unavailable(path: str, status: int, nobody_listens: str) -> None:
    with database_at(nobody_listens):
        response = APIClient().get(path, HTTP_AUTHORIZATION="Bearer whatever")
    body = response.json()
    assert (response.status_code, body["status"]) == (status, "unavailable")
    assert body["checks"]["postgres"]["status"] == body["checks"]["migrations"]["status"] == "unavailable"
    if "migrations" in body:
        assert body["migrations"]["applied"] is None


def test_what_is_critical_is_for_the_deployment_to_say(settings: Settings, nobody_listens: str) -> None:
    settings.GRAPH = {**settings.GRAPH, "url": f"bolt://{nobody_listens}"}
    settings.HEALTH_CRITICAL = frozenset({"graph"})
    response = APIClient().get("/v1/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")


@pytest.mark.parametrize(
    ("roles", "sees"),
    [((), False), (("viewer",), False), (("user",), False), (("operator",), True), (("admin",), True)],
)
def test_operators_see_the_details(roles: tuple[str, ...], sees: bool, tenant: Tenant) -> None:
    client = caller(tenant, *roles) if roles else APIClient()
    checks = client.get("/v1/health/components").json()["checks"]
    assert ("details" in checks["postgres"]) == sees
    one = client.get("/v1/health/components/broker").json()
    assert ("queues" in one.get("details", {})) == sees


def test_a_token_that_is_not_valid_is_nobodys() -> None:
    response = APIClient(HTTP_AUTHORIZATION="Bearer stale").get("/v1/health/components")
    assert response.status_code == 200
    assert "details" not in response.json()["checks"]["postgres"]


def test_hanging_components_cost_one_time_out_together(settings: Settings, silent_server: str) -> None:
    settings.HEALTH_TIMEOUT = 0.3
    settings.REDIS_URL = f"redis://{silent_server}/0"
    settings.GRAPH = {**settings.GRAPH, "url": f"bolt://{silent_server}"}
    started = time.monotonic()
    body = APIClient().get("/v1/health/components").json()
    assert time.monotonic() - started < 1
    for name in ("graph", "redis"):
        assert body["checks"][name]["status"] == "unavailable"


def test_two_probes_of_one_name_are_refused() -> None:
    assert known_names() >= ALWAYS
    with pytest.raises(ValueError, match="postgres"):
        component("postgres")(components()[0].probe)


def test_the_front_door_says_where_to_go() -> None:
    response = APIClient().get("/v1/")
    body = response.json()
    assert response["Cache-Control"] == "no-store"
    assert body["env"] == "test"
    assert body["docs"] == body["links"]["docs"] == "/v1/docs"
    assert APIClient().get(body["links"]["ready"]).status_code == 200
