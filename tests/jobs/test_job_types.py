"""Retrying by hand, dead letters, and lists of types for a deployment or a worker."""

import pytest
from celery import chain
from django.test import override_settings

import tests.flows  # noqa: F401
from jobs.engine.runner import run_phase
from jobs.errors import UnknownJobType
from jobs.models import Job
from jobs.registry import check_enabled_types, get_job_type, job_types, register_job_type
from jobs.selectors import dead_letters
from jobs.services import execution_cancel, job_create, job_retry
from platform_project.http.errors import Conflict, PermissionRefused
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import fetch, start, start_demo
from tests.factories import make_principal


@pytest.fixture
def ada(tenant: Tenant) -> Principal:
    return make_principal(tenant)


def create(principal: Principal, type_name: str, **payload: object) -> Job:
    with tenant_scope(principal.tenant_id):
        return job_create(principal=principal, type_name=type_name, payload=payload)


def test_a_failed_job_is_done_again_once_as_a_new_job_of_its_owner(ada: Principal) -> None:
    execution = start_demo(ada, simulate="failure", items=7)
    assert run_phase(execution_id=execution, phase=0) == "failed"
    with tenant_scope(ada.tenant_id):
        failed = Job.objects.get(pk=execution)
        again = job_retry(by=ada, job=failed)
        assert (again.retry_of_id, again.payload, again.type) == (execution, failed.payload, "demo")
        with pytest.raises(Conflict) as refused:
            job_retry(by=ada, job=failed)
    assert refused.value.extensions == {"retried_by": str(again.pk)}
    assert fetch(again.pk).subject == ada.sub
    assert fetch(execution).status == "failed"


def test_a_type_without_a_group_cannot_exempt_jobs_from_it() -> None:
    with pytest.raises(ValueError, match="names none"):
        register_job_type(
            "tests.exempt", description="", payload_schema={}, stages=chain(), exempt=lambda payload: True
        )
    assert "tests.exempt" not in {job_type.name for job_type in job_types()}


def test_who_may_not_start_a_type_does_not_get_it_done_again_either(ada: Principal, tenant: Tenant) -> None:
    job = create(make_principal(tenant, "admin"), "maintenance.check_integrity")
    with tenant_scope(tenant.pk):
        execution_cancel(execution=job.execution)
        with pytest.raises(PermissionRefused):
            job_retry(by=make_principal(tenant, "operator"), job=job)


def test_a_job_whose_attempts_are_used_up_is_a_dead_letter_until_it_is_done_again(ada: Principal) -> None:
    execution = start_demo(ada, simulate="flaky")
    with override_settings(ENGINE_MAX_ATTEMPTS=1):
        assert run_phase(execution_id=execution, phase=0) == "failed"
    assert fetch(execution).error["attempts"] == 1
    refused = start_demo(ada, simulate="failure")
    assert run_phase(execution_id=refused, phase=0) == "failed"
    with tenant_scope(ada.tenant_id):
        assert [job.pk for job in dead_letters(Job.objects.all())] == [execution]
        job_retry(by=ada, job=Job.objects.get(pk=execution))
        assert not dead_letters(Job.objects.all())


def test_whole_numbers_may_be_written_with_a_point(ada: Principal) -> None:
    assert create(ada, "test", count=2.0).payload == {"count": 2}


def test_a_misspelt_type_of_a_deployment_is_found_at_start() -> None:
    assert check_enabled_types() == []
    with override_settings(JOB_TYPES=["demo", "dmeo"]):
        assert [fault.id for fault in check_enabled_types()] == ["jobs.E001"]


def test_a_job_that_has_not_failed_is_not_done_again(ada: Principal) -> None:
    execution = start_demo(ada)
    with tenant_scope(ada.tenant_id), pytest.raises(Conflict):
        job_retry(by=ada, job=Job.objects.get(pk=execution))
    assert run_phase(execution_id=execution, phase=0) == "succeeded"
    with tenant_scope(ada.tenant_id), pytest.raises(Conflict):
        job_retry(by=ada, job=Job.objects.get(pk=execution))


def test_a_deployment_runs_only_the_types_that_it_names(ada: Principal) -> None:
    assert {"demo", "test", "long-running", "agent.run"} <= {job_type.name for job_type in job_types()}
    with override_settings(JOB_TYPES=["demo"]):
        assert [job_type.name for job_type in job_types()] == ["demo"]
        assert get_job_type("demo").stages == ("prepare", "extract", "transform", "load", "verify")
        with pytest.raises(UnknownJobType) as refused:
            create(ada, "test")
    assert refused.value.extensions == {"known": ["demo"]}


def test_a_worker_that_is_bound_to_types_leaves_all_others_to_other_workers(ada: Principal) -> None:
    execution = start_demo(ada)
    with override_settings(WORKER_FLOWS=["jobs.test"]):
        assert run_phase(execution_id=execution, phase=0) == "elsewhere"
    assert (fetch(execution).status, fetch(execution).attempt) == ("pending", 0)
    with override_settings(WORKER_FLOWS=["jobs.demo"]):
        assert run_phase(execution_id=execution, phase=0) == "succeeded"
        # Runs and tool invocations are everybody's.
        assert run_phase(execution_id=start(ada, "tests.parent", children=1), phase=0) == "waiting"
