"""Fair share: bounds for people and tenants, turns, priorities; what is held is not lost."""

import os
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connections

import tests.flows  # noqa: F401
from jobs.engine import claims
from jobs.engine.admission import admit
from jobs.engine.recovery import recover_once
from jobs.engine.runner import run_phase
from jobs.models import Execution
from jobs.services import execution_cancel, execution_start, job_create
from platform_project.http.errors import PermissionRefused
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import events, fetch, start, start_demo
from tests.factories import make_principal, make_tenant
from tests.processes import wait_until

LIMITED = {"role_limits": {"user": {"concurrent_jobs": 2}}, "concurrent_jobs": 3}


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushall()
        yield client


@pytest.fixture
def tight() -> Tenant:
    """A tenant whose people may have two jobs under way each, and three together."""
    tenant = make_tenant()
    Tenant.objects.filter(pk=tenant.pk).update(**LIMITED)
    return tenant


def under_way(*executions: UUID) -> list[bool]:
    """Which of them have been let in."""
    return [not fetch(execution).held for execution in executions]


def queue_demo(principal: Principal, *, priority: int = Execution.Priority.NORMAL) -> UUID:
    with tenant_scope(principal.tenant_id):
        return job_create(principal=principal, type_name="demo", payload={}, priority=priority).pk


def finish(execution: UUID) -> None:
    assert run_phase(execution_id=execution, phase=0) == "succeeded"


def test_what_goes_beyond_a_persons_share_is_queued_and_gets_no_message(
    broker: redis.Redis, tight: Tenant
) -> None:
    ada = make_principal(tight)
    jobs = [queue_demo(ada) for _ in range(4)]
    assert under_way(*jobs) == [True, True, False, False]
    assert [fetch(job).wire_status for job in jobs] == ["queued"] * 4
    wait_until(lambda: broker.llen("batch.new") == 2, what="the doorbell")
    assert fetch(jobs[2]).dispatched_at is None


def test_an_end_lets_the_next_begin_at_once(broker: redis.Redis, tight: Tenant) -> None:
    ada = make_principal(tight)
    first, second, third, fourth = [queue_demo(ada) for _ in range(4)]
    finish(first)
    assert under_way(second, third, fourth) == [True, True, False]
    assert broker.llen("batch.new") == 3


def test_a_tenants_bound_holds_over_all_its_people_who_take_turns(tight: Tenant) -> None:
    ada, bob = make_principal(tight), make_principal(tight)
    of_ada = [queue_demo(ada) for _ in range(3)]
    of_bob = [queue_demo(bob) for _ in range(2)]
    assert under_way(*of_ada, *of_bob) == [True, True, False, True, False]
    finish(of_ada[0])
    assert under_way(*of_ada[1:], *of_bob) == [True, True, True, False]
    finish(of_ada[1])
    assert under_way(of_ada[2], *of_bob) == [True, True, True]


def test_another_tenant_is_not_held_up_by_a_long_queue(broker: redis.Redis) -> None:
    crowded = make_principal(make_tenant())
    Tenant.objects.filter(pk=crowded.tenant_id).update(concurrent_jobs=5)
    for _ in range(200):
        start_demo(crowded)
    alone = start(make_principal(make_tenant()), "tests.quick")
    # Behind five messages of the crowded tenant, and not behind two hundred.
    wait_until(lambda: broker.llen("batch.new") + broker.llen("interactive.new") == 6, what="the doorbell")
    assert under_way(alone) == [True]


def test_the_most_important_of_a_person_begins_first(tight: Tenant) -> None:
    ada = make_principal(tight)
    running = [queue_demo(ada) for _ in range(2)]
    low, normal = queue_demo(ada, priority=Execution.Priority.LOW), queue_demo(ada)
    finish(running[0])
    assert under_way(low, normal) == [False, True]
    finish(running[1])
    assert under_way(low) == [True]


def test_high_priority_comes_before_all_that_is_new_and_is_for_operators(
    broker: redis.Redis, tenant: Tenant
) -> None:
    with pytest.raises(PermissionRefused):
        queue_demo(make_principal(tenant), priority=Execution.Priority.HIGH)
    urgent = queue_demo(make_principal(tenant, "operator"), priority=Execution.Priority.HIGH)
    wait_until(lambda: broker.llen("batch.cont") == 1, what="the doorbell")
    assert fetch(urgent).queue == "batch.cont"


