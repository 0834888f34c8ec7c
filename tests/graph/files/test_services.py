"""Files are kept whole or not at all, and go when they may."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from graph.files import storage
from graph.files.errors import FileInUse
from graph.files.models import GraphFile
from graph.files.reading import open_file
from graph.files.selectors import file_of, file_to_use, files_visible
from graph.files.services import (
    file_delete,
    file_store,
    files_expired_delete,
    files_left_behind_delete,
    new_file_writer,
)
from graph.files.storage import Incoming
from jobs.models import Execution, Job
from platform_project.http.errors import NotFound, ValidationFailed
from platform_project.http.refusals import InsufficientStorage, PayloadTooLarge
from platform_project.operations.cleaning import clean, cleaners
from security.scopes import Scope
from tenants.context import across_tenants, tenant_scope
from tenants.errors import TenantMissing
from tenants.models import Tenant
from tenants.removal import holdings
from tests.admin.rows import make_job
from tests.factories import make_principal

LINES = b'{"type": "node", "id": "1", "labels": ["Task"], "properties": {}}\n' * 50
Kind = GraphFile.Kind


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def stored(tenant: Tenant, **fields: Any) -> GraphFile:
    given: dict[str, Any] = {"name": "tasks.jsonl", "chunks": [LINES], "created_by": "ada", **fields}
    return file_store(tenant_id=tenant.pk, **given)


def on_disk(data: Path) -> list[Path]:
    return [path for path in (data / "files").rglob("*") if path.is_file()]


def test_a_file_is_kept_as_it_came_in(tenant: Tenant, data: Path) -> None:
    file = stored(tenant, chunks=iter([LINES[:7], b"", LINES[7:]]))
    assert on_disk(data) == [file.path] == [data / "files" / str(tenant.pk) / str(file.pk)]
    assert file.path.read_bytes() == LINES
    found = file_of(tenant_id=tenant.pk, file_id=file.pk)
    assert (found.size, found.sha256) == (len(LINES), hashlib.sha256(LINES).hexdigest())
    with open_file(found) as stream:
        assert stream.read() == LINES


def test_whatever_goes_wrong_leaves_nothing(tenant: Tenant, data: Path, settings: Any) -> None:
    def breaking() -> Iterator[bytes]:
        yield LINES
        raise ConnectionError

    with pytest.raises(ConnectionError):
        stored(tenant, chunks=breaking())
    settings.MAX_UPLOAD_BYTES = 100
    with pytest.raises(PayloadTooLarge):
        stored(tenant)
    with pytest.raises(ValidationFailed):
        stored(tenant, chunks=[])
    assert on_disk(data) == []
    with tenant_scope(tenant.pk):
        assert not GraphFile.objects.exists()


def test_the_limit_of_uploads_is_not_that_of_what_jobs_write(tenant: Tenant, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 100
    assert stored(tenant, kind=Kind.EXPORT).size == len(LINES)


def test_a_full_disk_is_said_to_be(
    tenant: Tenant, data: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Incoming() as incoming:
        full = SimpleNamespace(write=_full, close=lambda: None, closed=False)
        monkeypatch.setattr(incoming, "_file", full)
        with pytest.raises(InsufficientStorage):
            incoming.write(LINES)
    settings.STORAGE_FREE_MB = shutil.disk_usage(data).total
    with pytest.raises(InsufficientStorage):
        stored(tenant)
    assert on_disk(data) == []


def _full(_: bytes) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_job_writes_a_file_without_a_transaction(tenant: Tenant, data: Path) -> None:
    job = make_job(tenant)
    with new_file_writer(
        tenant_id=tenant.pk, name="../r.json", kind=Kind.REPORT, made_by=job.pk, media_type="application/json"
    ) as writer:
        writer.write(b"{}")
        assert not transaction.get_connection().in_atomic_block
        file = writer.commit()
    assert (file.name, file.media_type, file.size) == ("r.json", "application/json", 2)
    assert (file.made_by_id, file.created_by) == (job.pk, job.execution.subject)
    assert file.path.read_bytes() == b"{}"


def test_a_file_that_is_not_committed_is_none(tenant: Tenant, data: Path) -> None:
    with new_file_writer(
        tenant_id=tenant.pk, name="x", kind=Kind.EXPORT, made_by=make_job(tenant).pk
    ) as writer:
        writer.write(LINES)
    assert on_disk(data) == []


def test_what_an_earlier_attempt_has_written_goes(tenant: Tenant, data: Path) -> None:
    job, other = make_job(tenant), make_job(tenant)
    files = [stored(tenant, kind=Kind.EXPORT, made_by=made_by.pk) for made_by in (job, job, other)]
    assert files_left_behind_delete(tenant_id=tenant.pk, made_by=job.pk, keep=[files[1].pk]) == 1
    assert set(on_disk(data)) == {files[1].path, files[2].path}


def test_a_deletion_that_is_rolled_back_deletes_nothing(tenant: Tenant, data: Path) -> None:
    file = stored(tenant)
    with pytest.raises(ZeroDivisionError), tenant_scope(tenant.pk):
        file_delete(by=make_principal(tenant, "curator"), file_id=file.pk)
        raise ZeroDivisionError
    assert file_of(tenant_id=tenant.pk, file_id=file.pk).path.read_bytes() == LINES


def test_rows_stay_within_their_tenant(tenant: Tenant, other_tenant: Tenant) -> None:
    file = stored(tenant)
    with pytest.raises(NotFound):
        file_of(tenant_id=other_tenant.pk, file_id=file.pk)
    with tenant_scope(other_tenant.pk):
        assert not GraphFile.unscoped.filter(pk=file.pk).exists()
    with pytest.raises(TenantMissing):
        GraphFile.objects.count()
    with pytest.raises(DatabaseError), tenant_scope(other_tenant.pk):
        GraphFile.objects.create(
            tenant_id=tenant.pk, name="x", media_type="x", size=1, sha256="0" * 64, kind="upload",
            created_by="x", expires_at=timezone.now(),
        )  # fmt: skip


def test_the_scope_of_a_file_says_who_sees_it(tenant: Tenant) -> None:
    stored(tenant, scope=Scope.GRAPH_WRITE)
    with tenant_scope(tenant.pk):
        assert files_visible(make_principal(tenant, "user")).count() == 0
        assert files_visible(make_principal(tenant, "curator")).count() == 1


def test_a_job_takes_only_a_file_that_is_there_for_its_owner(tenant: Tenant) -> None:
    file, curator = stored(tenant), make_principal(tenant, "curator")
    with tenant_scope(tenant.pk):
        assert file_to_use(principal=curator, file_id=file.pk) == file
        with pytest.raises(ValidationFailed) as refusal:
            file_to_use(principal=curator, file_id=uuid4())
    assert refusal.value.extensions["errors"][0]["pointer"] == "/payload/file_id"


USES = [
    {"file_id": "{id}"},
    {"files": [{"deep": ["{id}"]}]},
]


def under_way(tenant: Tenant, payload: Any = None, made: GraphFile | None = None) -> Job:
    """A job that has not ended and is not the business of any worker."""
    job = make_job(tenant, status=Execution.Status.PENDING)
    with tenant_scope(tenant.pk):
        Execution.objects.filter(pk=job.pk).update(held=True, dispatched_at=None)
        Job.objects.filter(pk=job.pk).update(payload=payload or {})
        if made:
            GraphFile.objects.filter(pk=made.pk).update(made_by=job.pk)
    return job


def ended(tenant: Tenant, job: Job) -> None:
    with tenant_scope(tenant.pk):
        Execution.objects.filter(pk=job.pk).update(status="cancelled", held=False, finished_at=timezone.now())


def filled(payload: Any, file_id: UUID) -> Any:
    if isinstance(payload, dict):
        return {name: filled(value, file_id) for name, value in payload.items()}
    if isinstance(payload, list):
        return [filled(value, file_id) for value in payload]
    return str(file_id)


@pytest.mark.parametrize("payload", [*USES, None])
def test_what_a_job_under_way_names_or_has_made_stays_until_it_has_ended(
    tenant: Tenant, payload: Any
) -> None:
    file, by = stored(tenant), make_principal(tenant, "curator")
    job = under_way(tenant, filled(payload, file.pk)) if payload else under_way(tenant, made=file)
    overdue(tenant, file)
    assert expire() == 0
    overdue(tenant, file, by=timedelta(days=-1))
    with pytest.raises(FileInUse), tenant_scope(tenant.pk):
        file_delete(by=by, file_id=file.pk)
    ended(tenant, job)
    with tenant_scope(tenant.pk):
        file_delete(by=by, file_id=file.pk)
    assert not file.path.exists()


def overdue(tenant: Tenant, file: GraphFile, by: timedelta = timedelta(seconds=1)) -> None:
    with tenant_scope(tenant.pk):
        GraphFile.objects.filter(pk=file.pk).update(expires_at=timezone.now() - by)


def expire() -> int:
    with across_tenants():
        return files_expired_delete(limit=10)


def test_a_file_goes_when_its_time_is_over(tenant: Tenant, data: Path) -> None:
    file, kept = stored(tenant), stored(tenant)
    overdue(tenant, file)
    with tenant_scope(tenant.pk):
        assert [each.pk for each in files_visible(make_principal(tenant, "admin"))] == [kept.pk]
    assert clean(cleaners()["expired_files"], check=lambda: None).deleted == 1
    assert on_disk(data) == [kept.path]


def test_bytes_without_a_row_go_a_day_later(tenant: Tenant, data: Path) -> None:
    kept = stored(tenant)
    died = data / "files" / storage.INCOMING / str(uuid4())
    lost = kept.path.with_name(str(uuid4()))
    young = kept.path.with_name(str(uuid4()))
    for path in (died, lost, young):
        path.write_bytes(b"x")
    for path in (died, lost, kept.path):
        os.utime(path, (0, 0))
    assert clean(cleaners()["files"], check=lambda: None).deleted == 2
    assert set(on_disk(data)) == {kept.path, young}


def test_the_bytes_go_with_their_tenant(tenant: Tenant, other_tenant: Tenant, data: Path) -> None:
    stored(tenant)
    kept = stored(other_tenant)
    [holding] = [each for each in holdings() if each.name == "files_on_disk"]
    assert holding.count(tenant.pk, 1.0) == 1
    assert list(holding.remove(tenant.pk)) == [1]
    assert list(holding.remove(tenant.pk)) == []
    assert on_disk(data) == [kept.path]
