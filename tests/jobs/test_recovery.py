"""Recovery, cancelling and ends, one pass at a time: this process is the worker and the recovery process."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connections

import tests.flows  # noqa: F401
from jobs.engine import claims, commits, ends
from jobs.engine.claims import Claim
from jobs.engine.flows import get_flow
from jobs.engine.outcome import Outcome
from jobs.engine.recovery import Recovered, recover_once, watermarks
from jobs.engine.runner import run_phase
from jobs.models import Execution
from jobs.services import execution_cancel, execution_start
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import Findings, end_everything, events, fetch, findings, start
from tests.factories import make_principal
from tests.processes import wait_until


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _nothing_live() -> None:
    """Recovery looks at every tenant: what other tests have left is ended and forgotten."""
    end_everything()


@pytest.fixture
def principal(tenant: Tenant) -> Principal:
    return make_principal(tenant)


def set_on_live(assignments: str) -> None:
    """Put live executions where only time or a crash would bring them."""
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            f"UPDATE executions SET {assignments} WHERE status IN ('pending', 'running', 'waiting')"
        )


def age(seconds: int = 60) -> None:
    """Let leases, dispatches and deadlines lie so much further back."""
    moved = ("lease_until", "dispatched_at", "deadline_at", "due_at")
    set_on_live(", ".join(f"{column} = {column} - interval '{seconds} s'" for column in moved))


def claimed(execution_id: UUID, phase: int = 0) -> Claim:
    claim = claims.claim(execution_id=execution_id, phase=phase)
    assert claim is not None
    assert claim.verdict == "claimed"
    return claim


def cancel(execution_id: UUID) -> Execution:
    with tenant_scope(fetch(execution_id).tenant_id):
        return execution_cancel(execution=Execution.objects.get(pk=execution_id))


def messages(broker: redis.Redis) -> int:
    return sum(broker.llen(queue) for queue in ("interactive.new", "interactive.cont"))


def drain(broker: redis.Redis) -> None:
    """Let the doorbell finish, then forget what it has sent."""
    wait_until(lambda: messages(broker) > 0, what="the doorbell")
    broker.flushall()


def test_a_queued_execution_is_not_lost_however_long_it_waits(
    broker: redis.Redis, principal: Principal
) -> None:
    waiting = [start(principal, "tests.quick") for _ in range(5)]
    wait_until(lambda: messages(broker) == len(waiting), what="the doorbell")
    for _ in range(3):
        assert recover_once(broker) == Recovered()
    assert messages(broker) == len(waiting)


def test_what_is_older_than_the_oldest_message_of_its_queue_has_lost_its_own(
    broker: redis.Redis, principal: Principal
) -> None:
    start(principal, "tests.quick")
    drain(broker)
    age()
    newer = start(principal, "tests.quick")
    wait_until(lambda: messages(broker) == 1, what="the doorbell")
    assert watermarks(broker)["interactive.new"] == fetch(newer).dispatched_at.isoformat()
    assert recover_once(broker).lost == 1
    assert recover_once(broker).lost == 0
    assert messages(broker) == 2


def test_two_recovery_processes_at_once_send_one_message_for_each(
    broker: redis.Redis, principal: Principal
) -> None:
    for _ in range(100):
        start(principal, "tests.quick")
    wait_until(lambda: messages(broker) == 100, what="the doorbell")
    broker.flushall()
    age()

    def recover(_: int) -> int:
        try:
            return recover_once(broker).lost
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        lost = list(pool.map(recover, range(4)))
    assert sum(lost) == 100
    assert messages(broker) == 100


def test_a_dead_lease_is_handed_out_again_and_its_holder_writes_nothing(
    broker: redis.Redis, principal: Principal
) -> None:
    execution = start(principal, "tests.quick")
    overtaken = claimed(execution)
    age()
    assert recover_once(broker).lost == 1
    current = claimed(execution)
    assert current.context.attempt == 2
    flow, outcome = get_flow("tests.quick"), Outcome(state={"whose": "the overtaken one's"})
    assert not commits.advance(flow=flow, context=overtaken.context, outcome=outcome, keep=False)
    assert not commits.append(context=overtaken.context, events=())
    assert commits.advance(flow=flow, context=current.context, outcome=Outcome(), keep=False)
    assert "whose" not in fetch(execution).state


def test_a_holder_that_wakes_before_the_next_claim_may_still_commit(
    broker: redis.Redis, principal: Principal
) -> None:
    execution = start(principal, "tests.quick")
    stalled = claimed(execution)
    age()
    recover_once(broker)
    assert commits.advance(
        flow=get_flow("tests.quick"), context=stalled.context, outcome=Outcome(), keep=False
    )
    assert fetch(execution).phase == 1


@pytest.mark.parametrize(
    ("prepare", "phase", "word"),
    [
        ("", 0, "claimed"),
        ("phase = 1", 0, "done"),
        ("", 1, "ahead"),
        ("status = 'waiting', waiting_for = 1", 0, "waiting"),
        ("status = 'running', attempt = 1, lease_until = clock_timestamp() + interval '9 s'", 0, "leased"),
        ("status = 'failed', finished_at = clock_timestamp()", 0, "ended"),
        ("cancel_requested = true", 0, "cancelled"),
        ("deadline_at = clock_timestamp() - interval '1 s'", 0, "overdue"),
        ("status = 'running', attempt = 5, lease_token = gen_random_uuid()", 0, "exhausted"),
    ],
)
def test_a_claim_is_given_or_says_in_a_word_why_not(
    principal: Principal, prepare: str, phase: int, word: str
) -> None:
    execution = start(principal, "tests.quick")
    if prepare:
        set_on_live(prepare)
    claim = claims.claim(execution_id=execution, phase=phase)
    assert claim is not None
    assert claim.verdict == word


@pytest.mark.parametrize("seen_by", ["worker", "recovery"])
@pytest.mark.parametrize(
    ("prepare", "status", "code"),
    [
        ("cancel_requested = true", "cancelled", "cancelled"),
        ("deadline_at = clock_timestamp() - interval '1 s'", "failed", "deadline_exceeded"),
        (
            "status = 'running', attempt = 5, lease_token = gen_random_uuid(),"
            " lease_until = clock_timestamp() - interval '1 s'",
            "failed",
            "attempts_exhausted",
        ),
    ],
)
def test_whoever_sees_what_nobody_goes_on_with_writes_its_end(
    broker: redis.Redis, principal: Principal, prepare: str, status: str, code: str, seen_by: str
) -> None:
    execution = start(principal, "tests.quick")
    set_on_live(prepare)
    if seen_by == "worker":
        run_phase(execution_id=execution, phase=0)
    else:
        assert recover_once(broker).ended == 1
    row = fetch(execution)
    assert (row.status, row.error["code"]) == (status, code)
    assert events(execution)[-1].data["error"]["code"] == code
    assert findings([execution]) == Findings()


def test_an_overdue_parent_ends_and_its_children_with_it(broker: redis.Redis, principal: Principal) -> None:
    parent = start(principal, "tests.parent", children=2)
    assert run_phase(execution_id=parent, phase=0) == "waiting"
    age(3600)
    assert recover_once(broker).ended == 3
    assert fetch(parent).error["code"] == "deadline_exceeded"
    assert findings([parent]) == Findings()


def test_cancelling_what_nobody_holds_ends_it_at_once(principal: Principal) -> None:
    queued = start(principal, "tests.quick")
    dead = start(principal, "tests.quick")
    postponed = start(principal, "tests.quick", due_in=timedelta(hours=1))
    claimed(dead)
    set_on_live("lease_until = lease_until - interval '60 s'")
    assert [cancel(one).status for one in (queued, dead, postponed)] == ["cancelled"] * 3
    assert findings([queued, dead, postponed]) == Findings()


def test_cancelling_a_waiting_parent_ends_it_at_once_and_recovery_ends_its_children(
    broker: redis.Redis, principal: Principal
) -> None:
    parent = start(principal, "tests.parent", children=3)
    run_phase(execution_id=parent, phase=0)
    assert cancel(parent).status == "cancelled"
    assert recover_once(broker).ended == 3
    assert findings([parent]) == Findings()


def test_a_child_that_was_never_started_is_cancelled_with_its_parent_whatever_recovery_looks_for_first(
    principal: Principal,
) -> None:
    parent = start(principal, "tests.parent", children=0)
    with tenant_scope(principal.tenant_id):
        child = execution_start(principal=principal, flow=get_flow("tests.five"), state={}, parent_id=parent)
    assert cancel(parent).status == Execution.Status.CANCELLED
    assert not ends.end_abandoned("unstarted")
    assert ends.end_abandoned("cancelled")
    assert fetch(child).status == Execution.Status.CANCELLED


def test_what_is_held_is_ended_by_its_holder_and_a_commit_after_the_cancel_writes_nothing(
    broker: redis.Redis, principal: Principal
) -> None:
    execution = start(principal, "tests.quick")
    holder = claimed(execution)
    assert cancel(execution).status == "running"
    assert recover_once(broker).ended == 0
    flow = get_flow("tests.quick")
    assert not commits.advance(flow=flow, context=holder.context, outcome=Outcome(), keep=True)
    assert ends.end_own(
        flow=flow, context=holder.context, status=Execution.Status.CANCELLED, error={}, only_if_cancelled=True
    )
    assert findings([execution]) == Findings()


def test_the_end_of_the_last_child_wakes_the_parent_also_when_recovery_writes_it(
    broker: redis.Redis, principal: Principal
) -> None:
    parent = start(principal, "tests.parent", children=3)
    run_phase(execution_id=parent, phase=0)
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            "UPDATE executions SET deadline_at = created_at - interval '1 s' WHERE parent_id = %s", [parent]
        )
    recover_once(broker)
    assert fetch(parent).status == "running"
    assert run_phase(execution_id=parent, phase=1) == "succeeded"
    assert findings([parent]) == Findings()


def test_a_parent_whose_children_have_all_ended_is_woken(broker: redis.Redis, principal: Principal) -> None:
    parent = start(principal, "tests.parent", children=1)
    run_phase(execution_id=parent, phase=0)
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            "UPDATE executions SET status = 'failed', finished_at = now() WHERE parent_id = %s", [parent]
        )
    assert recover_once(broker).woken == 1
    assert fetch(parent).status == "running"


def test_a_due_row_is_sent_when_it_is_due_and_only_once(broker: redis.Redis, principal: Principal) -> None:
    later = start(principal, "tests.quick", due_in=timedelta(hours=1))
    assert recover_once(broker) == Recovered()
    assert messages(broker) == 0
    set_on_live("due_at = clock_timestamp()")
    assert recover_once(broker).due == 1
    assert recover_once(broker) == Recovered()
    assert messages(broker) == 1
    assert run_phase(execution_id=later, phase=0) == "succeeded"


def test_a_broker_that_is_full_stops_neither_recovery_nor_a_worker(
    broker: redis.Redis, principal: Principal
) -> None:
    execution = start(principal, "tests.parent", children=1)
    drain(broker)
    broker.config_set("maxmemory", 1)
    try:
        assert run_phase(execution_id=execution, phase=0) == "waiting"
        age()
        assert recover_once(broker).lost == 0
    finally:
        broker.config_set("maxmemory", 256 * 1024 * 1024)
    age()
    assert recover_once(broker).lost == 1


def test_an_execution_whose_flow_is_unknown_here_does_not_keep_others_from_recovery(
    broker: redis.Redis, principal: Principal
) -> None:
    start(principal, "tests.quick")
    start(principal, "tests.quick")
    drain(broker)
    age()
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            "UPDATE executions SET flow = 'of.tomorrow'"
            " WHERE id = (SELECT id FROM executions WHERE status = 'pending' LIMIT 1)"
        )
    assert recover_once(broker).lost == 1


def test_a_phase_whose_rows_cannot_be_written_fails_at_once_and_with_a_reason(principal: Principal) -> None:
    execution = start(principal, "tests.misrecording")
    assert run_phase(execution_id=execution, phase=0) == "failed"
    assert fetch(execution).error["code"] == "execution_failed"
    assert findings([execution]) == Findings()


def test_a_failure_keeps_what_was_found_out_and_ends_before_the_next_phase(principal: Principal) -> None:
    execution_id = start(principal, "tests.giving_up")
    assert run_phase(execution_id=execution_id, phase=0) == "failed"
    execution = fetch(execution_id)
    assert (execution.error["detail"], execution.lease_token) == ("That is how far it went.", None)
    assert [event.data.get("type") for event in events(execution_id)][2:] == ["found out", None]


@pytest.mark.parametrize("foreign", [b"{}", b"no json", b'{"headers": {"d": "yesterday"}}'])
def test_behind_a_message_that_is_not_the_engines_nothing_counts_as_lost(
    principal: Principal, broker: redis.Redis, foreign: bytes
) -> None:
    start(principal, "tests.five")
    wait_until(lambda: broker.llen("interactive.new") == 1, what="the doorbell")
    age()
    broker.delete("interactive.new")
    broker.lpush("interactive.new", foreign)
    assert watermarks(broker)["interactive.new"] == "-infinity"
    assert recover_once(broker).lost == 0
    broker.delete("interactive.new")
    assert recover_once(broker).lost == 1


def test_a_claim_outlives_a_connection_that_the_database_has_closed(principal: Principal) -> None:
    execution_id = start(principal, "tests.five")
    connections["engine"].ensure_connection()
    backend = connections["engine"].connection.info.backend_pid
    # A role may end its own sessions.
    with psycopg.connect(settings.ENV.database_engine_url.get_secret_value(), autocommit=True) as same_role:
        same_role.execute("SELECT pg_terminate_backend(%s)", [backend])
    claimed(execution_id)
