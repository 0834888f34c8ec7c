"""Operators see files, download and delete them, as far as their roles and tenant go."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.admin.models import LogEntry
from django.test import AsyncClient, Client
from django.urls import reverse

from graph.files.models import GraphFile
from graph.files.services import file_store
from security.models import User
from tenants.context import across_tenants
from tenants.models import Tenant
from tests.admin.conftest import login

LIST = reverse("admin:graph_graphfile_changelist")
LINES = b'{"type": "node", "id": "1", "labels": ["Task"], "properties": {}}\n'


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield


@pytest.fixture
def file(tenant: Tenant) -> GraphFile:
    return file_store(tenant_id=tenant.pk, created_by="marie", name="<shoes>.jsonl", chunks=[LINES])


@pytest.fixture
def curator(tenant: Tenant) -> Client:
    return login(tenant=tenant, roles=["curator"])


def page(file: GraphFile, word: str = "graph_graphfile_change") -> str:
    return reverse(f"admin:{word}", args=[file.pk])


def is_there(file: GraphFile) -> bool:
    with across_tenants():
        return GraphFile.unscoped.filter(pk=file.pk).exists()


def content(client: Client, file: GraphFile) -> tuple[int, bytes]:
    """What the download answers to whoever is logged in with the client: its view is asynchronous."""
    asking = AsyncClient()
    user = User.objects.get(pk=client.session["_auth_user_id"])

    async def ask() -> tuple[int, bytes]:
        await asking.aforce_login(user)
        response: Any = await asking.get(page(file, "graph_file_content"))
        if not response.streaming:
            return response.status_code, response.content
        return response.status_code, b"".join([chunk async for chunk in response.streaming_content])

    return async_to_sync(ask)()


def test_the_list_and_the_page_show_what_a_file_is(curator: Client, file: GraphFile) -> None:
    shown = curator.get(LIST).content.decode()
    assert "&lt;shoes&gt;.jsonl" in shown
    assert "marie" in shown
    shown = curator.get(page(file)).content.decode()
    for text in (
        "jsonl",
        file.sha256,
        "Download it",
        "Delete it",
        "graph:read",
        page(file, "graph_file_content"),
    ):
        assert text in shown, text


def test_a_file_is_deleted_with_the_button(curator: Client, file: GraphFile) -> None:
    shown = curator.post(page(file, "remove_graph_file"), follow=True).content.decode()
    assert "is deleted" in shown
    assert not is_there(file)
    assert not file.path.exists()
    assert LogEntry.objects.filter(object_id=str(file.pk)).count() == 1


def test_files_are_deleted_from_the_list(curator: Client, file: GraphFile) -> None:
    curator.post(LIST, {"action": "delete_files", "_selected_action": [str(file.pk)]})
    assert not is_there(file)


def test_who_may_only_read_has_no_button(operator: Client, viewer: Client, file: GraphFile) -> None:
    shown = operator.get(page(file)).content.decode()
    assert "Delete it" not in shown and "Download it" not in shown
    assert operator.post(page(file, "remove_graph_file")).status_code == 403
    assert viewer.get(LIST).status_code == 403
    assert is_there(file)


def test_the_content_is_for_those_who_may_read_it(
    curator: Client,
    viewer: Client,
    operator: Client,
    superuser: Client,
    other_tenant: Tenant,
    file: GraphFile,
) -> None:
    stranger = login(tenant=other_tenant, roles=["admin"])
    assert content(curator, file) == (200, LINES)
    assert content(superuser, file) == (200, LINES)
    assert content(operator, file)[0] == 403
    assert content(viewer, file)[0] == content(stranger, file)[0] == 404
    assert stranger.get(page(file)).status_code == 302
