"""Imports and exports in the admin: who may do what, what the forms refuse, and whose jobs are seen."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from graph.files.models import GraphFile
from graph.files.services import file_store
from jobs.models import Job
from security.scopes import Scope
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant
from tests.admin.conftest import login
from tests.admin.rows import make_job
from tests.factories import make_tenant

PAGE = reverse("admin:graph_transfers")
LINES = b'{"type": "node", "id": "1", "labels": ["Task"], "properties": {}}\n'


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def curator(tenant: Tenant) -> Client:
    return login(tenant=tenant, roles=["curator"])


def imported(client: Client, content: bytes = LINES, **said: str) -> Any:
    fields = {"format": "auto", "mode": "merge", **said}
    return client.post(
        reverse("admin:graph_import"), {**fields, "file": SimpleUploadedFile("t.jsonl", content)}
    )


def jobs_of(tenant: Tenant) -> list[Job]:
    with across_tenants():
        return list(Job.unscoped.filter(tenant=tenant).order_by("pk"))


def test_the_page_without_jobs_says_so(curator: Client) -> None:
    shown = curator.get(PAGE).content.decode()
    assert "Nothing has been imported or exported yet." in shown
    assert "Import it" in shown and "Export it" in shown


def test_a_file_that_is_brought_is_kept_and_its_import_queued(curator: Client, tenant: Tenant) -> None:
    response = imported(curator, mode="replace", strict="on")
    [job] = jobs_of(tenant)
    assert response.headers["Location"] == reverse("admin:jobs_job_change", args=[job.pk])
    with across_tenants():
        file = GraphFile.unscoped.get(tenant=tenant)
    assert job.type == "etl.import"
    assert job.payload == {"file_id": str(file.pk), "format": "auto", "mode": "replace", "strict": True}
    shown = curator.get(PAGE).content.decode()
    assert "Import" in shown and "hx-trigger" in shown


def test_a_file_of_no_known_format_is_refused_beside_the_field(curator: Client, tenant: Tenant) -> None:
    response = imported(curator, b"\x00\x01\x02")
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert jobs_of(tenant) == []


def test_an_export_of_a_query_that_writes_is_refused_beside_the_field(
    curator: Client, tenant: Tenant
) -> None:
    response = curator.post(reverse("admin:graph_export"), {"format": "jsonl", "query": "MATCH (n) DELETE n"})
    assert response.status_code == 422
    assert jobs_of(tenant) == []


def test_who_may_only_read_exports_and_does_not_import(tenant: Tenant) -> None:
    client = login(tenant=tenant, roles=["user"])
    assert "Import it" not in client.get(PAGE).content.decode()
    assert imported(client).status_code == 403
    client.post(reverse("admin:graph_export"), {"format": "csv"})
    assert [job.type for job in jobs_of(tenant)] == ["etl.export"]


def test_nobody_undoes_with_a_file_of_another_kind_or_tenant(curator: Client, tenant: Tenant) -> None:
    upload = file_store(tenant_id=tenant.pk, created_by="marie", name="a.jsonl", chunks=[LINES])
    undo = file_store(
        tenant_id=tenant.pk, created_by="marie", name="a", chunks=[LINES], kind=GraphFile.Kind.UNDO
    )
    assert curator.post(reverse("admin:graph_undo", args=[upload.pk])).status_code == 404
    stranger = login(tenant=make_tenant(), roles=["curator"])
    assert stranger.post(reverse("admin:graph_undo", args=[undo.pk])).status_code == 404
    reader = login(tenant=tenant, roles=["user"])
    assert reader.post(reverse("admin:graph_undo", args=[undo.pk])).status_code == 403
    assert jobs_of(tenant) == []


def test_the_jobs_of_other_tenants_are_not_shown(curator: Client, tenant: Tenant) -> None:
    imported(curator)
    other = login(tenant=make_tenant(), roles=["curator"])
    assert "Nothing has been imported or exported yet." in other.get(PAGE).content.decode()


# --- What the page of a job shows of its files --------------------------------------------------------------


def job_with_dead_letters(tenant: Tenant, content: bytes, *, scope: Scope = Scope.GRAPH_WRITE) -> Job:
    job = make_job(tenant)
    file = file_store(
        tenant_id=tenant.pk,
        created_by="marie",
        name="rejected.jsonl",
        chunks=[content],
        kind=GraphFile.Kind.DEAD_LETTER,
        made_by=job.pk,
        scope=scope,
    )
    with tenant_scope(tenant.pk):
        Job.objects.filter(pk=job.pk).update(
            type="etl.import", payload={}, result={"dead_letter_file_id": str(file.pk)}
        )
    return job


def page_of(client: Client, job: Job) -> str:
    shown: str = client.get(reverse("admin:jobs_job_change", args=[job.pk])).content.decode()
    return shown


def test_the_first_of_what_was_rejected_is_shown_a_line_for_each(curator: Client, tenant: Tenant) -> None:
    job = job_with_dead_letters(tenant, b'{"reason": "' + b"x" * 5_000 + b'"}\n{"reason": "<second>"}\n')
    shown = page_of(curator, job)
    assert "rejected.jsonl" in shown
    assert shown.count("xxx…") == 1
    assert "&lt;second&gt;" in shown


def test_what_was_rejected_is_not_shown_to_who_may_not_read_the_file(tenant: Tenant) -> None:
    job = job_with_dead_letters(tenant, b'{"text": "ada@example.org"}\n')
    shown = page_of(login(tenant=tenant, roles=["operator"]), job)
    assert "etl.import" in shown
    assert "rejected.jsonl" not in shown
    assert "ada@example.org" not in shown


def test_the_jobs_are_asked_for_anew_after_a_form_was_refused(curator: Client) -> None:
    imported(curator)
    shown = imported(curator, b"\x00\x01\x02").content.decode()
    [anew] = re.findall(r'id="transfer-jobs"[^>]* hx-get="([^"]+)"', shown)
    assert curator.get(anew, headers={"HX-Request": "true"}).status_code == 200
