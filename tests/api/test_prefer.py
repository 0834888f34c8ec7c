"""Prefer: wait over HTTP: a run or job is answered with its end, and nobody else waits for it."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.test import Client as Browser

from platform_project.devstack.servers import Servers
from security.models import User
from tenants.models import Tenant
from tests.api.test_streams import database_connections, subscribers
from tests.processes import wait_until
from tests.web import TERMINAL, Client, Web, frozen, open_files, seconds_of

LONG = {"type": "demo", "payload": {"duration_ms": 600_000}}
# More than there are threads and database connections to serve them.
MANY = 50
SHORT = {"type": "demo", "payload": {"duration_ms": 0}}


def post(client: httpx.Client, prefer: str, path: str = "/v1/jobs", **arguments: Any) -> httpx.Response:
    arguments.setdefault("json", SHORT)
    headers = {"Prefer": prefer, **arguments.pop("headers", {})}
    return client.post(path, headers=headers, timeout=40, **arguments)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/agent-runs", {"prompt": "Hello, world!"}),
        ("/v1/agent-runs", {"prompt": "delete everything"}),
        ("/v1/jobs", SHORT),
    ],
)
def test_who_waits_is_answered_with_the_ended_resource(ada: Client, path: str, body: Any) -> None:
    response = post(ada, "wait=20", path, json=body)
    assert (response.status_code, response.json()["status"] in TERMINAL) == (200, True)
    location = response.headers["Location"]
    assert location == f"{path}/{response.json()['id']}"
    resource = ada.get(location)
    assert response.content == resource.content
    assert response.headers["Preference-Applied"] == "wait=20"
    assert response.headers["Content-Location"] == location
    for name in ("Content-Type", "Cache-Control", "ETag"):
        assert response.headers.get(name) == resource.headers.get(name)


def test_waiting_and_reading_are_one_request_in_the_logs_and_one_trace(ada: Client) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    ids = {"X-Request-ID": "mine", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    response = post(ada, "wait=20", headers=ids)
    assert (response.status_code, response.headers["X-Request-ID"]) == (200, "mine")
    assert response.headers["X-Trace-Id"] == trace


@pytest.mark.parametrize(
    ("prefer", "status", "applied"),
    [
        ("wait=600", 200, "wait=60"),
        ("respond-async, wait=20", 200, "wait=20"),
        ("return=minimal, Wait = 20", 200, "wait=20"),
        ("respond-async", 202, "respond-async"),
        ("wait=0", 202, "wait=0"),
        ("wait=soon", 202, None),
        ("wait=-1", 202, None),
    ],
)
def test_preferences_are_honoured_capped_or_ignored(
    ada: Client, prefer: str, status: int, applied: str | None
) -> None:
    response = post(ada, prefer)
    assert (response.status_code, response.headers.get("Preference-Applied")) == (status, applied)


def test_what_does_not_end_in_time_is_accepted_as_ever(ada: Client) -> None:
    answers: list[httpx.Response] = []
    assert 1 <= seconds_of(lambda: answers.append(post(ada, "wait=1", json=LONG))) < 2.5
    response = answers[0]
    assert (response.status_code, response.headers["Preference-Applied"]) == (202, "wait=1")
    assert response.json()["status"] == "queued"
    ada.delete(response.headers["Location"])


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/jobs", {"type": "demo", "payload": {"duration_ms": -1}}, 422),
        ("/v1/auth/me", {}, 405),
        ("/v1/nothing", {}, 404),
    ],
)
def test_what_starts_nothing_is_answered_as_if_nothing_were_preferred(
    ada: Client, path: str, body: Any, status: int
) -> None:
    response = post(ada, "wait=20", path, json=body)
    assert (response.status_code, response.headers.get("Preference-Applied")) == (status, None)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_with_a_key_the_first_answer_is_kept_and_waiting_is_a_matter_of_each_request(ada: Client) -> None:
    key = {"Idempotency-Key": "k"}
    waited, again = (post(ada, "wait=20", headers=key) for _ in range(2))
    at_once = ada.post("/v1/jobs", json=SHORT, headers=key)
    assert [answer.status_code for answer in (waited, again, at_once)] == [200, 200, 202]
    assert [answer.headers["Idempotency-Replayed"] for answer in (waited, again, at_once)] == [
        "false", "true", "true",
    ]  # fmt: skip
    assert waited.content == again.content
    assert (at_once.json()["id"], at_once.json()["status"]) == (waited.json()["id"], "queued")
    assert waited.headers["Idempotency-Key"] == again.headers["Idempotency-Key"] == "k"


def test_an_operator_waits_with_a_session_cookie_and_its_csrf_token(web: Web, tenant: Tenant) -> None:
    operator = User.objects.create_user(
        username=f"o-{uuid4().hex[:12]}", tenant=tenant, roles=["admin"], is_staff=True
    )
    browser = Browser()
    browser.force_login(operator)
    cookies = {"sessionid": browser.cookies["sessionid"].value, "csrftoken": "c" * 32}
    with httpx.Client(base_url=web.url, cookies=cookies) as client:
        assert post(client, "wait=20").status_code == 403
        response = post(client, "wait=20", headers={"X-CSRFToken": "c" * 32})
        assert (response.status_code, response.json()["status"]) == (200, "finished")


def only_job(client: Client) -> str:
    """Where the only job is, once there is one."""
    wait_until(lambda: client.body("/v1/jobs")["items"], what="the job")
    return f"/v1/jobs/{client.body('/v1/jobs')['items'][0]['id']}"


def test_while_redis_is_silent_the_end_is_read_in_postgresql(ada: Client, servers: Servers) -> None:
    with ThreadPoolExecutor(1) as thread, frozen(servers.redis):
        waiting = thread.submit(post, ada, "wait=20")
        ada.delete(only_job(ada))
        response = waiting.result(timeout=8)
    assert (response.status_code, response.json()["status"]) == (200, "cancelled")


def test_who_goes_away_is_not_waited_for(ada: Client) -> None:
    key = {"Idempotency-Key": "k"}
    job = ada.post("/v1/jobs", json=LONG, headers=key).headers["Location"]
    with pytest.raises(httpx.ReadTimeout):
        ada.post("/v1/jobs", json=LONG, headers={"Prefer": "wait=60", **key}, timeout=0.5)
    wait_until(lambda: subscribers(job) == 0, timeout=5, what="the end of the subscription")
    assert ada.body(job)["status"] != "cancelled"
    ada.delete(job)


def test_many_who_wait_hold_no_thread_and_no_database_connection(web: Web, ada: Client) -> None:
    job, answers = asyncio.run(many_waiting(web, ada))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.content for answer in answers} == {ada.get(job).content}
    assert answers[0].json()["status"] == "cancelled"
    wait_until(lambda: subscribers(job) == 0, what="the end of the subscription")


async def many_waiting(web: Web, ada: Client) -> tuple[str, list[httpx.Response]]:
    """Many wait for one job; others are served meanwhile; then it ends."""
    key = {"Idempotency-Key": "k"}
    job = ada.post("/v1/jobs", json=LONG, headers=key).headers["Location"]
    connections, files = database_connections(), open_files(web.pid)
    limits = httpx.Limits(max_connections=None)
    async with (
        httpx.AsyncClient(base_url=web.url, headers=ada.headers, limits=limits, timeout=60) as many,
        asyncio.TaskGroup() as group,
    ):
        headers = {"Prefer": "wait=60", **key}
        waiting = [group.create_task(many.post("/v1/jobs", json=LONG, headers=headers)) for _ in range(MANY)]
        await asyncio.sleep(0)
        while subscribers(job) == 0 or open_files(web.pid) < files + MANY:
            await asyncio.sleep(0.05)
        began = time.monotonic()
        for _ in range(20):
            assert (await many.get("/v1/auth/me")).status_code == 200
        # Had they held the threads, this would last until they give up, after a minute.
        assert time.monotonic() - began < 10
        # Those of the REST threads, the readers' and the worker's.
        assert database_connections() < connections + 20
        assert not any(task.done() for task in waiting)
        assert (await many.delete(job)).status_code in (200, 202)
    return job, [task.result() for task in waiting]


def test_the_answer_comes_soon_after_the_end(ada: Client) -> None:
    delays = []
    for _ in range(5):
        response = post(ada, "wait=20")
        finished_at = datetime.fromisoformat(response.json()["finished_at"])
        delays.append(time.time() - finished_at.timestamp())
    assert min(delays) < 0.5
