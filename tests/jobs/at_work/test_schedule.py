"""Ticks that a worker does, however many beats send them."""

import sys
from datetime import timedelta
from itertools import pairwise

import pytest
from celery import current_app

import tests.flows  # noqa: F401
from jobs.schedule import services
from jobs.schedule.selectors import history_of, recent_runs
from jobs.schedule.slots import Due
from tenants.models import Tenant
from tests.jobs.at_work.fleet import TICKS
from tests.jobs.ticks import NOON, jobs_of, make_entry, new_due, runs_of
from tests.processes import Process, wait_until


def test_messages_that_come_at_once_do_the_work_once(platform: Tenant) -> None:
    task = current_app.tasks["schedule.start_job"]
    dues = [new_due() for _ in range(10)]
    for due in dues:
        headers = {"periodic_task_name": due.name, "slot": due.slot.isoformat()}
        for _ in range(4):
            task.apply_async(kwargs={"type": "demo"}, queue=TICKS, headers=headers)
    done = new_due()
    headers = {"periodic_task_name": done.name, "slot": done.slot.isoformat()}
    task.apply_async(kwargs={"type": "no-such-type"}, queue=TICKS, headers=headers)
    wait_until(lambda: runs_of(done) and all(runs_of(due) for due in dues), what="the end of the queue")
    runs = [run for due in dues for run in runs_of(due)]
    assert len(runs) == len(jobs_of(runs)) == len(dues)


@pytest.mark.slow
def test_two_beats_do_no_harm() -> None:
    entry = make_entry(every=1, queue=TICKS)
    beats = [
        Process(
            f"beat-{number}",
            [
                sys.executable, "-m", "celery", "-A", "celery_app", "beat", "--pidfile=",
                "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler", "--loglevel=INFO",
            ],
        )
        for number in range(2)
    ]  # fmt: skip
    due = Due(entry.name, NOON)
    try:
        wait_until(
            lambda: all("Sending due task " + entry.name in beat.log.read_text() for beat in beats),
            what="both beats sending",
        )
        before = len(runs_of(due))
        wait_until(lambda: len(runs_of(due)) >= before + 2, what="two more ticks")
    finally:
        for beat in beats:
            beat.stop()
        entry.delete()
    runs = runs_of(due)
    assert all(later.slot - run.slot >= timedelta(seconds=1) for run, later in pairwise(runs))
    assert {run.slot.microsecond for run in runs} == {0}


def test_an_entry_can_be_run_now_besides_its_schedule() -> None:
    entry = make_entry(every=86_400, queue=TICKS)
    for _ in range(2):
        services.run_now(entry=entry)
    due = Due(entry.name, NOON)
    wait_until(lambda: len([run for run in runs_of(due) if run.outcome]) == 2, what="both runs")
    assert recent_runs([entry.name], each=1)[entry.name] == history_of(entry.name, limit=1)
    assert set(runs_of(due)[0].detail) >= {"status"}
