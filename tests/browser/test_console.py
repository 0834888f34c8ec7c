"""The graph console in a real browser: ask, read, see it drawn, expand, be refused, keep."""

import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from graph.models import CataloguePattern
from security.models import User
from tenants.context import across_tenants
from tenants.models import Tenant
from tests.browser.conftest import BROWSER, PASSWORD, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web import Web

pytestmark = pytest.mark.needs(BROWSER)

NARROW = 420


@pytest.fixture
def curator(sampled: Tenant) -> User:
    """Somebody who may keep known questions for the tenant with the sample."""
    Tenant.objects.get_or_create(slug="platform", defaults={"name": "Platform"})
    name = f"cora-{uuid4().hex[:6]}"
    return User.objects.create_user(username=name, is_staff=True, tenant=sampled, roles=["curator"])


@pytest.fixture
def console(page: "Page", web: "Web", curator: User) -> "Page":
    """The console of a curator."""
    log_in(page, web, curator)
    page.goto("/admin/graph/console/")
    return page


def ask(page: "Page", text: str) -> None:
    page.get_by_label("Ask the graph").fill(text)
    page.get_by_label("Ask the graph").press("Control+Enter")
    # The first question of a process reads the schema and the catalogue.
    expect(page.locator("#console-history a").first).to_have_text(text, timeout=30_000)


def nodes_drawn(page: "Page") -> int:
    expect(page.locator("[data-drawing]")).to_have_attribute("data-drawn", "yes")
    return int(page.locator("[data-drawing]").get_attribute("data-nodes") or 0)


def picture(page: "Page", name: str, *, top: str = "#main") -> None:
    """Keep what the page looks like, where pictures are asked for (``CONSOLE_PICTURES=docs/images``)."""
    if folder := os.environ.get("CONSOLE_PICTURES"):
        page.locator(top).first.evaluate("part => part.scrollIntoView()")
        page.mouse.move(0, 0)
        page.screenshot(path=Path(folder) / f"console-{name}.png")


def test_a_question_is_answered_in_words_in_rows_and_drawn(page: "Page", curator: User) -> None:
    curator.set_password(PASSWORD)
    curator.save()
    page.goto("/admin/")
    page.get_by_label("Username").fill(curator.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Console").first.click()
    page.evaluate("window.isTheSamePage = true")
    ask(page, "top 5 users by number of tasks")
    expect(page.locator("[data-answer]")).to_contain_text("First is")
    expect(page.locator("#console-said")).to_contain_text("First is")
    expect(page.locator("[data-paged] tbody tr")).to_have_count(5)
    expect(page.locator("[data-cypher]")).to_contain_text("tenant_id: $tenant")
    expect(page.locator(".console-layers .console-passed")).to_have_count(8)
    before = nodes_drawn(page)
    assert before >= 5
    expect(page.locator("[data-legend]")).to_contain_text("User")

    page.locator(".console-canvas").press("ArrowRight")
    expect(page.locator("[data-node] dl")).to_contain_text("user_id")
    page.locator("[data-node]").get_by_role("button", name="Expand").click()
    expect(page.locator("[data-note]")).to_contain_text("nodes added")
    assert nodes_drawn(page) > before
    assert int(page.locator("[data-drawing]").get_attribute("data-relationships") or 0) > 0
    picture(page, "answer")
    picture(page, "query", top="[data-paged]")
    for view in ("Zoom in", "Zoom out", "Show all"):
        page.get_by_role("button", name=view).click()
    assert page.evaluate("window.isTheSamePage")


def test_rows_are_turned_page_by_page_and_fit_a_narrow_window(console: "Page") -> None:
    page = console
    ask(page, "MATCH (u:User)-[r:RUNS]->(t:Task) RETURN u, r, t ORDER BY t.task_id")
    visible = page.locator("[data-paged] tbody tr:visible")
    expect(visible).to_have_count(25)
    first = visible.first.inner_text()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("[data-where]")).to_contain_text("26 to 50")
    assert visible.first.inner_text() != first
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, "narrow", top="#console-answer")


def test_what_is_refused_says_which_layer_and_a_reading_can_be_chosen(console: "Page") -> None:
    page = console
    ask(page, "MATCH (a:Task), (b:File), (c:File), (d:File) RETURN count(*)")
    expect(page.locator(".console-refused")).to_contain_text("are allowed")
    expect(page.locator("[data-drawing]")).to_have_count(0)
    ask(page, "MATCH (n) DETACH DELETE n")
    expect(page.locator("[data-answer]")).to_contain_text("Nothing was run")
    ask(page, "files for tasks")
    expect(page.locator(".console-readings li")).to_have_count(2)
    picture(page, "readings")
    page.get_by_role("button", name="This one").first.click()
    expect(page.locator("[data-cypher]")).to_contain_text("tenant_id: $tenant")
    ask(page, "What is the weather?")
    offered = page.locator("[data-fill]").first.inner_text()
    page.locator("[data-fill]").first.click()
    expect(page.locator("#console-history a").first).to_have_text(offered)


def test_an_answer_is_kept_as_a_known_question(console: "Page", sampled: Tenant) -> None:
    page = console
    ask(page, "MATCH (t:Task) WHERE t.status = 'Running' RETURN count(t) AS total")
    page.get_by_label("Asked as").fill("how busy are the machines")
    page.get_by_role("button", name="Keep as known question").click()
    page.get_by_text("is a known question now").wait_for()
    with across_tenants():
        assert CataloguePattern.unscoped.filter(tenant=sampled, name="how-busy-are-the-machines").exists()


def test_a_known_question_is_tried(console: "Page") -> None:
    page = console
    page.get_by_role("link", name="Known questions").click()
    page.locator("#searchbar").fill("tasks-per-status")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="tasks-per-status").click()
    page.get_by_role("link", name="Try it").click()
    page.get_by_label("Question").fill("how many tasks are there by each status")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("[data-trial]")).to_contain_text("It does not match")
    page.get_by_label("Question").fill("How many tasks by status?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("[data-trial]")).to_contain_text("Understood as: how many tasks per status")
    expect(page.locator("[data-trial] tbody tr")).not_to_have_count(0)
    expect(page.locator("[data-cypher]")).to_contain_text("tenant_id: $tenant")
    expect(page.locator(".console-layers .console-passed")).to_have_count(8)
