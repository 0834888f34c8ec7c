"""The engine with real workers, nothing going wrong."""

from typing import Any

import pytest

import tests.flows  # noqa: F401
from jobs.engine.flows import get_flow
from jobs.models import Event, Execution, Job
from jobs.services import execution_cancel, execution_start, job_create
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.factories import make_principal
from tests.processes import wait_until


def start(principal: Principal, flow: str, **state: Any) -> Any:
    with tenant_scope(principal.tenant_id):
        return execution_start(principal=principal, flow=get_flow(flow), state=state)


def ended(tenant: Tenant, execution_id: Any, *, timeout: float = 20) -> Execution:
    def get() -> Execution:
        with tenant_scope(tenant.pk):
            return Execution.objects.get(pk=execution_id)

    wait_until(lambda: get().is_terminal, timeout=timeout, what=f"the end of {execution_id}")
    return get()


def events(tenant: Tenant, execution_id: Any) -> list[Event]:
    with tenant_scope(tenant.pk):
        return list(Event.objects.filter(execution_id=execution_id).order_by("seq"))


def test_a_demo_job_runs_its_five_stages_once_each_and_records_its_result(tenant: Tenant) -> None:
    principal = make_principal(tenant)
    with tenant_scope(tenant.pk):
        job = job_create(principal=principal, type_name="demo", payload={"items": 10})
    execution = ended(tenant, job.pk)
    assert execution.status == "succeeded"
    assert [(event.seq, event.name) for event in events(tenant, job.pk)] == [
        (1, "status"), (2, "status"), (3, "progress"), (4, "progress"), (5, "progress"), (6, "progress"),
        (7, "progress"), (8, "end"),
    ]  # fmt: skip
    with tenant_scope(tenant.pk):
        assert Job.objects.get(pk=job.pk).result["items"] == 10


def test_a_parent_waits_for_its_children_and_goes_on_when_the_last_has_ended(tenant: Tenant) -> None:
    run = start(make_principal(tenant), "tests.parent", children=3, seconds=0.1)
    execution = ended(tenant, run)
    assert execution.status == "succeeded"
    with tenant_scope(tenant.pk):
        children = list(Execution.objects.filter(parent_id=run))
    assert [child.status for child in children] == ["succeeded"] * 3
    assert all(child.root_id == run for child in children)
    assert [event.data.get("type") for event in events(tenant, run)][2:4] == ["spawned", "gathered"]
    assert execution.event_seq == 5


@pytest.mark.parametrize("repetitions", [0, 1, 3])
def test_a_repeated_phase_runs_as_often_as_was_said(tenant: Tenant, repetitions: int) -> None:
    run = start(make_principal(tenant), "tests.repeated", repetitions=repetitions)
    assert ended(tenant, run).status == "succeeded"
    kinds = [event.data.get("type", "") for event in events(tenant, run)]
    assert sum(kind.startswith("repetition") for kind in kinds) == repetitions
    assert "gathered" in kinds


def test_a_transient_error_is_tried_again_later_and_a_failure_ends_with_its_reason(tenant: Tenant) -> None:
    principal = make_principal(tenant)
    with tenant_scope(tenant.pk):
        flaky = job_create(principal=principal, type_name="demo", payload={"simulate": "flaky"})
        failing = job_create(principal=principal, type_name="demo", payload={"simulate": "failure"})
    assert ended(tenant, flaky.pk).status == "succeeded"
    assert "retry" in [event.data.get("type") for event in events(tenant, flaky.pk)]
    failed = ended(tenant, failing.pk)
    assert (failed.status, failed.error["code"]) == ("failed", "execution_failed")
    assert events(tenant, failing.pk)[-1].data["status"] == "failed"


def test_a_cancelled_running_job_stops_within_three_seconds(tenant: Tenant) -> None:
    principal = make_principal(tenant)
    with tenant_scope(tenant.pk):
        job = job_create(principal=principal, type_name="demo", payload={"duration_ms": 60_000})
    wait_until(lambda: len(events(tenant, job.pk)) >= 2)
    with tenant_scope(tenant.pk):
        execution_cancel(execution=Execution.objects.get(pk=job.pk))
    assert ended(tenant, job.pk, timeout=3).status == "cancelled"


def test_cancelling_a_waiting_parent_ends_it_and_its_children(tenant: Tenant) -> None:
    run = start(make_principal(tenant), "tests.parent", children=3, seconds=30)
    wait_until(lambda: any(event.data.get("type") == "spawned" for event in events(tenant, run)))
    with tenant_scope(tenant.pk):
        execution_cancel(execution=Execution.objects.get(pk=run))
    assert ended(tenant, run, timeout=3).status == "cancelled"
    with tenant_scope(tenant.pk):
        children = list(Execution.objects.filter(parent_id=run).values_list("pk", flat=True))
    assert [ended(tenant, child, timeout=5).status for child in children] == ["cancelled"] * 3


def test_an_execution_that_is_due_later_is_not_begun_before(tenant: Tenant) -> None:
    from datetime import timedelta

    with tenant_scope(tenant.pk):
        later = execution_start(
            principal=make_principal(tenant),
            flow=get_flow("tests.five"),
            state={},
            due_in=timedelta(seconds=2),
        )
    execution = ended(tenant, later)
    assert execution.started_at is not None
    assert (execution.started_at - execution.created_at).total_seconds() >= 2
