"""The deployment runs: the commands and environment of docker-compose.yml, asked through nginx."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from graph.sample import Size, load_sample
from platform_project.devstack.ask import parse_events
from tests.compose.deployment import Deployment
from tests.processes import wait_until
from tests.security.identity_provider import IdentityProvider

pytestmark = [
    pytest.mark.needs("pg_ctlcluster", "redis-server", "nginx", "wget"),
    pytest.mark.slow,
    # Starting it all is part of the first test, and may have to share the processor.
    pytest.mark.timeout(300),
]

PROBLEM = "application/problem+json"


class Institute:
    """A client of the platform by the identity provider's tokens, all through nginx."""

    def __init__(self, deployment: Deployment, provider: IdentityProvider) -> None:
        self.deployment = deployment
        self._provider = provider

    def client(self, tenant: str, role: str) -> httpx.Client:
        now = int(time.time())
        claims = {"sub": "ada", "tenant_id": tenant, "roles": [role], "iat": now, "exp": now + 600}
        token = self._provider.sign(
            {**claims, "iss": self._provider.issuer, "aud": self.deployment.variables["OIDC_AUDIENCE"]}
        )
        headers = {"Authorization": f"Bearer {token}", "X-Forwarded-Proto": "https"}
        return httpx.Client(base_url=self.deployment.url, headers=headers, timeout=30)


@pytest.fixture(scope="module")
def scientist(deployment: Deployment, provider: IdentityProvider) -> Iterator[httpx.Client]:
    """Somebody of an institute that has been taken in, with the sample as its data."""
    institute = Institute(deployment, provider)
    with institute.client("platform", "admin") as administrator:
        tenant = {"slug": "institute", "name": "Institute", "admin_email": "admin@example.org"}
        taken_in = administrator.post("/v1/admin/tenants", json=tenant)
        assert taken_in.status_code == 201, taken_in.text
    # The graph is the one of the tests, too: what is in it need not come from within the deployment.
    load_sample(tenant_id=UUID(taken_in.json()["id"]), tenant="institute", size=Size.S)
    with institute.client("institute", "operator") as client:
        yield client


def started(client: httpx.Client, path: str, **body: Any) -> dict[str, str]:
    """The links of an execution that was just started."""
    response = client.post(path, json=body)
    assert response.status_code == 202, response.text
    links: dict[str, str] = response.json()["links"]
    return links


def backend(deployment: Deployment, response: httpx.Response) -> str:
    """Which service nginx has sent the request to, as its log says."""
    logged = f'"request_id":"{response.headers["X-Request-ID"]}"'
    wait_until(lambda: logged in deployment.log("nginx"), what=logged)
    line = next(line for line in deployment.log("nginx").splitlines() if logged in line)
    port = json.loads(line)["backend"].rpartition(":")[2]
    return next(name for name in ("web", "web-streams") if str(deployment.ports[name]) == port)


def test_a_question_asked_through_nginx_is_answered_step_by_step(
    deployment: Deployment, scientist: httpx.Client
) -> None:
    links = started(scientist, "/v1/agent-runs", prompt="How many Blast tasks are there?")
    with scientist.stream("GET", links["events"], headers={"Accept": "text/event-stream"}) as response:
        events = list(parse_events(response.iter_lines()))
    assert [event.name for event in events][-1] == "end"
    answer = scientist.get(links["self"])
    run = answer.json()
    table = next(output for output in run["outputs"] if output["type"] == "table")
    assert (run["status"], run["outcome"]) == ("succeeded", "answer")
    assert table["rows"][0][0] > 0
    assert str(table["rows"][0][0]) in run["output"]
    assert [backend(deployment, each) for each in (response, answer)] == ["web-streams", "web"]


def test_events_pass_nginx_while_the_work_is_going_on(scientist: httpx.Client) -> None:
    links = started(scientist, "/v1/jobs", type="demo", payload={"duration_ms": 1500})
    lags = []
    with scientist.stream("GET", links["events"], headers={"Accept": "text/event-stream"}) as response:
        for event in parse_events(response.iter_lines()):
            at = datetime.fromisoformat(event.data["at"])
            lags.append((datetime.now(UTC) - at).total_seconds())
    assert len(lags) >= 6
    assert max(lags[1:]) < 1, "events were held back"


def test_whoever_prefers_to_wait_waits_where_waiting_holds_no_thread(
    deployment: Deployment, scientist: httpx.Client
) -> None:
    response = scientist.post(
        "/v1/agent-runs",
        json={"prompt": "How many users are there?"},
        headers={"Prefer": "respond-async, wait=20"},
    )
    assert backend(deployment, response) == "web-streams"
    assert (response.status_code, response.json()["status"]) == (200, "succeeded")


