"""Workers that are killed, frozen and overtaken: nothing is lost, nothing is recorded twice."""

import signal
import time

import pytest

import tests.flows
from jobs.models import Execution
from jobs.services import execution_cancel
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import assert_sound, ended, events, fetch, running, start, start_demo, start_mixed
from tests.factories import make_principal
from tests.flows import armed
from tests.jobs.at_work.fleet import new_worker
from tests.processes import Process, wait_until


@pytest.fixture
def principal(tenant: Tenant) -> Principal:
    return make_principal(tenant)


def test_a_phase_whose_child_is_killed_in_the_middle_is_done_by_another(
    workers: list[Process], principal: Principal
) -> None:
    executions = [start(principal, "tests.quick", seconds=1) for _ in range(2)]
    for execution in executions:
        running(execution)
    for child in workers[0].children():
        workers[0].signal_one(child, signal.SIGKILL)
    assert_sound(executions)
    assert [fetch(execution).status for execution in executions] == ["succeeded"] * 2


def test_children_killed_again_and_again_under_a_mixed_load_lose_and_repeat_nothing(
    workers: list[Process], principal: Principal
) -> None:
    executions = start_mixed(principal)
    for _ in range(4):
        time.sleep(0.4)
        for child in workers[0].children()[:1]:
            workers[0].signal_one(child, signal.SIGKILL)
    assert_sound(executions)


def test_a_phase_that_kills_its_worker_five_times_fails_with_the_reason(
    workers: list[Process], principal: Principal
) -> None:
    execution = ended(start(principal, "tests.stubborn"), timeout=40)
    assert (execution.status, execution.error["code"]) == ("failed", "attempts_exhausted")
    assert execution.attempt == 5
    assert_sound([execution.pk])


def test_a_child_that_dies_between_its_commit_and_the_next_message_breaks_no_chain(
    workers: list[Process], principal: Principal
) -> None:
    for begin in (lambda: start(principal, "tests.five"), lambda: start_demo(principal)):
        with armed(tests.flows.DIE_BEFORE_SENDING):
            execution = begin()
            wait_until(lambda: not tests.flows.DIE_BEFORE_SENDING.exists(), what="the death")
            assert_sound([execution])
        assert fetch(execution).status == "succeeded"


def test_a_phase_that_outlives_its_time_fails_and_says_so(
    workers: list[Process], principal: Principal
) -> None:
    execution = ended(start(principal, "tests.hasty", seconds=30), timeout=5)
    assert (execution.status, execution.error["code"]) == ("failed", "deadline_exceeded")
    assert_sound([execution.pk])


def test_a_cancelled_running_phase_stops_within_three_seconds(
    workers: list[Process], principal: Principal
) -> None:
    execution = start(principal, "tests.five", seconds=60)
    running(execution)
    with tenant_scope(principal.tenant_id):
        execution_cancel(execution=Execution.objects.get(pk=execution))
    assert ended(execution, timeout=3).status == "cancelled"
    assert_sound([execution])


def test_a_worker_that_was_overtaken_while_it_stood_still_writes_nothing(
    workers: list[Process], principal: Principal
) -> None:
    # One phase hears that its lease is lost; the other learns it only from its commit.
    flows = ("tests.attentive", "tests.deaf")
    executions = [start(principal, flow) for flow in flows]
    for execution in executions:
        running(execution)
    frozen = workers.pop()
    frozen.signal_group(signal.SIGSTOP)
    try:
        workers.append(new_worker())
        assert_sound(executions)
        told = [len(events(execution)) for execution in executions]
        with armed(tests.flows.LET_GO):
            frozen.signal_group(signal.SIGCONT)
            wait_until(
                lambda: all(frozen.has_said(f"{flow}: overtaken") for flow in flows), what="the throwing away"
            )
    finally:
        frozen.stop()
    assert [len(events(execution)) for execution in executions] == told
    assert_sound(executions)


def test_a_worker_that_stands_still_within_its_transaction_does_not_keep_the_row(
    workers: list[Process], principal: Principal
) -> None:
    execution = start(principal, "tests.frozen")
    assert_sound([execution], timeout=20)
    assert fetch(execution).status == "succeeded"
    for child in workers[0].children():
        workers[0].signal_one(child, signal.SIGCONT)
    assert_sound([execution])


def test_a_worker_killed_with_all_its_children_is_replaced_without_a_trace(
    workers: list[Process], principal: Principal
) -> None:
    executions = start_mixed(principal, size=2)
    time.sleep(0.6)
    workers.pop().kill()
    workers.append(new_worker())
    assert_sound(executions)
