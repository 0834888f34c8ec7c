"""The list of jobs and the page of one: what operators find, see, stop and have done again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from jobs.models import Event, Execution, Job
from platform_project.http.codes import ErrorCode
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant
from tests.admin.conftest import login
from tests.admin.rows import make_execution, make_job
from tests.executions import fetch
from tests.factories import make_principal

JOBS = reverse("admin:jobs_job_changelist")
Status = Execution.Status


def page_of(job: Job) -> str:
    return reverse("admin:jobs_job_change", args=[job.pk])


def job(tenant: Tenant, status: Execution.Status, *, type_: str = "demo", **fields: Any) -> Job:
    """A job with what its list is narrowed by."""
    execution = make_execution(tenant, Execution.Kind.JOB, status=status, **fields)
    with tenant_scope(tenant.pk):
        return Job.objects.create(execution=execution, tenant=tenant, type=type_, payload={"items": 5})


def listed(client: Client, **query: str) -> set[Any]:
    return {row.pk for row in client.get(JOBS, query).context["cl"].result_list}


def test_jobs_are_narrowed_by_what_distinguishes_them(operator: Client, tenant: Tenant) -> None:
    held = job(tenant, Status.PENDING, held=True, priority=Execution.Priority.HIGH)
    queued = job(tenant, Status.PENDING, subject="rosalind")
    dead = job(tenant, Status.FAILED, error={"code": str(ErrorCode.ATTEMPTS_EXHAUSTED)})
    failed = job(tenant, Status.FAILED, type_="long-running", priority=Execution.Priority.LOW)
    for query, found in (
        ({"status": "held"}, {held.pk}),
        ({"status": "queued"}, {queued.pk}),
        ({"status": "failed"}, {dead.pk, failed.pk}),
        ({"dead_letters": "yes"}, {dead.pk}),
        ({"type": "long-running"}, {failed.pk}),
        ({"priority": "9"}, {held.pk}),
        ({"priority": "nonsense"}, {held.pk, queued.pk, dead.pk, failed.pk}),
        ({"q": "rosalind"}, {queued.pk}),
        ({"q": str(dead.pk)}, {dead.pk}),
    ):
        assert listed(operator, **query) == found, query


def test_the_newest_job_comes_first(operator: Client, tenant: Tenant) -> None:
    made = [make_job(tenant).pk for _ in range(3)]
    assert [row.pk for row in operator.get(JOBS).context["cl"].result_list] == made[::-1]


def test_a_list_shows_progress_without_a_query_for_each_job(
    operator: Client, tenant: Tenant, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(20):
        make_job(tenant, status=Status.RUNNING)
    operator.get(JOBS)
    with django_assert_max_num_queries(12) as few:
        shown = operator.get(JOBS).content.decode()
    assert shown.count('aria-valuenow="80"') == 20
    assert sum('"events"' in query["sql"] for query in few.captured_queries) == 1


def test_the_page_of_a_job_marks_the_stage_it_is_at(operator: Client, tenant: Tenant) -> None:
    running = job(tenant, Status.RUNNING)
    context = operator.get(page_of(running)).context
    assert {stage.name: stage.mark for stage in context["stages"]} == {
        "prepare": "done",
        "extract": "done",
        "transform": "current",
        "load": "next",
        "verify": "next",
    }
    assert context["events_url"] == f"/admin/jobs/job/{running.pk}/events"


@pytest.mark.parametrize(
    ("status", "marks"),
    [
        ("pending", ["next"] * 5),
        ("failed", ["done"] * 4 + ["failed"]),
        ("cancelled", ["done"] * 4 + ["next"]),
        ("succeeded", ["done"] * 5),
    ],
)
def test_stages_say_how_far_it_came(
    status: Execution.Status, marks: list[str], operator: Client, tenant: Tenant
) -> None:
    fields = {"phase": 0} if status == Status.PENDING else {}
    one = job(tenant, status)
    with across_tenants():
        Execution.unscoped.filter(pk=one.pk).update(phase_count=5, **fields)
    assert [stage.mark for stage in operator.get(page_of(one)).context["stages"]] == marks


def test_a_job_that_is_held_says_why_it_does_not_begin(operator: Client, tenant: Tenant) -> None:
    shown = operator.get(page_of(job(tenant, Status.PENDING, held=True))).content.decode()
    assert "It waits for its turn" in shown
    assert "held" in shown


def test_a_job_that_waits_for_another_of_its_group_leads_to_that(operator: Client, tenant: Tenant) -> None:
    ahead = job(tenant, Status.RUNNING, exclusive_group="graph")
    waiting = job(tenant, Status.PENDING, held=True, exclusive_group="graph")
    [why] = [fact for fact in operator.get(page_of(waiting)).context["facts"] if "turn" in fact.label]
    assert (why.text, why.href) == (f"Job {ahead.pk} has to end first.", page_of(ahead))
    assert "turn" not in " ".join(fact.label for fact in operator.get(page_of(ahead)).context["facts"])


def test_what_a_job_says_is_text_and_never_markup(operator: Client, tenant: Tenant) -> None:
    attack = "<script>alert(1)</script>"
    progress = {"stage": attack, "message": attack, "percent": 50}
    one = job(tenant, Status.RUNNING, events=((Event.Name.PROGRESS, progress),))
    for path in (JOBS, page_of(one)):
        assert attack not in operator.get(path).content.decode()


def test_a_long_log_shows_its_end(operator: Client, tenant: Tenant) -> None:
    told = tuple((Event.Name.LOG, {"type": "note", "n": n}) for n in range(205))
    context = operator.get(page_of(job(tenant, Status.RUNNING, events=told))).context
    assert [line.seq for line in context["events"]] == list(range(6, 206))
    assert context["last_event"] == 205


def done_again(client: Client, one: Job) -> Job:
    """The new job that the button has led to."""
    answer = client.post(reverse("admin:retry_job", args=[one.pk]))
    with across_tenants():
        again = Job.unscoped.select_related("execution").get(retry_of=one.pk)
    assert answer["Location"] == page_of(again)
    return again


def test_a_failed_job_is_done_again_for_its_owner(operator: Client, tenant: Tenant) -> None:
    failed = job(tenant, Status.FAILED, subject="rosalind")
    again = done_again(operator, failed)
    assert (again.payload, again.execution.subject) == (failed.payload, "rosalind")
    assert page_of(again) in operator.get(page_of(failed)).content.decode()
    assert page_of(failed) in operator.get(page_of(again)).content.decode()
    assert "Do it again" not in operator.get(page_of(failed)).content.decode()
    assert LogEntry.objects.filter(object_id=str(failed.pk)).count() == 1


def test_a_superuser_has_jobs_of_any_tenant_done_again(superuser: Client, tenant: Tenant) -> None:
    assert done_again(superuser, job(tenant, Status.CANCELLED)).tenant_id == tenant.pk


def test_the_action_says_of_each_job_what_came_of_it(
    superuser: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    failed, cancelled = job(tenant, Status.FAILED), job(other_tenant, Status.CANCELLED)
    well = job(tenant, Status.SUCCEEDED)
    chosen = {
        "action": "retry_selected",
        "_selected_action": [str(each.pk) for each in (failed, well, cancelled)],
    }
    answer = superuser.post(JOBS, chosen, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert len(said) == 3
    assert [str(well.pk) in text for text in said if "Only a job that has failed" in text] == [True]
    with across_tenants():
        assert Job.unscoped.filter(retry_of__in=[failed.pk, cancelled.pk]).count() == 2


def test_who_may_start_jobs_stops_only_their_own(tenant: Tenant) -> None:
    client = login(tenant=tenant, roles=["user"])
    me = client.get("/admin/").wsgi_request.user.get_username()
    own, foreign = job(tenant, Status.PENDING, subject=me), job(tenant, Status.PENDING)
    assert "Cancel it" in client.get(page_of(own)).content.decode()
    assert client.post(reverse("admin:cancel_job", args=[own.pk])).status_code == 302
    assert client.post(reverse("admin:cancel_job", args=[foreign.pk])).status_code == 403
    assert (fetch(own.pk).status, fetch(foreign.pk).status) == (Status.CANCELLED, Status.PENDING)


@pytest.mark.parametrize("lever", ["cancel", "retry"])
def test_the_levers_are_for_those_who_hold_the_role(
    lever: str, operator: Client, viewer: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    status = Status.PENDING if lever == "cancel" else Status.FAILED
    own, foreign = job(tenant, status), job(other_tenant, status)
    own_url, foreign_url = (reverse(f"admin:{lever}_job", args=[each.pk]) for each in (own, foreign))
    assert viewer.post(own_url).status_code == 403
    assert operator.post(foreign_url).status_code == 404
    assert operator.get(own_url).status_code == 405
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = operator.cookies
    assert forged.post(own_url).status_code == 403
    chosen = {"action": f"{lever}_selected", "_selected_action": [str(own.pk), str(foreign.pk)]}
    viewer.post(JOBS, chosen)
    assert fetch(own.pk).status == fetch(foreign.pk).status == status
    with across_tenants():
        assert not Job.unscoped.filter(retry_of__in=[own.pk, foreign.pk]).exists()


def test_an_owner_whose_rights_are_gone_has_nothing_done_again(operator: Client, tenant: Tenant) -> None:
    failed = job(tenant, Status.FAILED)
    with across_tenants():
        viewer = make_principal(tenant, "viewer").as_json()
        Execution.unscoped.filter(pk=failed.pk).update(principal=viewer)
    shown = operator.post(reverse("admin:retry_job", args=[failed.pk]), follow=True).content.decode()
    assert "need the scope jobs:write" in shown
