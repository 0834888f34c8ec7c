"""What has been kept long enough goes, and nothing else does."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import ceil
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session as Login
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents.models import AgentRun, Session, Step
from jobs.models import Event, Execution, Job
from jobs.schedule.models import ScheduledRun
from platform_project.operations.cleaners import events
from platform_project.operations.cleaning import (
    BATCH,
    Cleaner,
    clean,
    cleaner,
    cleaners,
    first_id_at,
    in_batches,
)
from security.idempotency.store import LIFETIME
from security.models import IdempotencyKey
from tenants.context import across_tenants
from tenants.models import Tenant
from tests.admin import rows
from tests.admin.rows import make_execution, make_invocation, make_job, make_run, make_session
from tools.models import ToolInvocation

Status = Execution.Status
LINES = tuple((name, {"n": n}) for n, name in enumerate(("status", "progress", "progress", "end")))


def run_cleaner(name: str) -> int:
    """Let one cleaner do all it finds."""
    return clean(cleaners()[name], check=lambda: None).deleted


@contextmanager
def ago(by: timedelta) -> Iterator[None]:
    """Rows of executions that are made here were made so long ago."""
    then = timezone.now() - by
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "new_id", lambda: UUID(int=first_id_at(then).int | uuid4().int >> 48))
        patch.setattr(rows, "datetime", SimpleNamespace(now=lambda zone: then))
        yield


def there(model: type[Any], ids: Iterable[UUID]) -> set[UUID]:
    with across_tenants():
        return set(model.unscoped.filter(pk__in=list(ids)).values_list("pk", flat=True))


def numbers(execution: Execution) -> list[int]:
    with across_tenants():
        return list(Event.unscoped.filter(execution=execution).order_by("seq").values_list("seq", flat=True))


OLD = settings.RETENTION_EXECUTIONS + timedelta(days=1)
YOUNG = settings.RETENTION_EXECUTIONS - timedelta(days=1)


def test_old_executions_go_with_all_that_they_recorded(tenant: Tenant, other_tenant: Tenant) -> None:
    with ago(OLD):
        run = make_run(tenant)
        child = make_invocation(tenant, run=run)
        job = make_job(other_tenant)
    again = make_job(other_tenant)
    with across_tenants():
        Job.unscoped.filter(pk=again.pk).update(retry_of=job)
        steps = list(Step.unscoped.filter(run=run).values_list("pk", flat=True))
    run_cleaner("executions")
    assert there(Execution, [run.pk, child.pk, job.pk, again.pk]) == {again.pk}
    assert there(AgentRun, [run.pk]) | there(ToolInvocation, [child.pk]) | there(Step, steps) == set()
    assert there(Session, [run.session_id]) == {run.session_id}
    with across_tenants():
        assert Job.unscoped.get(pk=again.pk).retry_of_id is None


def test_what_is_young_or_lives_stays(tenant: Tenant) -> None:
    with ago(YOUNG):
        young = make_job(tenant)
    with ago(OLD):
        running = make_job(tenant, status=Status.RUNNING)
        waiting = make_execution(tenant, Execution.Kind.RUN, status=Status.WAITING, waiting_for=1)
        ended_child = make_execution(tenant, Execution.Kind.INVOCATION, parent=waiting)
        ended = make_execution(tenant, Execution.Kind.RUN)
        live_child = make_execution(tenant, Execution.Kind.INVOCATION, status=Status.RUNNING, parent=ended)
    run_cleaner("executions")
    stay = {young.pk, running.pk, waiting.pk, ended_child.pk, ended.pk, live_child.pk}
    assert there(Execution, stay) == stay


def test_what_lives_is_found_by_its_index() -> None:
    with CaptureQueriesContext(connection) as queries:
        run_cleaner("executions")
    [chosen] = {query["sql"] for query in queries if "NOT EXISTS" in query["sql"]}
    with across_tenants(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {chosen}")
        assert "execution_live" in "\n".join(row[0] for row in cursor.fetchall())


def test_the_last_event_of_what_has_ended_stays_the_longest(tenant: Tenant) -> None:
    with ago(settings.RETENTION_EVENTS + timedelta(days=1)):
        old = make_execution(tenant, Execution.Kind.JOB, events=LINES)
        running = make_execution(tenant, Execution.Kind.JOB, status=Status.RUNNING, events=LINES)
    young = make_execution(tenant, Execution.Kind.JOB, events=LINES)
    run_cleaner("events")
    assert [numbers(each) for each in (old, young, running)] == [[4], [1, 2, 3, 4], [1, 2, 3, 4]]


def test_a_cleanup_reads_what_has_ended_long_ago_once(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "STEP", 2)
    with ago(settings.RETENTION_EVENTS + timedelta(days=1)):
        old = [make_execution(tenant, Execution.Kind.JOB, events=LINES) for _ in range(5)]
    with across_tenants():
        ended = Execution.unscoped.filter(finished_at__lt=timezone.now() - settings.RETENTION_EVENTS).count()
    for expected in (3 * len(old), 0):
        with CaptureQueriesContext(connection) as queries:
            # One step has more events than go at once.
            assert sum(events.clean(4)) >= expected
        steps = [query for query in queries if query["sql"].endswith("LIMIT 2")]
        assert len(steps) == ceil(ended / 2) + 1
    assert [numbers(each) for each in old] == [[4]] * len(old)


def test_sessions_that_nobody_uses_go_with_their_runs_and_live_ones_stay(tenant: Tenant) -> None:
    idle, busy, fresh = (make_session(tenant) for _ in range(3))
    run = make_run(tenant, session=idle)
    live = make_run(tenant, session=busy, status=Status.RUNNING)
    with across_tenants():
        Session.unscoped.filter(pk__in=[idle.pk, busy.pk]).update(
            updated_at=timezone.now() - settings.RETENTION_SESSIONS - timedelta(days=1)
        )
    run_cleaner("sessions")
    assert there(Session, [idle.pk, busy.pk, fresh.pk]) == {busy.pk, fresh.pk}
    assert there(Execution, [run.pk, live.pk]) == {live.pk}


def test_expired_idempotency_keys_and_logins_go(tenant: Tenant) -> None:
    now = timezone.now()
    keys, logins = {}, {}
    with across_tenants():
        for name, expires_at in (("old", now - timedelta(seconds=1)), ("young", now + LIFETIME)):
            keys[name] = IdempotencyKey.unscoped.create(
                tenant=tenant, digest=uuid4().hex * 2, subject="ada", method="POST", path="/v1/jobs",
                key=uuid4().hex, request_digest=uuid4().hex * 2, status=202, headers={}, body="{}",
                expires_at=expires_at,
            ).pk  # fmt: skip
    for name, expires_at in (("old", now - timedelta(seconds=1)), ("young", now + timedelta(days=1))):
        logins[name] = Login.objects.create(
            session_key=uuid4().hex, session_data="", expire_date=expires_at
        ).pk
    run_cleaner("idempotency_keys")
    run_cleaner("logins")
    assert there(IdempotencyKey, keys.values()) == {keys["young"]}
    assert list(Login.objects.filter(pk__in=logins.values())) == [Login.objects.get(pk=logins["young"])]


def test_the_schedules_own_record_goes_but_for_what_is_open() -> None:
    now = timezone.now()
    old = now - settings.RETENTION_SCHEDULE - timedelta(days=1)
    name = f"e-{uuid4().hex[:12]}"
    for started_at, outcome in ((old, "ok"), (old, ""), (now, "ok")):
        ScheduledRun.objects.create(
            name=name, slot=uuid_time(), started_at=started_at,
            finished_at=started_at if outcome else None, outcome=outcome,
        )  # fmt: skip
    run_cleaner("schedule")
    left = ScheduledRun.objects.filter(name=name).values_list("started_at", "outcome")
    assert set(left) == {(old, ""), (now, "ok")}


def uuid_time() -> Any:
    """A time that no other row has."""
    return timezone.now() - timedelta(microseconds=uuid4().int % 10**12)


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR


def test_files_without_a_row_go_a_day_after_they_were_written(data: Path, tenant: Tenant) -> None:
    job = make_job(tenant)
    outside = data.parent / f"{uuid4()}.csv"
    kept = [
        data / "jobs" / f"{job.pk}.csv",
        data / "jobs" / "README.md",
        data / "jobs" / f"{uuid4()}.young.csv",
        data / "no_such_table" / f"{uuid4()}.csv",
        data / f"{uuid4()}.csv",
        outside,
    ]
    gone = [data / "jobs" / f"{uuid4()}.csv", data / "jobs" / f"{uuid4()}.json.gz"]
    for path in (*kept, *gone):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
        if "young" not in path.name:
            os.utime(path, (0, 0))
    link = data / "jobs" / str(uuid4())
    link.symlink_to(outside)
    elsewhere = data / "sessions"
    elsewhere.symlink_to(data.parent)
    assert run_cleaner("files") == len(gone)
    assert all(path.exists() for path in (*kept, link, elsewhere))
    assert not any(path.exists() for path in gone)


def test_no_data_folder_is_no_trouble(data: Path) -> None:
    data.rmdir()
    assert run_cleaner("files") == 0


def make_cleaner(clean_batch: Callable[[int], int]) -> Cleaner:
    return Cleaner("any", "Anything.", in_batches(clean_batch), BATCH)


def test_a_cleaner_works_in_batches_until_nothing_is_left() -> None:
    left = [BATCH, BATCH, 3]
    checks: list[int] = []
    cleaned = clean(make_cleaner(lambda limit: left.pop(0)), check=lambda: checks.append(len(left)))
    assert (cleaned.deleted, cleaned.has_more, checks) == (2 * BATCH + 3, False, [2, 1, 0])


def test_a_cleaner_stops_when_its_time_is_used_up() -> None:
    cleaned = clean(make_cleaner(lambda limit: limit), check=lambda: None, budget=0)
    assert (cleaned.deleted, cleaned.has_more) == (BATCH, True)


def test_two_cleaners_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="already"):
        cleaner("events")(lambda limit: 0)