def test_runs_are_counted_apart_from_jobs(tight: Tenant) -> None:
    ada = make_principal(tight)
    jobs = [queue_demo(ada) for _ in range(3)]
    run = start(ada, "tests.parent", children=1)
    assert under_way(jobs[2], run) == [False, True]


def test_children_are_never_held(tight: Tenant) -> None:
    ada = make_principal(tight)
    parents = [start(ada, "tests.parent", children=3) for _ in range(2)]
    assert run_phase(execution_id=parents[0], phase=0) == "waiting"
    children = Execution.unscoped.using("engine").filter(parent_id=parents[0])
    assert [child.held for child in children] == [False] * 3


def test_recovery_lets_in_what_nobody_told(broker: redis.Redis, tight: Tenant) -> None:
    ada = make_principal(tight)
    jobs = [queue_demo(ada) for _ in range(3)]
    wait_until(lambda: broker.llen("batch.new") == 2, what="the doorbell")
    assert not admit(tight.pk)
    Tenant.objects.filter(pk=tight.pk).update(concurrent_jobs=9, role_limits={})
    assert recover_once(broker).admitted == 1
    assert under_way(*jobs) == [True, True, True]


def test_a_row_that_somebody_works_on_holds_up_nobody_else(tight: Tenant) -> None:
    ada = make_principal(tight)
    _, _, locked, free = [queue_demo(ada) for _ in range(4)]
    Tenant.objects.filter(pk=tight.pk).update(concurrent_jobs=9, role_limits={})
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as somebody:
        somebody.execute("SELECT FROM executions WHERE id = %s FOR UPDATE", [locked])
        assert [row.id for row in admit(tight.pk)] == [free]
    assert [row.id for row in admit(tight.pk)] == [locked]


def test_nothing_of_a_suspended_tenant_begins(tight: Tenant) -> None:
    Tenant.objects.filter(pk=tight.pk).update(status=Tenant.Status.SUSPENDED)
    job = queue_demo(make_principal(tight))
    assert not admit(tight.pk)
    assert under_way(job) == [False]
    Tenant.objects.filter(pk=tight.pk).update(status=Tenant.Status.ACTIVE)
    assert [row.id for row in admit(tight.pk)] == [job]


def test_what_is_held_can_be_cancelled_and_does_not_run_out_of_time(tight: Tenant) -> None:
    ada = make_principal(tight)
    held = [queue_demo(ada) for _ in range(4)][2:]
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            "UPDATE executions SET created_at = created_at - interval '1 day',"
            " deadline_at = deadline_at - interval '1 day' WHERE id = ANY(%s)",
            [held],
        )
    claim = claims.claim(execution_id=held[0], phase=0)
    assert claim is not None
    assert claim.verdict == "held"
    with tenant_scope(tight.pk):
        cancelled = execution_cancel(execution=Execution.objects.get(pk=held[1]))
    assert (cancelled.status, cancelled.held) == ("cancelled", False)
    assert [event.name for event in events(held[1])] == ["status", "end"]


def test_the_time_of_what_was_held_begins_with_its_turn(tight: Tenant) -> None:
    ada = make_principal(tight)
    jobs = [queue_demo(ada) for _ in range(3)]
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            "UPDATE executions SET created_at = created_at - interval '1 day',"
            " deadline_at = deadline_at - interval '1 day' WHERE id = %s",
            [jobs[2]],
        )
    finish(jobs[0])
    begun = fetch(jobs[2])
    assert begun.deadline_at - begun.dispatched_at > timedelta(minutes=50)


def test_what_is_due_later_waits_for_its_time_and_then_for_its_turn(tight: Tenant) -> None:
    ada = make_principal(tight)
    jobs = [queue_demo(ada) for _ in range(2)]
    with tenant_scope(tight.pk):
        later = execution_start(
            principal=ada,
            flow=_demo_flow(),
            state={"payload": {}},
            due_in=timedelta(hours=1),
        )
    finish(jobs[0])
    assert under_way(later) == [False]
    with connections["engine"].cursor() as cursor:
        cursor.execute("UPDATE executions SET due_at = clock_timestamp() WHERE id = %s", [later])
    assert [row.id for row in admit(tight.pk)] == [later]


def _demo_flow():
    from jobs.registry import get_job_type

    return get_job_type("demo").flow
