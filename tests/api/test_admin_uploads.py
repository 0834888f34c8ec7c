"""A file that an operator brings in the admin is as large as one that is uploaded over the API."""

import hashlib
from uuid import uuid4

import httpx
import pytest
from django.test import Client as Browser

from graph.files.models import GraphFile
from security.models import User
from tenants.context import across_tenants
from tenants.models import Tenant
from tests.web import PLAIN, Web

PAGE = "/admin/graph/transfers/"
NODE = b'{"type": "node", "id": "1", "labels": ["Task"], "properties": {}}\n'
LARGE = NODE * (3_000_000 // len(NODE))
"""More than a body in memory may have."""


def brought(web: Web, *cookies: tuple[str, str]) -> httpx.Response:
    token = "t" * 32
    with httpx.Client(
        base_url=web.url, cookies=dict([*cookies, ("csrftoken", token)]), verify=PLAIN, timeout=30
    ) as client:
        return client.post(
            f"{PAGE}import/",
            data={"csrfmiddlewaretoken": token, "format": "auto", "mode": "merge"},
            files={"file": ("tasks.jsonl", LARGE)},
        )


@pytest.fixture
def session(tenant: Tenant) -> tuple[str, str]:
    """The cookie of an operator who may change the tenant's graph."""
    browser = Browser()
    name = f"o-{uuid4().hex[:12]}"
    browser.force_login(
        User.objects.create_user(username=name, is_staff=True, tenant=tenant, roles=["curator"])
    )
    return "sessionid", browser.cookies["sessionid"].value


def test_a_large_file_that_an_operator_brings_comes_through_whole(
    web: Web, tenant: Tenant, session: tuple[str, str]
) -> None:
    response = brought(web, session)
    assert response.status_code == 302, response.text
    assert response.headers["Location"].startswith("/admin/jobs/job/")
    with across_tenants():
        file = GraphFile.unscoped.get(tenant=tenant)
    assert (file.size, file.sha256) == (len(LARGE), hashlib.sha256(LARGE).hexdigest())


def test_a_large_file_of_a_stranger_is_not_taken_in(web: Web) -> None:
    response = brought(web)
    assert response.status_code in (302, 403)
    assert "/admin/jobs/job/" not in response.headers.get("Location", "")
