"""What is due is done once, however many beats there are, and leaves a record."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask
from hypothesis import given
from hypothesis import strategies as st

from jobs.models import Execution
from jobs.schedule import services
from jobs.schedule.entries import Entry, entries_ensure, register_entry
from jobs.schedule.models import ScheduledRun
from jobs.schedule.selectors import next_due
from jobs.schedule.services import Done, tick, tick_job
from jobs.schedule.slots import Due, slot_of
from jobs.services import execution_cancel
from platform_project.http.errors import Conflict
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.jobs.ticks import NOON, jobs_of, make_entry, new_due, runs_of

Outcome = ScheduledRun.Outcome


@pytest.fixture
def due() -> Due:
    return new_due()


@pytest.mark.parametrize(
    ("schedule", "sent_after", "slot_after"),
    [
        ({"interval": IntervalSchedule(every=30, period="seconds")}, 29.9, 0),
        ({"interval": IntervalSchedule(every=30, period="seconds")}, 30.0, 30),
        ({"interval": IntervalSchedule(every=1, period="hours")}, 3599, 0),
        ({"crontab": CrontabSchedule(minute="0", hour="12")}, 1.5, 0),
        ({"clocked": ClockedSchedule(clocked_time=NOON)}, 7.25, 0),
    ],
)
def test_ticks_stand_on_the_grid_of_their_schedule(
    schedule: dict[str, object], sent_after: float, slot_after: float
) -> None:
    entry = PeriodicTask(name="any", **schedule)
    assert slot_of(entry, NOON + timedelta(seconds=sent_after)) == NOON + timedelta(seconds=slot_after)


@given(
    every=st.integers(1, 100_000),
    sent=st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1)),
    later=st.floats(0, 3),
)
def test_two_ticks_of_one_beat_never_meet_in_a_slot(every: int, sent: datetime, later: float) -> None:
    entry = PeriodicTask(name="any", interval=IntervalSchedule(every=every, period="seconds"))
    first = sent.replace(tzinfo=UTC)
    following = first + timedelta(seconds=every) * (1 + later)
    assert slot_of(entry, first) <= first < slot_of(entry, first) + timedelta(seconds=every)
    assert slot_of(entry, first) < slot_of(entry, following)


def test_the_default_entries_are_there_and_an_operators_changes_stay() -> None:
    names = set(PeriodicTask.objects.values_list("name", flat=True))
    assert {"health", "cleanup"} <= names
    name = f"e-{uuid4().hex[:12]}"
    register_entry(
        Entry(name=name, task="schedule.check_health", every=timedelta(seconds=77), description="")
    )
    entries_ensure()
    PeriodicTask.objects.filter(name=name).update(enabled=False, description="Not on Sundays.")
    entries_ensure()
    kept = PeriodicTask.objects.get(name=name)
    assert (kept.enabled, kept.description, kept.expire_seconds) == (False, "Not on Sundays.", 77)
    with pytest.raises(ValueError, match="already"):
        register_entry(Entry(name=name, task="", every=timedelta(seconds=1), description=""))


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.FAILED])
def test_a_tick_records_its_outcome_and_how_long_it_took(due: Due, outcome: ScheduledRun.Outcome) -> None:
    assert tick(due=due, work=lambda: Done(outcome, {"seen": 3})) == outcome
    [run] = runs_of(due)
    assert (run.outcome, run.detail, run.slot) == (outcome, {"seen": 3}, NOON)
    assert run.duration == run.finished_at - run.started_at


def test_a_tick_that_breaks_is_recorded_as_failed(due: Due) -> None:
    def work() -> Done:
        raise LookupError("no such thing")

    assert tick(due=due, work=work) == "failed"
    [run] = runs_of(due)
    assert run.detail == {"error": "no such thing"}


def test_a_time_that_is_taken_is_left_to_who_has_it(due: Due, platform: Tenant) -> None:
    assert tick(due=due, work=lambda: Done(Outcome.OK)) == "ok"
    assert tick(due=due, work=lambda: pytest.fail("It is done already.")) == "taken"
    assert tick_job(due=due, type_name="demo", payload={}) == "taken"
    assert len(runs_of(due)) == 1


def test_a_job_does_what_is_due_and_its_end_is_the_ticks(due: Due, platform: Tenant) -> None:
    assert tick_job(due=due, type_name="demo", payload={"items": 1}) == "started"
    [run] = runs_of(due)
    [job] = jobs_of([run])
    assert (job.tenant_id, job.payload, run.outcome) == (platform.pk, {"items": 1}, "")
    with tenant_scope(platform.pk):
        execution_cancel(execution=Execution.objects.get(pk=job.pk))
    services.runs_close()
    [run] = runs_of(due)
    assert (run.outcome, run.detail["error"]["code"]) == ("failed", "cancelled")
    assert run.duration is not None


def test_a_tick_is_skipped_while_the_job_of_an_earlier_one_has_not_ended(due: Due, platform: Tenant) -> None:
    later = Due(due.name, due.slot + timedelta(hours=1))
    assert tick_job(due=due, type_name="demo", payload={}) == "started"
    assert tick_job(due=later, type_name="demo", payload={}) == "skipped"
    first, second = runs_of(due)
    assert (second.outcome, second.execution_id) == ("skipped", None)
    assert str(first.execution_id) in second.detail["reason"]


@pytest.mark.parametrize(
    ("type_name", "payload", "code"),
    [("no-such-type", {}, "unknown_job_type"), ("demo", {"items": -1}, "validation_failed")],
)
def test_a_job_that_cannot_be_started_is_a_failed_tick(
    due: Due, platform: Tenant, type_name: str, payload: dict[str, object], code: str
) -> None:
    assert tick_job(due=due, type_name=type_name, payload=payload) == "failed"
    [run] = runs_of(due)
    assert (run.outcome, run.detail["error"]["code"]) == ("failed", code)


def test_the_next_tick_closes_what_a_dead_worker_left_open(due: Due) -> None:
    long_ago = timezone.now() - services.WORKER_DIED_AFTER - timedelta(seconds=1)
    ScheduledRun.objects.create(name=due.name, slot=due.slot, started_at=long_ago)
    fresh = Due(due.name, due.slot + timedelta(seconds=30))
    ScheduledRun.objects.create(name=due.name, slot=fresh.slot, started_at=timezone.now())
    assert tick(due=Due(due.name, NOON + timedelta(hours=1)), work=lambda: Done(Outcome.OK)) == "ok"
    assert [run.outcome for run in runs_of(due)] == ["failed", "", "ok"]


@pytest.mark.parametrize(
    "fields",
    [{"task": "jobs.demo.prepare"}, {"task": "no.such.task"}, {"kwargs": "{"}],
    ids=["a phase", "unknown", "no JSON"],
)
def test_only_tasks_of_the_schedule_can_be_run_now(fields: dict[str, str]) -> None:
    with pytest.raises(Conflict):
        services.run_now(entry=make_entry(every=60, **fields))


def test_the_next_time_follows_from_the_last() -> None:
    entry = make_entry(every=60, last_run_at=timezone.now() - timedelta(minutes=3))
    last = ScheduledRun(name=entry.name, slot=NOON, started_at=timezone.now() - timedelta(seconds=20))
    due = next_due(entry, last)
    assert due is not None
    assert abs(due - timezone.now() - timedelta(seconds=40)) < timedelta(seconds=1)
    entry.enabled = False
    assert next_due(entry, last) is None
