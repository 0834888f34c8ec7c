"""Operators cancel what others have started, by the services that everybody uses."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from jobs.models import Execution
from tenants.models import Tenant
from tests.admin.rows import make_job, make_run
from tests.executions import events, fetch

RUNS = "/admin/agents/agentrun/"


def test_a_run_that_nobody_holds_ends_at_once(operator: Client, tenant: Tenant) -> None:
    run = make_run(tenant, status="pending")
    response = operator.post(reverse("admin:cancel_run", args=[run.pk]), follow=True)
    assert response.status_code == 200
    execution = fetch(run.pk)
    assert execution.status == Execution.Status.CANCELLED
    assert events(run.pk)[-1].name == "end"
    assert LogEntry.objects.filter(object_id=str(run.pk)).count() == 1


def test_a_run_that_is_held_is_flagged_for_its_worker(operator: Client, tenant: Tenant) -> None:
    run = make_run(tenant, status="running")
    shown = operator.post(reverse("admin:cancel_run", args=[run.pk]), follow=True).content.decode()
    assert "cancelling" in shown
    assert "Cancel it" not in shown
    execution = fetch(run.pk)
    assert (execution.status, execution.cancel_requested) == ("running", True)


def test_the_action_cancels_what_has_not_ended(
    superuser: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    pending, ended = make_run(tenant, status="pending"), make_run(other_tenant)
    chosen = {"action": "cancel_selected", "_selected_action": [str(pending.pk), str(ended.pk)]}
    shown = superuser.post(RUNS, chosen, follow=True).content.decode()
    assert "1 had ended before" in shown
    assert fetch(pending.pk).status == "cancelled"
    assert fetch(ended.pk).status == "succeeded"


def test_jobs_are_cancelled_too(operator: Client, tenant: Tenant) -> None:
    job = make_job(tenant, status="pending")
    assert operator.post(reverse("admin:cancel_job", args=[job.pk])).status_code == 302
    assert fetch(job.pk).status == "cancelled"


def test_those_who_only_look_on_cancel_nothing(viewer: Client, tenant: Tenant) -> None:
    run = make_run(tenant, status="pending")
    assert viewer.post(reverse("admin:cancel_run", args=[run.pk])).status_code == 403
    assert (
        "Cancel it" not in viewer.get(reverse("admin:agents_agentrun_change", args=[run.pk])).content.decode()
    )
    viewer.post(RUNS, {"action": "cancel_selected", "_selected_action": [str(run.pk)]})
    assert fetch(run.pk).cancel_requested is False


def test_another_tenants_run_is_not_there_to_cancel(operator: Client, other_tenant: Tenant) -> None:
    run = make_run(other_tenant, status="pending")
    assert operator.post(reverse("admin:cancel_run", args=[run.pk])).status_code == 404
    assert fetch(run.pk).cancel_requested is False


def test_a_link_cancels_nothing(operator: Client, tenant: Tenant) -> None:
    run = make_run(tenant, status="pending")
    assert operator.get(reverse("admin:cancel_run", args=[run.pk])).status_code == 405
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = operator.cookies
    assert forged.post(reverse("admin:cancel_run", args=[run.pk])).status_code == 403
    assert fetch(run.pk).cancel_requested is False


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled"])
def test_what_has_ended_offers_no_button(status: str, operator: Client, tenant: Tenant) -> None:
    run = make_run(tenant, status=status)
    shown = operator.get(reverse("admin:agents_agentrun_change", args=[run.pk])).content.decode()
    assert "Cancel it" not in shown
