"""Workers, beat and recovery are known by their signs of life."""

import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from jobs import liveness
from jobs.liveness import Kind
from platform_project.health import checks
from platform_project.health.probes import workers
from tests.processes import EVERY_QUEUE, Process, wait_until

LONG_AGO = timedelta(milliseconds=30)


def names(kind: Kind) -> set[str]:
    return {sign.name for sign in liveness.living(kind)}


def state(name: str) -> dict[str, Any]:
    """A component, as it is now."""
    checks._watch.cache_clear()
    return dict(APIClient().get(f"/v1/health/components/{name}").json())


@pytest.fixture(autouse=True)
def patient(settings: Settings) -> None:
    settings.HEALTH_TIMEOUT = 5


@pytest.fixture
def sign() -> Iterator[str]:
    """A name that is withdrawn after the test."""
    name = f"w-{uuid4().hex}"
    yield name
    liveness.withdraw(Kind.WORKER, name)


def test_a_sign_says_what_it_was_given_and_how_old_it_is(sign: str) -> None:
    liveness.show(Kind.WORKER, sign, queues=["batch.new"])
    [found] = [each for each in liveness.living(Kind.WORKER) if each.name == sign]
    assert found.about == {"queues": ["batch.new"]}
    assert 0 <= found.age_seconds < 2


def test_who_shows_no_sign_is_gone_and_forgotten(sign: str) -> None:
    liveness.show(Kind.WORKER, sign, lifetime=LONG_AGO)
    wait_until(lambda: sign not in names(Kind.WORKER), timeout=2)
    with Redis.from_url(django_settings.REDIS_URL) as redis:
        assert not redis.sismember(f"platform:alive:{Kind.WORKER}", sign)


def test_who_comes_back_is_found_again(sign: str) -> None:
    liveness.show(Kind.WORKER, sign, lifetime=LONG_AGO)
    wait_until(lambda: sign not in names(Kind.WORKER), timeout=2)
    liveness.show(Kind.WORKER, sign)
    assert sign in names(Kind.WORKER)
    liveness.withdraw(Kind.WORKER, sign)
    assert sign not in names(Kind.WORKER)


def test_nobody_stands_still_because_redis_does(settings: Settings, silent_server: str) -> None:
    settings.REDIS_URL = f"redis://{silent_server}/0"
    started = time.monotonic()
    liveness.show(Kind.WORKER, "w")
    liveness.withdraw(Kind.WORKER, "w")
    assert time.monotonic() - started < 2 * liveness.TIMEOUT_SECONDS + 1


@pytest.mark.parametrize(
    ("queues", "word"), [((), "unavailable"), (("batch.cont", "batch.new"), "degraded"), (None, "ok")]
)
def test_every_queue_needs_a_worker(
    queues: tuple[str, ...] | None, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = [*EVERY_QUEUE.split(","), "beat"] if queues is None else list(queues)
    alive = [liveness.Sign("w", 0.5, {"queues": served, "processes": 2})] if served else []
    monkeypatch.setattr(workers, "living", lambda kind: alive)
    finding = workers.probe()
    assert finding.status == word
    if word == "degraded":
        assert "interactive.new" in finding.details["unserved"]


@pytest.fixture(scope="module")
def platform() -> "Iterator[dict[Kind, Process]]":
    """A worker, beat and recovery, started together."""
    celery = [sys.executable, "-m", "celery", "-A", "celery_app"]
    processes = {
        Kind.WORKER: Process(
            "worker",
            [*celery, "worker", "-Q", "beat,batch.new", "-c1", "-n", f"w-{uuid4().hex[:8]}@%h"],
        ),
        Kind.BEAT: Process("beat", [*celery, "beat", "--pidfile="]),
        Kind.RECOVERY: Process("recovery", [sys.executable, "manage.py", "recover"]),
    }
    yield processes
    for process in processes.values():
        process.stop()


def sign_of(kind: Kind, process: Process) -> liveness.Sign:
    """The sign of a process, once it shows one."""

    def found() -> list[liveness.Sign]:
        own = f":{process.pid}"
        return [
            each
            for each in liveness.living(kind)
            if each.about.get("pid") == process.pid or each.name.endswith(own)
        ]

    wait_until(found, what=f"a sign of {kind}, see {process.log}")
    return found()[0]


@pytest.mark.parametrize("kind", Kind)
def test_a_process_is_seen_while_it_works(kind: Kind, platform: dict[Kind, Process]) -> None:
    sign = sign_of(kind, platform[kind])
    with Redis.from_url(
        django_settings.REDIS_URL
    ) as redis:  # one that is killed is missed when this runs out
        assert 0 < redis.pttl(f"platform:alive:{kind}:{sign.name}") <= 20_000
    assert state("workers" if kind is Kind.WORKER else str(kind))["status"] in ("ok", "degraded")


def test_a_worker_says_what_it_serves_and_takes_its_leave(platform: dict[Kind, Process]) -> None:
    process = platform[Kind.WORKER]
    sign = sign_of(Kind.WORKER, process)
    assert (sign.about["queues"], sign.about["processes"]) == (["batch.new", "beat"], 1)
    process.stop()
    assert sign.name not in names(Kind.WORKER)
