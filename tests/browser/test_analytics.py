"""The analytics page in a real browser: choose a measure, compute, see it drawn, find a way, start a job."""

import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from security.models import User
from tenants.models import Tenant
from tests.browser.conftest import BROWSER, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web import Web

pytestmark = pytest.mark.needs(BROWSER)

NARROW = 420


@pytest.fixture
def analytics(page: "Page", web: "Web", sampled: Tenant) -> "Page":
    """The page of a scientist, opened from the console."""
    name = f"ana-{uuid4().hex[:6]}"
    log_in(page, web, User.objects.create_user(username=name, is_staff=True, tenant=sampled, roles=["user"]))
    page.goto("/admin/graph/console/")
    page.get_by_role("link", name="Analytics").last.click()
    return page


def compute(page: "Page", measure: str) -> None:
    page.get_by_role("navigation", name="Measures").get_by_role("link", name=measure, exact=True).click()
    page.get_by_role("button", name="Compute").click()


def picture(page: "Page", name: str) -> None:
    """Keep what the page looks like, where pictures are asked for (``CONSOLE_PICTURES=docs/images``)."""
    if folder := os.environ.get("CONSOLE_PICTURES"):
        page.mouse.move(0, 0)
        page.screenshot(path=Path(folder) / f"analytics-{name}.png")


def test_figures_are_computed_drawn_and_begun_as_a_job(analytics: "Page") -> None:
    page = analytics
    bars = page.locator("[data-chart=bars]")
    expect(bars.first).to_contain_text("Nodes by label")
    picture(page, "overview")

    page.get_by_label("Metric").select_option("betweenness")
    page.get_by_label("Show nodes of label").fill("User")
    page.get_by_role("button", name="Compute").click()
    expect(bars).to_contain_text("Most central by betweenness")
    expect(bars.locator("tr")).to_have_count(10)
    longest, shortest = (bars.locator("rect:not(.analytics-ground)").nth(i).bounding_box() for i in (0, 9))
    assert longest and shortest and longest["width"] > shortest["width"] > 0
    picture(page, "centrality")
    one, other = (bars.locator("th").nth(i).inner_text().split("\n")[0] for i in (0, 1))

    compute(page, "Degrees")
    expect(page.locator("[data-chart=columns] rect").first).to_be_visible()
    picture(page, "degrees")
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, "narrow")
    page.set_viewport_size({"width": 1440, "height": 900})

    compute(page, "Clustering")
    page.get_by_label("Method").select_option("communities")
    page.get_by_role("button", name="Compute").click()
    expect(bars).to_contain_text("Largest communities")
    picture(page, "communities")

    page.get_by_role("link", name="All shortest paths").click()
    page.get_by_label("Start id").fill(one)
    page.get_by_label("End id").fill(other)
    page.get_by_role("button", name="Compute").click()
    expect(page.locator("[data-way]").first).to_contain_text(one)
    picture(page, "paths")

    page.get_by_role("link", name="Cores").click()
    page.get_by_role("button", name="As a job").click()
    expect(page.locator("#main")).to_contain_text("graph.analytics")
    page.goto("/admin/graph/analytics/")
    expect(page.locator(".analytics-jobs")).to_contain_text("Cores")
