"""Operators see what the schedule did, and let it do something now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from jobs.models import Execution
from jobs.schedule.models import ScheduledRun
from tenants.models import Tenant
from tests.admin.rows import make_job

LIST = "/admin/django_celery_beat/periodictask/"


def make_entry(**fields: Any) -> PeriodicTask:
    interval = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.DAYS)
    known = {"name": f"e-{uuid4().hex[:12]}", "task": "schedule.check_health", "queue": f"q-{uuid4().hex}"}
    return PeriodicTask.objects.create(**{**known, **fields}, interval=interval)


def make_scheduled_run(entry: PeriodicTask, *, outcome: str = "ok", ago: float = 0, **fields: Any) -> None:
    """A run that took a second and a half, perhaps long ago (seconds)."""
    started_at = timezone.now() - timedelta(seconds=ago)
    ScheduledRun.objects.create(
        name=entry.name,
        slot=started_at,
        started_at=started_at,
        finished_at=started_at + timedelta(seconds=1.5) if outcome else None,
        outcome=outcome,
        **fields,
    )


def page_of(entry: PeriodicTask) -> str:
    return reverse("admin:django_celery_beat_periodictask_change", args=[entry.pk])


def test_the_list_says_how_each_entry_went_last_and_when_it_is_due(superuser: Client) -> None:
    name = uuid4().hex
    never, failed = make_entry(name=f"{name} never"), make_entry(name=f"{name} failed")
    make_scheduled_run(failed, outcome="failed", ago=3600, detail={"error": "Its worker died."})
    make_scheduled_run(failed, ago=7200)
    response = superuser.get(LIST, {"q": name})
    assert [row.name for row in response.context["cl"].result_list] == [failed.name, never.name]
    shown = response.content.decode()
    for text in (
        "failed",
        "1.5 s",
        "in 2",
        "never",
        "Its worker died.",
        "schedule-success",
        "schedule-danger",
    ):
        assert text in shown, text


def test_the_page_of_an_entry_shows_its_history(superuser: Client, tenant: Tenant) -> None:
    entry = make_entry()
    job = make_job(tenant, status=Execution.Status.RUNNING)
    make_scheduled_run(entry, outcome="", execution=job.execution)
    make_scheduled_run(entry, outcome="skipped", ago=60, detail={"reason": "job 7 has not ended"})
    make_scheduled_run(entry, ago=120, detail={"result": {"deleted": 42, "cleaned": {"events": {}}}})
    make_scheduled_run(entry, outcome="failed", ago=180, detail={"unwell": {"graph": "timeout"}})
    shown = superuser.get(page_of(entry)).content.decode()
    for text in (
        reverse("admin:jobs_job_change", args=[job.pk]),
        "running",
        "reason: job 7 has not ended",
        "deleted: 42",
        "Not well: graph (timeout)",
        reverse("admin:schedule_run_now", args=[entry.pk]),
    ):
        assert text in shown, text


def test_an_entry_that_was_never_due_has_an_empty_history(superuser: Client) -> None:
    shown = superuser.get(page_of(make_entry(enabled=False))).content.decode()
    assert "It has not been due yet." in shown
    assert "switched off" in shown


def test_what_a_run_tells_is_text_and_never_markup(superuser: Client) -> None:
    attack = "<script>alert(1)</script>"
    entry = make_entry()
    make_scheduled_run(entry, outcome="failed", detail={"error": attack})
    for path in (LIST + f"?q={entry.name}", page_of(entry)):
        assert attack not in superuser.get(path).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_list(
    superuser: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    name = uuid4().hex
    for number in range(8):
        make_scheduled_run(make_entry(name=f"{name} {number}"))
    superuser.get(LIST, {"q": name})
    with django_assert_max_num_queries(14):
        superuser.get(LIST, {"q": name})


def test_the_button_and_the_action_run_an_entry_now(superuser: Client) -> None:
    entry = make_entry()
    pressed = superuser.post(reverse("admin:schedule_run_now", args=[entry.pk]), follow=True)
    chosen = superuser.post(LIST, {"action": "run_tasks", "_selected_action": [entry.pk]}, follow=True)
    for response in (pressed, chosen):
        assert f"“{entry.name}” was started." in response.content.decode()
    assert LogEntry.objects.filter(object_id=str(entry.pk)).count() == 2


def test_what_cannot_be_run_says_why(superuser: Client) -> None:
    entry = make_entry(task="no.such.task")
    shown = superuser.post(reverse("admin:schedule_run_now", args=[entry.pk]), follow=True).content.decode()
    assert "was not started: no.such.task is no task of the schedule." in shown


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_who_may_change_the_schedule_runs_it(
    method: str, superuser: Client, operator: Client, viewer: Client
) -> None:
    address = reverse("admin:schedule_run_now", args=[make_entry().pk])
    for client in (operator, viewer):
        assert getattr(client, method)(address).status_code in (403, 405)
    assert Client().post(address).status_code == 302
    assert superuser.get(address).status_code == 405
    assert superuser.post(reverse("admin:schedule_run_now", args=[10**9])).status_code == 404
