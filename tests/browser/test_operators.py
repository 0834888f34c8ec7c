"""What an operator sees and does in a real browser."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from jobs.models import Execution
from tenants.models import Tenant
from tests.admin.rows import make_invocation, make_run
from tests.browser.conftest import BROWSER
from tests.executions import fetch

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs(BROWSER)


def test_a_run_is_found_in_the_list_and_read_on_its_page(logged_in: "Page", tenant: Tenant) -> None:
    run = make_run(tenant, prompt=f"How many Blast tasks has {tenant.slug}?")
    make_invocation(tenant, run=run)
    page = logged_in
    page.goto("/admin/")
    page.get_by_text("At a glance").first.wait_for()
    page.get_by_role("link", name="Runs").first.click()
    page.locator("#searchbar").fill(tenant.slug)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=run.prompt).click()
    for text in ("There are 96 Blast tasks.", "RETURN count(b) AS total", "Tool invocations", "Events"):
        expect(page.get_by_text(text).first).to_be_visible()
    page.get_by_role("link", name="graph.secure_query").click()
    expect(page.get_by_role("heading", name="Stages")).to_be_visible()
    page.get_by_role("link", name=f"Run {run.pk}").click()
    expect(page.get_by_text("There are 96 Blast tasks.").first).to_be_visible()


def test_the_button_cancels_a_run(logged_in: "Page", tenant: Tenant) -> None:
    run = make_run(tenant, status=Execution.Status.PENDING)
    logged_in.goto(f"/admin/agents/agentrun/{run.pk}/change/")
    logged_in.get_by_role("button", name="Cancel it").click()
    logged_in.get_by_text("is cancelled").wait_for()
    expect(logged_in.get_by_role("button", name="Cancel it")).to_be_hidden()
    assert fetch(run.pk).status == Execution.Status.CANCELLED


def test_a_question_is_asked_from_the_browsable_api(logged_in: "Page") -> None:
    logged_in.goto("/v1/agent-runs")
    logged_in.locator("textarea[name=_content]").fill('{"prompt": "How many Blast tasks are there?"}')
    logged_in.get_by_role("button", name="POST").click()
    logged_in.get_by_text("HTTP 202 Accepted").wait_for()
    expect(logged_in.get_by_text("/events").first).to_be_visible()


def test_a_refusal_of_the_browsable_api_is_a_page_too(logged_in: "Page") -> None:
    logged_in.goto("/v1/agent-runs")
    logged_in.locator("textarea[name=_content]").fill("{}")
    logged_in.get_by_role("button", name="POST").click()
    logged_in.get_by_text("HTTP 422").wait_for()
    expect(logged_in.get_by_text("/prompt").first).to_be_visible()


def test_strangers_find_the_login_in_the_browsable_api(page: "Page") -> None:
    page.goto("/v1/agent-runs")
    page.get_by_text("HTTP 401").wait_for()
    page.get_by_role("link", name="Log in").click()
    expect(page.get_by_label("Username")).to_be_visible()
    assert "next=/v1/agent-runs" in page.url


def test_the_documentation_needs_nothing_from_elsewhere(page: "Page") -> None:
    foreign: list[str] = []
    page.on(
        "request", lambda request: foreign.append(request.url) if "127.0.0.1" not in request.url else None
    )
    page.goto("/v1/docs")
    page.get_by_text("/v1/agent-runs").first.wait_for()
    assert [url for url in foreign if not url.startswith("data:")] == []
