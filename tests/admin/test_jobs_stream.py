"""The live log of a job: the events of whatever an operator's pages show, by the session cookie."""

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from django.conf import settings
from django.test import Client

from jobs.models import Event, Execution
from tenants.models import Tenant
from tests.admin.conftest import login
from tests.admin.rows import make_execution

if TYPE_CHECKING:
    from tests.web import Web

PROGRESS = {"stage": "load", "message": "<b>4</b> items", "percent": 80}


def ended(tenant: Tenant) -> Execution:
    events = (
        (Event.Name.STATUS, {"status": "running"}),
        (Event.Name.PROGRESS, PROGRESS),
        (Event.Name.END, {"status": "finished"}),
    )
    return make_execution(tenant, Execution.Kind.JOB, events=events)


def stream(web: "Web", client: Client | None, execution: Execution, **options: Any) -> httpx.Response:
    name = settings.SESSION_COOKIE_NAME
    cookies = {name: client.cookies[name].value} if client else {}
    path = f"/admin/jobs/job/{execution.pk}/events"
    return httpx.get(f"{web.url}{path}", cookies=cookies, timeout=20, **options)


def told(answer: httpx.Response) -> list[dict[str, str]]:
    """The frames of a stream that has ended."""
    blocks = [block for block in answer.text.split("\n\n") if block.startswith("id:")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


def test_the_log_is_told_as_the_lines_of_the_page(web: "Web", tenant: Tenant, operator: Client) -> None:
    frames = told(stream(web, operator, ended(tenant)))
    assert [(frame["id"], frame["event"]) for frame in frames] == [
        ("1", "status"),
        ("2", "progress"),
        ("3", "end"),
    ]
    progress = json.loads(frames[1]["data"])
    html = progress.pop("html")
    assert progress == PROGRESS
    assert html.startswith("<tr>")
    assert "load: &lt;b&gt;4&lt;/b&gt; items (80 %)" in html


@pytest.mark.parametrize(
    ("headers", "query", "ids"),
    [
        ({"Last-Event-ID": "2"}, {}, ["3"]),
        ({}, {"after": "2"}, ["3"]),
        ({"Last-Event-ID": "2"}, {"after": "1"}, ["3"]),
        ({}, {"after": "3"}, []),
    ],
)
def test_a_browser_goes_on_where_the_page_or_the_last_event_left_off(
    headers: dict[str, str],
    query: dict[str, str],
    ids: list[str],
    web: "Web",
    tenant: Tenant,
    operator: Client,
) -> None:
    answer = stream(web, operator, ended(tenant), headers=headers, params=query)
    assert [frame["id"] for frame in told(answer)] == ids
    assert answer.status_code == (200 if ids else 204)


def test_operators_follow_what_their_pages_show_and_nothing_else(
    web: "Web", tenant: Tenant, other_tenant: Tenant, superuser: Client, viewer: Client
) -> None:
    execution = ended(tenant)
    for client, status in (
        (superuser, 200),
        (viewer, 200),
        (login(tenant=other_tenant, roles=["admin"]), 404),
        (login(roles=["admin"]), 404),
        (login(tenant=tenant, roles=[]), 403),
        (None, 401),
    ):
        assert stream(web, client, execution).status_code == status


def test_the_stream_of_a_run_is_not_under_the_jobs(web: "Web", tenant: Tenant, superuser: Client) -> None:
    run = make_execution(tenant, Execution.Kind.RUN)
    assert stream(web, superuser, run).status_code == 404
