"""The job types of this room, done by a worker."""

import pytest

from jobs.models import Job
from jobs.services import execution_cancel, job_create
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import ended, events, fetch
from tests.factories import make_principal
from tests.processes import wait_until


@pytest.fixture
def ada(tenant: Tenant) -> Principal:
    return make_principal(tenant)


def create(principal: Principal, type_name: str, **payload: object) -> Job:
    with tenant_scope(principal.tenant_id):
        return job_create(principal=principal, type_name=type_name, payload=payload)


def result_of(job: Job) -> dict[str, object]:
    with tenant_scope(job.tenant_id):
        return Job.objects.get(pk=job.pk).result


def test_a_long_running_job_reports_rising_progress_and_what_it_did(ada: Principal) -> None:
    job = create(ada, "long-running", duration_seconds=2.4, steps=2)
    assert ended(job.pk).status == "succeeded"
    told = [event.data for event in events(job.pk) if event.name == "progress"]
    assert {frozenset(data) for data in told} == {frozenset({"stage", "message", "percent"})}
    percents = [data["percent"] for data in told]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    assert len(percents) >= 4  # within a step, too
    assert result_of(job) == {"steps": 2, "seconds": 2.4}


def test_a_long_running_job_is_cancelled_in_the_middle_of_a_step(ada: Principal) -> None:
    job = create(ada, "long-running", duration_seconds=600, steps=1)
    wait_until(lambda: fetch(job.pk).phase == 1 and fetch(job.pk).lease_until, what="its first step")
    with tenant_scope(ada.tenant_id):
        execution_cancel(execution=job.execution)
    assert ended(job.pk, timeout=3).status == "cancelled"


def test_the_test_job_tries_what_jobs_rely_on(ada: Principal) -> None:
    everything = create(ada, "test", count=3)
    redis = create(ada, "test", test="redis")
    assert ended(everything.pk).status == ended(redis.pk).status == "succeeded"
    assert set(result_of(everything)["slowest_ms"]) == {"database", "redis", "files"}
    assert set(result_of(redis)["slowest_ms"]) == {"redis"}
