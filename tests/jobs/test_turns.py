"""Groups of executions that take turns in each tenant: one is under way at a time, and none waits in vain."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from uuid import UUID

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connections

import tests.flows  # noqa: F401
from jobs.engine.admission import admit
from jobs.engine.claims import claim
from jobs.engine.flows import get_flow
from jobs.engine.recovery import recover_once
from jobs.engine.runner import run_phase
from jobs.models import Execution
from jobs.selectors import turn_before
from jobs.services import execution_cancel, execution_start
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import end_everything, events, fetch, start
from tests.factories import make_principal

GROUP = "tests"
Priority = Execution.Priority


@pytest.fixture(autouse=True)
def _nothing_left() -> None:
    """What other tests have left is not recovered by these."""
    end_everything()


@pytest.fixture
def ada(tenant: Tenant) -> Principal:
    return make_principal(tenant)


def queue(
    principal: Principal,
    flow: str = "tests.backlog",
    *,
    priority: int = Priority.NORMAL,
    group: str = GROUP,
    children: int = 0,
) -> UUID:
    """One more, once it was seen to whether it is its turn."""
    with tenant_scope(principal.tenant_id):
        queued = execution_start(
            principal=principal,
            flow=get_flow(flow),
            state={"children": children},
            priority=priority,
            exclusive_group=group,
        )
    admit(principal.tenant_id)
    return queued


def under_way(*executions: UUID) -> list[bool]:
    """Which of them have their turn, or have had it."""
    return [not fetch(execution).held for execution in executions]


def before(execution: UUID) -> UUID | None:
    """For whose end it waits."""
    row = fetch(execution)
    with tenant_scope(row.tenant_id):
        found = turn_before(row)
    return None if found is None else found.pk


def update(execution: UUID, change: str) -> None:
    with connections["engine"].cursor() as cursor:
        cursor.execute(f"UPDATE executions SET {change} WHERE id = %s", [execution])


def cancel(execution: UUID) -> None:
    held = fetch(execution)
    with tenant_scope(held.tenant_id):
        execution_cancel(execution=held)
    # A request's own thread does so soon after its commit.
    admit(held.tenant_id)


def recover() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        recover_once(broker)


def succeed(execution: UUID) -> None:
    assert run_phase(execution_id=execution, phase=0) == "succeeded"


def fail(execution: UUID) -> None:
    assert run_phase(execution_id=execution, phase=0) == "failed"


def die_each_time(execution: UUID) -> None:
    assert claim(execution_id=execution, phase=0) is not None
    update(execution, f"attempt = {settings.ENGINE_MAX_ATTEMPTS}, lease_until = now() - interval '1 s'")
    recover()
    assert fetch(execution).error["code"] == "attempts_exhausted"


def run_out_of_time(execution: UUID) -> None:
    update(execution, "deadline_at = now() - interval '1 s'")
    recover()
    assert fetch(execution).error["code"] == "deadline_exceeded"


@pytest.mark.parametrize(
    ("flow", "end"),
    [
        ("tests.backlog", succeed),
        ("tests.giving_up", fail),
        ("tests.backlog", cancel),
        ("tests.backlog", die_each_time),
        ("tests.backlog", run_out_of_time),
    ],
    ids=["succeeded", "failed", "cancelled", "found dead", "overdue"],
)
def test_one_goes_at_a_time_and_its_end_lets_the_next_begin(
    ada: Principal, flow: str, end: Callable[[UUID], None]
) -> None:
    first, second, third = queue(ada, flow), queue(ada), queue(ada)
    assert under_way(first, second, third) == [True, False, False]
    assert [before(each) for each in (first, second, third)] == [None, first, first]
    end(first)
    assert under_way(second, third) == [True, False]
    assert before(third) == second


def test_who_waits_holds_no_worker_and_gets_no_message(ada: Principal) -> None:
    _, waiting = queue(ada), queue(ada)
    refused = claim(execution_id=waiting, phase=0)
    assert refused is not None
    assert refused.verdict == "held"
    assert (fetch(waiting).dispatched_at, fetch(waiting).wire_status) == (None, "queued")


def test_a_turn_begins_without_being_asked_for(ada: Principal) -> None:
    from tests.processes import wait_until

    execution = start(ada, "tests.backlog", group=GROUP)
    wait_until(lambda: under_way(execution) == [True], what="the turn")


def test_other_tenants_other_groups_and_those_without_do_not_wait(
    ada: Principal, other_tenant: Tenant
) -> None:
    queue(ada)
    bob = make_principal(other_tenant)
    beside = [queue(bob), queue(ada, group="others"), queue(ada, group="")]
    assert under_way(*beside) == [True, True, True]


def test_what_waits_for_its_turn_takes_nobodys_place(ada: Principal) -> None:
    Tenant.objects.filter(pk=ada.tenant_id).update(role_limits={"user": {"concurrent_jobs": 2}})
    first, *waiting = [queue(ada) for _ in range(4)]
    beside, held = queue(ada, group=""), queue(ada, group="")
    assert under_way(first, *waiting, beside, held) == [True, False, False, False, True, False]
    succeed(beside)
    assert under_way(held, *waiting) == [True, False, False, False]


def test_who_has_no_room_keeps_nobody_else_from_their_turn(ada: Principal, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(role_limits={"user": {"concurrent_jobs": 1}})
    queue(ada, group="")
    without_room, with_room = queue(ada), queue(make_principal(tenant, sub="bob"))
    assert under_way(without_room, with_room) == [False, True]
    assert before(without_room) == with_room


def test_who_loses_in_a_group_takes_no_place_from_their_own_others(ada: Principal, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(role_limits={"user": {"concurrent_jobs": 1}})
    bob = make_principal(tenant, sub="bob")
    with tenant_scope(tenant.pk):
        winner, loser, others = (
            execution_start(
                principal=principal, flow=get_flow("tests.backlog"), state={}, exclusive_group=group
            )
            for principal, group in ((bob, GROUP), (ada, GROUP), (ada, "others"))
        )
    admit(tenant.pk)
    assert under_way(winner, loser, others) == [True, False, True]


def test_the_most_important_comes_first_and_then_who_came_first(ada: Principal, tenant: Tenant) -> None:
    bob = make_principal(tenant, sub="bob")
    first = queue(ada)
    low, of_bob, of_ada, of_bob_again = queue(ada, priority=Priority.LOW), queue(bob), queue(ada), queue(bob)
    high = queue(bob, priority=Priority.HIGH)
    order = [first, high, of_bob, of_ada, of_bob_again, low]
    for ended, following in pairwise(order):
        succeed(ended)
        assert under_way(*order)[order.index(following) :].count(True) == 1
        assert under_way(following) == [True]


def test_who_waits_can_be_cancelled_and_is_passed_over(ada: Principal) -> None:
    first, cancelled, next_one = queue(ada), queue(ada), queue(ada)
    cancel(cancelled)
    assert (fetch(cancelled).status, [event.name for event in events(cancelled)]) == (
        "cancelled",
        ["status", "end"],
    )
    assert under_way(first, next_one) == [True, False]
    succeed(first)
    assert under_way(next_one) == [True]


def test_a_parent_keeps_the_turn_while_it_waits_for_its_children_who_need_none(ada: Principal) -> None:
    parent, following = queue(ada, "tests.parent", children=2), queue(ada)
    assert run_phase(execution_id=parent, phase=0) == "waiting"
    admit(ada.tenant_id)
    children = Execution.unscoped.using("engine").filter(parent_id=parent)
    assert [(child.held, child.exclusive_group) for child in children] == [(False, "")] * 2
    assert before(following) == parent
    for child in children:
        for phase in range(2):
            run_phase(execution_id=child.pk, phase=phase)
        admit(ada.tenant_id)
    assert under_way(following) == [False]
    assert run_phase(execution_id=parent, phase=1) == "succeeded"
    assert under_way(following) == [True]


def test_of_many_who_begin_and_claim_at_once_one_wins(ada: Principal) -> None:
    together = Barrier(6)

    def begin(_: int) -> UUID:
        try:
            together.wait()
            with tenant_scope(ada.tenant_id):
                execution = execution_start(
                    principal=ada, flow=get_flow("tests.backlog"), state={}, exclusive_group=GROUP
                )
            together.wait()
            admit(ada.tenant_id)
            return execution
        finally:
            connections.close_all()

    def attempt(execution: UUID) -> str:
        try:
            together.wait()
            found = claim(execution_id=execution, phase=0)
            return found.verdict if found else "unknown"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as everybody:
        executions = list(everybody.map(begin, range(6)))
        assert under_way(*executions).count(True) == 1
        assert sorted(everybody.map(attempt, executions)) == ["claimed", *["held"] * 5]


def test_turns_go_round_while_ends_and_admissions_cross(ada: Principal) -> None:
    executions = [queue(ada) for _ in range(12)]

    def work(_: int) -> list[int]:
        """Do whatever can be claimed; how many were under way, each time that somebody looked."""
        seen = []
        try:
            while not all(fetch(each).is_terminal for each in executions):
                for each in executions:
                    run_phase(execution_id=each, phase=0)
                    live = Execution.unscoped.using("engine").filter(tenant=ada.tenant_id, held=False)
                    seen.append(live.filter(status__in=Execution.LIVE).count())
                    admit(ada.tenant_id)
            return seen
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as workers:
        counts = [count for seen in workers.map(work, range(3)) for count in seen]
    assert max(counts) == 1
    assert [fetch(each).status for each in executions] == ["succeeded"] * 12


def test_the_database_lets_no_two_of_a_group_be_under_way(ada: Principal) -> None:
    _, waiting = queue(ada), queue(ada)
    with (
        psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as somebody,
        pytest.raises(psycopg.errors.UniqueViolation, match="execution_alone_in_its_group"),
    ):
        somebody.execute("UPDATE executions SET held = false WHERE id = %s", [waiting])
