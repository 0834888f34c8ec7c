"""``manage.py load_graph``: a file, a job, a bar, an exit code."""

import gzip
import io
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import connections
from django.utils import timezone

from graph.files.models import GraphFile
from graph.management import following
from graph.management.following import Follower, bar
from graph.sample import LEAST_NODES, stream
from jobs import liveness
from jobs.models import Execution, Job
from jobs.registry import get_job_type
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.factories import make_principal
from tests.graph.etl.graphs import hash_of, written
from tests.graph.etl.running import graph_hash, started, stored, walked

RECORDS = list(stream(tenant="demo", size=LEAST_NODES))
NODE = '{"type": "node", "id": "1", "labels": ["Task"], "properties": {"name": "a"}}\n'


@pytest.fixture(autouse=True)
def _nobody_else() -> None:
    """Workers that other tests have killed show no sign of life any more."""
    for sign in liveness.living(liveness.Kind.WORKER):
        liveness.withdraw(liveness.Kind.WORKER, sign.name)


@contextmanager
def signs_of(*queues: str) -> Iterator[None]:
    """A worker of these queues shows that it lives; nobody works."""
    name = f"test:{os.getpid()}"
    liveness.show(liveness.Kind.WORKER, name, queues=queues, processes=1)
    try:
        yield
    finally:
        liveness.withdraw(liveness.Kind.WORKER, name)


