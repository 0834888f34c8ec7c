"""Server-Sent Events over HTTP, with the real web process."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
import redis
from django.conf import settings
from django.test import Client as Browser

from platform_project.devstack.servers import Servers
from security.models import User
from tenants.models import Tenant
from tests.processes import wait_until
from tests.web import Client, Web, frozen, numbers, open_files, seconds_of


@pytest.fixture(scope="module")
def ended(web: Web, sampled: Tenant) -> Iterator[tuple[Client, str, int]]:
    """A run that has ended, where it is, and the number of its last event."""
    with web.client(sampled) as client:
        path = client.ask("How many users are there?")
        client.ended(path)
        with client.events(path) as stream:
            yield client, path, numbers(stream.until("end"))[-1]


def test_a_run_is_followed_live_to_its_end(scientist: Client) -> None:
    path = scientist.ask("How many files are there?")
    with scientist.events(path) as stream:
        response = stream.response
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Accel-Buffering"] == "no"
        frames = list(stream)
    assert frames[0] == {"retry": "5000"}
    events = [frame for frame in frames if "id" in frame]
    assert numbers(events) == list(range(1, len(events) + 1))
    for frame in events:
        data = json.loads(frame["data"])
        assert {"type", "seq", "at"} <= set(data)
        assert data["seq"] == int(frame["id"])
    steps = [json.loads(frame["data"]) for frame in events if frame["event"] == "step"]
    run = scientist.body(path)
    assert [step["action"] for step in steps] == [step["action"] for step in run["steps"]]
    assert (events[-1]["event"], json.loads(events[-1]["data"])["status"]) == ("end", "succeeded")
    assert {frame["event"] for frame in events} == {"status", "step", "todo", "end"}


def test_a_client_that_comes_back_anywhere_sees_each_event_exactly_once(
    ended: tuple[Client, str, int],
) -> None:
    client, path, last = ended
    for seen in range(last):
        with client.events(path, after=seen) as stream:
            assert numbers(list(stream)) == list(range(seen + 1, last + 1))


def test_a_client_that_is_cut_off_after_each_event_misses_and_repeats_none(ada: Client) -> None:
    job, seen = ada.queue(duration_ms=1500), 0
    while True:
        with ada.events(job, after=seen) as stream:
            frame = next(frame for frame in stream if "id" in frame)
        assert int(frame["id"]) == seen + 1
        seen += 1
        if frame["event"] == "end":
            break
    assert seen == 8


@pytest.mark.parametrize("beyond", [0, 1])
def test_who_has_seen_the_end_is_told_not_to_come_back(ended: tuple[Client, str, int], beyond: int) -> None:
    client, path, last = ended
    with client.events(path, after=last + beyond) as stream:
        assert (stream.response.status_code, list(stream)) == (204, [])


def test_a_cursor_from_the_future_hides_nothing_that_is_to_come(ada: Client) -> None:
    path = ada.queue(duration_ms=1500)
    with ada.events(path, after=1_000_000) as stream:
        assert list(stream)[-1]["event"] == "end"


@pytest.mark.parametrize("cursor", ["nonsense", "-1", "1.5", "٣", "9999999999999", "9" * 5000])
def test_a_cursor_that_is_no_number_is_a_bad_request(ended: tuple[Client, str, int], cursor: str) -> None:
    client, path, _ = ended
    response = client.get(f"{path}/events", headers={"Last-Event-ID": cursor.encode()})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("method", "accept", "status", "code"),
    [
        ("GET", "application/json", 406, "not_acceptable"),
        ("POST", "text/event-stream", 405, "method_not_allowed"),
        ("DELETE", "*/*", 405, "method_not_allowed"),
    ],
)
def test_only_event_streams_are_to_be_had(
    ended: tuple[Client, str, int], method: str, accept: str, status: int, code: str
) -> None:
    client, path, _ = ended
    response = client.request(method, f"{path}/events", headers={"Accept": accept})
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_who_may_not_see_an_execution_sees_no_events(
    web: Web, ended: tuple[Client, str, int], sampled: Tenant, other_tenant: Tenant
) -> None:
    _, path, _ = ended
    events = f"{path}/events"
    with (
        web.client(sampled, sub="bob") as bob,
        web.client(other_tenant, "admin", sub="ada") as stranger,
        web.client(sampled, "operator", sub="otto") as otto,
        web.client(sampled, scopes=["models:list"]) as narrow,
    ):
        assert [client.get(events).status_code for client in (bob, stranger, otto)] == [404, 404, 200]
        assert narrow.get(events).status_code == 403
        assert otto.get(f"/v1/agent-runs/{uuid4()}/events").status_code == 404
    anonymous = httpx.get(f"{web.url}{events}")
    assert (anonymous.status_code, anonymous.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_browser_is_known_by_its_session_cookie(
    web: Web, ended: tuple[Client, str, int], sampled: Tenant
) -> None:
    _, path, last = ended
    operator = User.objects.create_user(
        username=f"o-{uuid4().hex[:12]}", tenant=sampled, roles=["operator"], is_staff=True
    )
    browser = Browser()
    browser.force_login(operator)
    cookies = {"sessionid": browser.cookies["sessionid"].value}
    with httpx.Client(base_url=web.url, cookies=cookies) as client:
        response = client.get(f"{path}/events")
        assert response.status_code == 200
        assert response.text.count("\nid: ") == last
        assert client.get(path).status_code == 200


def waiting_job(client: Client) -> str:
    """A job that a worker is at."""
    job = client.queue(duration_ms=600_000)
    wait_until(lambda: client.body(job)["status"] == "running")
    return job


def database_connections() -> int:
    """How many connections the application holds."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name LIKE 'platform%' AND application_name <> 'platform-heartbeat'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def subscribers(job: str) -> int:
    """How many subscriptions Redis has for the events of a job."""
    channel = f"events:{job.rpartition('/')[2]}"
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return int(dict(client.pubsub_numsub(channel))[channel.encode()])