def test_every_service_says_that_it_is_healthy(deployment: Deployment) -> None:
    checked = [name for name, service in deployment.services.items() if service.health and name != "memgraph"]
    assert [name for name in checked if not deployment.is_healthy(name)] == []


def test_the_platform_finds_its_components_well(scientist: httpx.Client) -> None:
    # Beat is not among them: it is known by its ticks, the first of which may be half a minute away.
    wanted = {"postgres", "redis", "broker", "graph", "workers", "recovery", "storage", "migrations"}

    def well() -> set[str]:
        components = scientist.get("/v1/health/components").json()["checks"]
        return {name for name, component in components.items() if component["status"] == "ok"}

    wait_until(lambda: wanted <= well(), what=f"{wanted} to be ok")


@pytest.mark.parametrize("name", ["web", "web-streams", "worker-interactive", "worker-batch", "recovery"])
def test_metrics_are_for_those_inside_who_bring_the_token(deployment: Deployment, name: str) -> None:
    url = f"http://127.0.0.1:{deployment.ports[name]}/metrics"
    token = {"Authorization": f"Bearer {deployment.variables['METRICS_TOKEN']}"}
    assert "\nplatform_" in httpx.get(url, headers=token).text
    assert httpx.get(url).status_code == 404


def test_nothing_is_written_beside_the_code(deployment: Deployment) -> None:
    assert deployment.files() == deployment.code


def test_operators_log_in_on_a_page_with_its_style(deployment: Deployment) -> None:
    with httpx.Client(base_url=deployment.url, headers={"X-Forwarded-Proto": "https"}) as browser:
        page = browser.get("/admin/login/")
        style = re.search(r'href="(/static/[^"]+\.css)"', page.text)
        assert page.status_code == 200
        assert style
        assert browser.get(style[1]).headers["Content-Type"].startswith("text/css")
        assert page.headers["Strict-Transport-Security"]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        answer = browser.post(
            "/admin/login/",
            data={
                "csrfmiddlewaretoken": token[1],
                "username": deployment.variables["ADMIN_USER"],
                "password": deployment.variables["ADMIN_PASSWORD"],
            },
            # The cookies are for https only, where the browser is; the test stands behind that.
            headers={
                "Cookie": f"csrftoken={browser.cookies['csrftoken']}",
                "Referer": f"https://{deployment.variables['PUBLIC_HOST']}/admin/login/",
            },
        )
        assert answer.status_code == 302, answer.text


def test_flower_is_behind_its_login_and_only_looks_on(deployment: Deployment) -> None:
    login = ("operator", deployment.variables["FLOWER_PASSWORD"])
    with httpx.Client(base_url=deployment.url) as browser:
        assert browser.get("/flower/workers").status_code == 401
        page = browser.get("/flower/workers", auth=login)
        assert (page.status_code, page.headers["X-Frame-Options"]) == (200, "DENY")
        style = re.search(r'href="(/flower/static/[^"]+\.css[^"]*)"', page.text)
        assert style
        assert browser.get(style[1], auth=login).status_code == 200
        assert browser.post("/flower/api/worker/shutdown/any", auth=login).status_code == 403


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/flower/metrics", "/flower/healthcheck"])
def test_what_is_for_the_inside_is_not_to_be_had(deployment: Deployment, path: str) -> None:
    login = ("operator", deployment.variables["FLOWER_PASSWORD"])
    assert httpx.get(f"{deployment.url}{path}", auth=login).status_code == 404


@pytest.mark.parametrize("length", [1_500_000, 3_000_000])
def test_a_body_that_is_too_long_is_a_problem_from_whoever_notices(
    scientist: httpx.Client, length: int
) -> None:
    for _ in range(10):  # what is lost by a reset connection is not lost each time
        response = scientist.post("/v1/agent-runs", json={"prompt": "x" * length})
        assert (response.status_code, response.headers["Content-Type"]) == (413, PROBLEM)
        assert response.json()["code"] == "payload_too_large"


def test_a_service_that_is_away_is_a_problem_and_not_a_page(deployment: Deployment) -> None:
    with deployment.away("web"):
        response = httpx.get(f"{deployment.url}/v1/")
    assert (response.status_code, response.headers["Content-Type"]) == (503, PROBLEM)
    assert response.headers["Retry-After"]
    assert httpx.get(f"{deployment.url}/v1/").status_code == 200