@contextmanager
def at_work(tenant: Tenant) -> Iterator[None]:
    """Somebody who does all jobs of the tenant, phase by phase, and who shows that he lives."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.05):
            for job_id in jobs_of(tenant):
                walked(job_id)
        connections.close_all()

    worker = threading.Thread(target=work)
    with signs_of("etl.cont", "etl.new"):
        worker.start()
        try:
            yield
        finally:
            stop.set()
            worker.join()


def jobs_of(tenant: Tenant) -> list[UUID]:
    with tenant_scope(tenant.pk):
        return list(Job.objects.values_list("pk", flat=True))


def files_of(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant.pk):
        return list(GraphFile.objects.filter(kind=GraphFile.Kind.UPLOAD).values_list("name", flat=True))


def load(path: Path, tenant: Tenant | str, printed: io.StringIO | None = None, **options: Any) -> str:
    """What the command has printed."""
    printed = printed or io.StringIO()
    slug = tenant if isinstance(tenant, str) else tenant.slug
    call_command("load_graph", str(path), tenant=slug, stdout=printed, **options)
    return printed.getvalue()


@contextmanager
def ctrl_c_after(printed: io.StringIO, text: str) -> Iterator[None]:
    """Somebody who waits until the command has printed a text, and presses Ctrl-C."""

    def press() -> None:
        while text not in printed.getvalue():
            time.sleep(0.02)
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    # What a shell has started in the background ignores it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    somebody = threading.Thread(target=press, daemon=True)
    somebody.start()
    try:
        yield
        somebody.join()
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_file_is_loaded_and_the_result_printed(tenant: Tenant, tmp_path: Path) -> None:
    path = tmp_path / "sample.jsonl.gz"
    path.write_bytes(gzip.compress(written(RECORDS, "jsonl")))
    with at_work(tenant):
        printed = load(path, tenant)
    shown, brace, rest = printed.partition("{")
    first, *stages = shown.splitlines()
    assert "sample.jsonl.gz" in first
    assert [line.split()[3] for line in stages] == ["extract", "transform", "load", "verify"]
    result = json.loads(brace + rest)
    assert result["content_hash"] == hash_of(RECORDS) == graph_hash(tenant.pk)
    assert result["created"] == len(RECORDS)


def test_options_become_the_jobs_payload(tenant: Tenant, tmp_path: Path) -> None:
    path, mapping = tmp_path / "tasks.txt", tmp_path / "mapping.json"
    path.write_text(NODE)
    mapping.write_text('{"labels": {"Task": "Work"}}')
    with at_work(tenant):
        load(path, tenant, format="jsonl", mode="replace", strict=True, mapping=mapping)
    with tenant_scope(tenant.pk):
        payload = Job.objects.get().payload
    file_id = payload.pop("file_id")
    assert UUID(file_id)
    assert payload == {
        "format": "jsonl", "mode": "replace", "strict": True, "mapping": {"labels": {"Task": "Work"}},
    }  # fmt: skip


def test_a_job_that_fails_is_an_exit_code(tenant: Tenant, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(NODE + '{"type": "node"}\n')
    with at_work(tenant), pytest.raises(CommandError, match="rejected") as caught:
        load(path, tenant, strict=True)
    assert caught.value.returncode == 1


@pytest.mark.parametrize("queues", [(), ("batch.cont", "batch.new"), ("etl.cont",)])
def test_without_a_worker_of_its_queues_nothing_begins(
    tenant: Tenant, tmp_path: Path, queues: tuple[str, ...]
) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_text(NODE)
    with signs_of(*queues), pytest.raises(CommandError, match="No worker"):
        load(path, tenant)
    assert jobs_of(tenant) == files_of(tenant) == []


def test_workers_that_go_are_missed(tenant: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, printed = tmp_path / "tasks.jsonl", io.StringIO()
    path.write_text(NODE)
    monkeypatch.setattr(following, "WORKERS_SECONDS", 0.0)
    signs = iter([True, False])
    monkeypatch.setattr(following, "has_worker", lambda flow: next(signs))
    with ctrl_c_after(printed, "no worker"), pytest.raises(CommandError, match="stopped"):
        load(path, tenant, printed)
    assert printed.getvalue().count("no worker shows a sign of life") == 1


def test_who_waits_for_another_job_hears_for_which(
    tenant: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, printed = tmp_path / "tasks.jsonl", io.StringIO()
    path.write_text(NODE)
    monkeypatch.setattr(following, "WORKERS_SECONDS", 0.0)
    ahead = started(make_principal(tenant, "curator"), "graph.seed")
    with (
        signs_of("etl.cont", "etl.new"),
        ctrl_c_after(printed, "waits for"),
        pytest.raises(CommandError, match="stopped"),
    ):
        load(path, tenant, printed)
    assert f"It waits for the end of job {ahead}" in printed.getvalue()


def test_ctrl_c_stops_the_job(tenant: Tenant, tmp_path: Path) -> None:
    path, printed = tmp_path / "tasks.jsonl", io.StringIO()
    path.write_text(NODE)
    with (
        signs_of("etl.cont", "etl.new"),
        ctrl_c_after(printed, "job "),
        pytest.raises(CommandError, match="stopped") as caught,
    ):
        load(path, tenant, printed)
    assert caught.value.returncode == 130
    with tenant_scope(tenant.pk):
        assert Job.objects.select_related("execution").get().execution.status == "cancelled"


def test_a_second_ctrl_c_leaves_the_job_to_its_worker(tenant: Tenant) -> None:
    by, printed = make_principal(tenant, "curator"), io.StringIO()
    job_id = started(by, "etl.import", file_id=str(stored(by, NODE.encode()).pk))
    row = Execution.unscoped.using("engine").filter(pk=job_id)
    row.update(status="running", lease_token=uuid4(), lease_until=timezone.now() + timedelta(minutes=5))
    with tenant_scope(tenant.pk):
        follower = Follower(Job.objects.get(), get_job_type("etl.import").flow, OutputWrapper(printed))
    with (
        ctrl_c_after(printed, ""),
        ctrl_c_after(printed, "Ctrl-C again"),
        pytest.raises(CommandError, match="without being watched"),
    ):
        follower.follow()
    assert row.get().cancel_requested
    assert not row.get().is_terminal
    row.update(lease_until=None)
    walked(job_id)


@pytest.mark.parametrize(
    ("content", "mapping", "says"),
    [
        (None, None, "No such file"),
        (b"\x00\x01", None, "format"),
        (NODE.encode(), "no JSON", "Expecting value"),
        (NODE.encode(), '{"labels": {"Task": "_Marker"}}', "/payload/mapping/labels/Task"),
        (NODE.encode(), '{"colours": {}}', "/payload/mapping"),
    ],
)
def test_what_cannot_be_loaded_is_said_in_words(
    tenant: Tenant, tmp_path: Path, content: bytes | None, mapping: str | None, says: str
) -> None:
    path, options = tmp_path / "tasks", {}
    if content is not None:
        path.write_bytes(content)
    if mapping is not None:
        options["mapping"] = tmp_path / "mapping.json"
        options["mapping"].write_text(mapping)
    with signs_of("etl.cont", "etl.new"), pytest.raises(CommandError, match=says):
        load(path, tenant, **options)
    assert jobs_of(tenant) == files_of(tenant) == []


def test_an_unknown_tenant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no tenant 'nowhere'"):
        load(tmp_path / "tasks.jsonl", "nowhere")


@pytest.mark.parametrize(
    ("percent", "shown"),
    [(0, "[........................]   0.0 %"), (50, "[############............]  50.0 %"),
     (100, "[########################] 100.0 %")],
)  # fmt: skip
def test_the_bar(percent: float, shown: str) -> None:
    assert bar(percent) == shown
