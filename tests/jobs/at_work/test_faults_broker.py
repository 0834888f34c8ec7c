"""A broker that forgets, repeats, refuses or says nothing: executions still run, each once."""

import os
import signal
import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings

import tests.flows
from celery_app import app
from jobs.engine.flows import get_flow
from jobs.services import execution_start
from platform_project.devstack.servers import Servers
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import assert_sound, fetch, running, start, start_demo, start_mixed
from tests.factories import make_principal
from tests.flows import armed
from tests.processes import Process, wait_until


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture
def principal(tenant: Tenant) -> Principal:
    return make_principal(tenant)


def sent(broker: redis.Redis) -> int:
    """How many messages have been put into queues since the server's start; only they are LPUSHed."""
    return int(broker.info("commandstats").get("cmdstat_lpush", {}).get("calls", 0))


def wait_until_sent(broker: redis.Redis, count: int) -> None:
    wait_until(lambda: sent(broker) >= count, what=f"{count} messages")


def test_a_flushed_broker_loses_neither_what_was_queued_nor_what_was_running(
    workers: list[Process], broker: redis.Redis, principal: Principal
) -> None:
    executions = start_mixed(principal, size=2)
    running(executions[0])
    for _ in range(3):
        broker.flushall()
        time.sleep(0.4)
    assert_sound(executions)


def test_messages_that_come_twice_are_done_once_and_do_not_multiply(
    workers: list[Process], broker: redis.Redis, principal: Principal
) -> None:
    before = sent(broker)
    with armed(tests.flows.SEND_TWICE):
        executions = [start(principal, "tests.five", seconds=0.02) for _ in range(10)]
        executions += [start(principal, "tests.parent", children=2, seconds=0.02) for _ in range(4)]
        assert_sound(executions)
    least = 10 * 5 + 4 * (2 + 2 * 2)
    assert 2 * least <= sent(broker) - before <= 2 * least + 10


def test_an_execution_is_made_within_a_second_while_redis_refuses_and_runs_when_it_is_back(
    workers: list[Process], servers: Servers, principal: Principal
) -> None:
    assert servers.redis is not None
    servers.redis.stop()
    try:
        began = time.monotonic()
        execution = start_demo(principal)
        assert time.monotonic() - began < 1
    finally:
        servers.redis.start()
    assert_sound([execution])
    assert fetch(execution).status == "succeeded"


def test_an_execution_is_made_within_a_second_while_redis_hangs_and_runs_when_it_is_back(
    workers: list[Process], servers: Servers, principal: Principal
) -> None:
    assert servers.redis is not None
    assert servers.redis.pid is not None
    os.kill(servers.redis.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        executions = [start_demo(principal) for _ in range(3)]
        assert time.monotonic() - began < 1
    finally:
        os.kill(servers.redis.pid, signal.SIGCONT)
    assert_sound(executions)


def test_recovery_over_a_long_backlog_sends_hardly_anything_again(
    workers: list[Process], broker: redis.Redis, principal: Principal
) -> None:
    broker.flushall()
    before, executions, flow = sent(broker), [], get_flow("tests.backlog")
    with workers[0].standing_still():
        for _ in range(10):
            with tenant_scope(principal.tenant_id):
                executions += [execution_start(principal=principal, flow=flow, state={}) for _ in range(25)]
            wait_until_sent(broker, before + len(executions))
        time.sleep(2 * settings.ENGINE_GRACE.total_seconds())
        # Under load a commit or a message takes longer than the grace, and is then sent once more.
        assert sent(broker) - before <= 250 + 10
    assert_sound(executions, timeout=60)
    assert sent(broker) - before <= 250 + 20


@pytest.mark.parametrize("settle", ["basic_ack", "basic_reject"])
def test_settling_a_message_of_a_connection_that_is_gone_is_no_error(settle: str) -> None:
    with app.connection() as connection:
        channel = connection.channel()
        channel.close()
        getattr(channel, settle)("a message of before")
