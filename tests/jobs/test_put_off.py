"""Phases that find no room to work in: done again later, as often as it takes, and no attempt is counted."""

from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connections

import tests.flows  # noqa: F401
from jobs.engine.context import PhaseContext
from jobs.engine.flows import get_flow
from jobs.engine.outcome import Outcome
from jobs.engine.recovery import recover_once
from jobs.engine.runner import run_phase
from jobs.errors import NotYet
from tenants.models import Tenant
from tests.executions import events, fetch, start
from tests.factories import make_principal


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Something is in it once there is room for the one phase of ``tests.backlog``."""
    found: list[bool] = []

    def body(ctx: PhaseContext) -> Outcome | None:
        if not found:
            raise NotYet(timedelta(seconds=30))
        return None

    monkeypatch.setattr(get_flow("tests.backlog").links[0], "body", body)
    return found


def test_a_phase_is_put_off_more_often_than_it_may_be_tried(tenant: Tenant, room: list[bool]) -> None:
    execution = start(make_principal(tenant), "tests.backlog")
    for _ in range(settings.ENGINE_MAX_ATTEMPTS + 2):
        assert run_phase(execution_id=execution, phase=0) == "postponed"
    row = fetch(execution)
    assert (row.attempt, row.lease_until, row.dispatched_at) == (1, None, None)
    room.append(True)
    assert run_phase(execution_id=execution, phase=0) == "succeeded"
    assert [event.name for event in events(execution)] == ["status", "status", "end"]


def test_what_is_put_off_comes_back_when_it_is_due_and_ends_at_its_deadline(
    tenant: Tenant, room: list[bool]
) -> None:
    execution = start(make_principal(tenant), "tests.backlog")
    run_phase(execution_id=execution, phase=0)

    def recovered(change: str) -> None:
        with connections["engine"].cursor() as cursor:
            cursor.execute(f"UPDATE executions SET {change} WHERE id = %s", [execution])
        with redis.Redis.from_url(settings.REDIS_URL) as broker:
            recover_once(broker)

    recovered("queue = queue")
    assert fetch(execution).dispatched_at is None
    recovered("due_at = now()")
    assert fetch(execution).dispatched_at is not None
    recovered("deadline_at = now() - interval '1 s'")
    assert fetch(execution).error["code"] == "deadline_exceeded"
