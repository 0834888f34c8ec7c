"""Idempotency-Key over HTTP: at once, and while Redis is silent."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest
import redis
from django.conf import settings

from platform_project.devstack.servers import Servers
from tests.processes import wait_until
from tests.web import Client, frozen, seconds_of


def ask(client: Client, key: str, prompt: str = "Hello, world!") -> httpx.Response:
    return client.post("/v1/agent-runs", json={"prompt": prompt}, headers={"Idempotency-Key": key})


@contextmanager
def work_held_up() -> Iterator[Callable[[], bool]]:
    """Nobody can insert a run while the block runs; tells whether somebody is trying."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        connection.execute("LOCK TABLE agent_runs IN SHARE MODE")
        waiting = "SELECT 1 FROM pg_locks WHERE relation = 'agent_runs'::regclass AND NOT granted"
        yield lambda: connection.execute(waiting).fetchone() is not None


def test_a_run_that_is_asked_for_again_is_the_same_run(ada: Client) -> None:
    first, second = ask(ada, "k"), ask(ada, "k")
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.content == second.content
    assert first.headers["Location"] == second.headers["Location"]
    assert [answer.headers["Idempotency-Replayed"] for answer in (first, second)] == ["false", "true"]
    assert len(ada.body("/v1/agent-runs")["items"]) == 1
    reused = ask(ada, "k", "Something else")
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")


def test_while_a_request_is_worked_on_the_next_is_told_so_at_once(ada: Client) -> None:
    with ThreadPoolExecutor(1) as thread:
        with work_held_up() as is_trying:
            first = thread.submit(ask, ada, "k")
            wait_until(is_trying, what="the first request's work")
            second = ask(ada, "k")
            assert not first.done()
        assert first.result().status_code == 202
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")
    assert second.headers["Retry-After"] == "1"
    assert ask(ada, "k").json() == first.result().json()


@pytest.mark.parametrize("round_", range(3))
def test_of_requests_at_the_same_time_exactly_one_is_worked_on(ada: Client, round_: int) -> None:
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: ask(ada, "k"), range(24)))
    taken = [answer for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code != 202]
    assert {answer.json()["code"] for answer in refused} <= {"idempotency_in_progress"}
    assert len({answer.content for answer in taken}) == 1
    assert Counter(answer.headers["Idempotency-Replayed"] for answer in taken)["false"] == 1
    assert len(ada.body("/v1/agent-runs")["items"]) == 1


def test_a_request_that_lost_its_transaction_runs_when_it_is_sent_again(ada: Client) -> None:
    with work_held_up():
        # Longer than the application waits for a lock.
        lost = ask(ada, "k")
    assert (lost.status_code, lost.json()["code"]) == (503, "service_unavailable")
    again = ask(ada, "k")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "false")


def test_what_is_refused_is_refused_again_without_being_tried(ada: Client) -> None:
    body: dict[str, Any] = {"type": "demo", "payload": {"duration_ms": -1}}
    headers = {"Idempotency-Key": "k"}
    first, second = (ada.post("/v1/jobs", json=body, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == 422
    assert first.json() == second.json(), "with the trace_id of the first"
    assert second.headers["Content-Type"] == "application/problem+json"
    assert second.headers["Idempotency-Replayed"] == "true"


def test_while_redis_is_silent_postgresql_answers(ada: Client, servers: Servers) -> None:
    with frozen(servers.redis):
        first = ask(ada, "k")
        again: list[httpx.Response] = []
        assert seconds_of(lambda: again.append(ask(ada, "k"))) < 1
    assert first.json() == again[0].json()
    assert again[0].headers["Idempotency-Replayed"] == "true"


def test_many_get_the_same_answer_at_once_also_from_postgresql_alone(ada: Client) -> None:
    first = ask(ada, "k")
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(*client.keys("platform:idempotency:*"))
    with ThreadPoolExecutor(8) as threads:
        again = list(threads.map(lambda _: ask(ada, "k"), range(40)))
    assert {(answer.status_code, answer.content) for answer in again} == {(202, first.content)}
