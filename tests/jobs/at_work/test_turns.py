"""Turns with workers that would do everything at once, and that are killed."""

import signal
from itertools import pairwise

import pytest

import tests.flows  # noqa: F401
from jobs.services import execution_cancel
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import assert_sound, ended, fetch, running, start
from tests.factories import make_principal
from tests.processes import Process

GROUP = "tests"


@pytest.fixture
def principal(tenant: Tenant) -> Principal:
    return make_principal(tenant)


def test_what_is_asked_for_at_once_is_done_one_after_another_in_its_order_and_keeps_no_worker(
    workers: list[Process], principal: Principal, other_tenant: Tenant
) -> None:
    took_turns = [start(principal, "tests.five", group=GROUP, seconds=0.1) for _ in range(4)]
    beside = [start(make_principal(other_tenant), "tests.five", group=GROUP), start(principal, "tests.quick")]
    assert_sound([*took_turns, *beside])
    times = [(row.started_at, row.finished_at) for row in map(fetch, took_turns)]
    assert all(before[1] <= after[0] for before, after in pairwise(times))
    assert all(fetch(each).finished_at < times[-1][0] for each in beside)


def test_the_turn_of_one_whose_worker_is_killed_stays_its_own(
    workers: list[Process], principal: Principal
) -> None:
    killed = start(principal, "tests.quick", group=GROUP, seconds=0.5)
    following = start(principal, "tests.quick", group=GROUP)
    running(killed)
    for child in workers[0].children():
        workers[0].signal_one(child, signal.SIGKILL)
    assert_sound([killed, following])
    assert [fetch(each).status for each in (killed, following)] == ["succeeded"] * 2
    assert fetch(killed).finished_at <= fetch(following).started_at


def test_a_parent_and_its_children_go_on_together(workers: list[Process], principal: Principal) -> None:
    parents = [start(principal, "tests.parent", group=GROUP, children=2, seconds=0.1) for _ in range(2)]
    assert_sound(parents)
    assert fetch(parents[0]).finished_at <= fetch(parents[1]).started_at


def test_the_end_of_one_that_is_cancelled_or_overdue_lets_the_next_begin(
    workers: list[Process], principal: Principal
) -> None:
    cancelled = start(principal, "tests.five", group=GROUP, seconds=60)
    overdue = start(principal, "tests.hasty", group=GROUP, seconds=30)
    passed_over, last = (start(principal, "tests.quick", group=GROUP) for _ in range(2))
    running(cancelled)
    for execution in (passed_over, cancelled):
        with tenant_scope(principal.tenant_id):
            execution_cancel(execution=fetch(execution))
    assert ended(last, timeout=10).status == "succeeded"
    assert [fetch(each).status for each in (cancelled, overdue, passed_over)] == [
        "cancelled",
        "failed",
        "cancelled",
    ]
    assert_sound([cancelled, overdue, passed_over, last])