def test_many_idle_clients_hold_no_database_connection_and_free_what_they_held(web: Web, ada: Client) -> None:
    job, many = waiting_job(ada), 60
    connections, files = database_connections(), open_files(web.pid)
    pool = httpx.Client(
        base_url=web.url, headers=ada.headers, limits=httpx.Limits(max_connections=None), timeout=30
    )
    with pool, ExitStack() as streams, ThreadPoolExecutor(20) as threads:

        def attend(_: int) -> Any:
            stream = streams.enter_context(pool.stream("GET", f"{job}/events"))
            lines = stream.iter_lines()
            while not next(lines).startswith("id: 2"):
                pass
            return lines

        following = list(threads.map(attend, range(many)))
        wait_until(lambda: database_connections() <= connections, what="idle streams without connections")
        assert subscribers(job) == 1
        assert files + many - 10 <= open_files(web.pid) < files + many + 30
        ada.delete(job)
        assert all(any(line == "event: end" for line in lines) for lines in following)
    wait_until(lambda: subscribers(job) == 0, what="the end of the subscription")
    wait_until(lambda: open_files(web.pid) <= files + 5, what="closed sockets")


def test_a_client_that_goes_away_frees_its_subscription(ada: Client) -> None:
    job = waiting_job(ada)
    with ada.events(job) as first:
        next(frame for frame in first if "id" in frame)
        with ada.events(job) as second:
            next(frame for frame in second if "id" in frame)
        wait_until(lambda: subscribers(job) == 1)
    wait_until(lambda: subscribers(job) == 0, timeout=5, what="the end of the subscription")
    ada.delete(job)


def test_a_web_process_that_stops_cuts_its_streams_and_another_goes_on_where_they_ended(
    ada: Client, tenant: Tenant
) -> None:
    job = waiting_job(ada)
    another = Web()
    with another.client(tenant) as client, client.events(job) as stream:
        seen = int(next(frame for frame in stream if frame.get("id") == "2")["id"])
        assert seconds_of(another.stop) < 6
        with pytest.raises(httpx.RemoteProtocolError):
            list(stream)
    ada.delete(job)
    with ada.events(job, after=seen) as rest:
        assert numbers(list(rest)) == [3]


def assert_streams_all(client: Client, path: str) -> None:
    """Follow to the end: nothing is missing, nothing comes twice."""
    with client.events(path) as stream:
        seen = numbers(list(stream))
    assert seen == list(range(1, len(seen) + 1))
    assert client.body(path)["status"] in ("succeeded", "finished")


def test_while_redis_is_silent_a_question_is_taken_and_answered_when_it_is_back(
    scientist: Client, servers: Servers
) -> None:
    with frozen(servers.redis):
        taken: list[str] = []
        assert seconds_of(lambda: taken.append(scientist.ask("How many users are there?"))) < 1
        assert scientist.body(taken[0])["status"] == "pending"
    assert scientist.ended(taken[0])["outcome"] == "answer"
    assert_streams_all(scientist, taken[0])


def test_while_redis_refuses_a_question_is_taken_and_its_stream_loses_nothing(
    scientist: Client, servers: Servers
) -> None:
    assert servers.redis is not None
    servers.redis.stop()
    with ExitStack() as away:
        away.callback(servers.redis.start)
        taken: list[str] = []
        assert seconds_of(lambda: taken.append(scientist.ask("How many users are there?"))) < 1
        with scientist.events(taken[0]) as stream:
            assert next(frame for frame in stream if "id" in frame)["id"] == "1"
            away.close()
            rest = numbers(list(stream))
    assert rest == list(range(2, len(rest) + 2))
    assert scientist.body(taken[0])["outcome"] == "answer"
    assert_streams_all(scientist, taken[0])
