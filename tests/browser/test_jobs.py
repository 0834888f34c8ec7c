"""What an operator sees of a job while it runs, in a real browser: nobody reloads the page."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from graph.writes.models import WriteApproval
from graph.writes.services import propose
from jobs.models import Execution, Job
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant
from tests.browser.conftest import BROWSER
from tests.executions import ended, fetch, running
from tests.factories import make_principal
from tests.graph.writes import graphs
from tests.processes import Process, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs(BROWSER)


@pytest.fixture
def workshop(tenant: Tenant) -> Iterator[Tenant]:
    """The tenant with a graph of machines."""
    graphs.fill(tenant.pk)
    yield tenant
    graphs.empty(tenant.pk)


def started(page: "Page", type_: str, tenant: Tenant, **fields: str) -> Job:
    """The job that the form of a type has started."""
    page.goto("/admin/jobs/job/")
    page.locator("a.addlink").click()
    page.get_by_role("link", name=re.compile(f"^{type_}")).click()
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    page.get_by_label("Tenant").select_option(tenant.name)
    page.get_by_role("button", name="Start it").click()
    page.get_by_text("is queued").wait_for()
    with across_tenants():
        return Job.unscoped.select_related("execution").get(tenant=tenant)


def percent(page: "Page") -> int:
    return int(page.get_by_role("progressbar").get_attribute("aria-valuenow") or 0)


def test_a_job_is_started_watched_and_cancelled_without_a_reload(
    logged_in: "Page", tenant: Tenant, working: Process
) -> None:
    page = logged_in
    job = started(page, "long-running", tenant, Duration_seconds="60", Steps="100")
    page.evaluate("window.isTheSamePage = true")
    running(job.pk)
    expect(page.locator("[data-live-state]")).to_have_text("live")
    expect(page.locator("#execution-summary")).to_contain_text("running")
    expect(page.get_by_label("Stages").locator("[aria-current=step]")).to_contain_text("work")
    lines, before = page.locator("[role=log] tbody tr"), percent(page)
    seen = lines.count()
    wait_until(lambda: percent(page) > before and lines.count() > seen + 1, what="the bar to move")
    numbers = [int(text) for text in page.locator("[role=log] tbody td:first-child").all_inner_texts()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert page.evaluate("window.isTheSamePage")

    page.get_by_role("button", name="Cancel it").click()
    expect(page.locator("[role=log]")).to_contain_text("end")
    expect(page.locator("#execution-summary")).to_contain_text("cancelled")
    expect(page.get_by_role("button", name="Do it again")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel it")).to_be_hidden()
    assert ended(job.pk).status == Execution.Status.CANCELLED


def test_the_page_of_a_job_that_ends_shows_its_result(
    logged_in: "Page", tenant: Tenant, working: Process
) -> None:
    page = logged_in
    job = started(page, "demo", tenant, Items="40", Duration_ms="2500")
    page.evaluate("window.isTheSamePage = true")
    expect(page.locator("[data-live-state]")).to_have_text("ended", timeout=15_000)
    expect(page.locator("#execution-summary")).to_contain_text("finished")
    expect(page.locator("#execution-details")).to_contain_text("prepare, extract, transform, load, verify")
    assert percent(page) == 100
    assert page.evaluate("window.isTheSamePage")
    assert fetch(job.pk).status == Execution.Status.SUCCEEDED


def test_what_the_schema_refuses_is_said_beside_the_field(logged_in: "Page") -> None:
    page = logged_in
    page.goto("/admin/jobs/job/add/?type=demo")
    page.locator("form.job-form").evaluate("form => { form.noValidate = true }")
    page.get_by_label("Items").fill("100001")
    page.get_by_role("button", name="Start it").click()
    expect(page.locator(".errors").filter(has_text="Items")).to_contain_text("less than or equal to 100000")


def test_a_change_that_is_approved_is_made_and_the_page_says_so_by_itself(
    logged_in: "Page", workshop: Tenant, working: Process
) -> None:
    def machines() -> list[list[object]]:
        return graphs.rows("MATCH (m:Machine {tenant_id: $tenant}) RETURN m.state", tenant=str(workshop.pk))

    curator = make_principal(workshop, "curator", sub="carla")
    with tenant_scope(workshop.pk):
        proposal = propose(principal=curator, text="delete the machines whose state is Broken")
    page = logged_in
    page.goto("/admin/graph/writeapproval/")
    page.get_by_role("link", name="Delete Machine nodes").first.click()
    for text in ("carla", "Nodes that it would touch 3", "$where_1 Broken"):
        expect(page.locator("#approval")).to_contain_text(text)
    assert len(machines()) == len(graphs.STATES)

    page.get_by_role("button", name="Approve it").click()
    page.get_by_text("Approved.").wait_for()
    page.evaluate("window.isTheSamePage = true")
    expect(page.locator("#execution-summary")).to_contain_text("executed", timeout=15_000)
    expect(page.locator("#execution-summary")).to_contain_text("Nodes that it has touched")
    assert page.evaluate("window.isTheSamePage")
    assert ["Broken"] not in machines() and len(machines()) == len(graphs.STATES) - 3
    with across_tenants():
        approval = WriteApproval.unscoped.get(pk=proposal.approval_id)
    assert (approval.status, approval.applied) == ("executed", 3)
