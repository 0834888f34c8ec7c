"""A file is imported, undone and exported from the admin, in a real browser: the pages move by themselves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tenants.models import Tenant
from tests.browser.conftest import BROWSER
from tests.graph.writes import graphs
from tests.processes import Process

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs(BROWSER)

SLOWEST_JOB_MS = 90_000

LINES = [
    *({"type": "node", "id": f"s{n}", "labels": ["Shoe"], "properties": {"size": n}} for n in range(3)),
    {"type": "relationship", "label": "BESIDE", "start": "s0", "end": "s1", "properties": {}},
    {"type": "relationship", "label": "BESIDE", "start": "s0", "end": "nowhere", "properties": {}},
]


@pytest.fixture
def shop(tenant: Tenant) -> Iterator[Tenant]:
    """A tenant whose graph is empty before and after."""
    yield tenant
    graphs.empty(tenant.pk)


def sizes(tenant: Tenant) -> list[int]:
    found = graphs.rows(
        "MATCH (s:Shoe {tenant_id: $tenant}) RETURN s.size ORDER BY s.size", tenant=str(tenant.pk)
    )
    return [size for [size] in found]


def test_a_file_is_imported_undone_and_the_graph_exported(
    logged_in: "Page", shop: Tenant, working: Process, tmp_path: Path
) -> None:
    file = tmp_path / "shoes.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)))
    page = logged_in
    page.goto("/admin/")
    page.get_by_role("link", name="Imports and exports").click()
    bring = page.locator("form[action$='/import/']")
    bring.get_by_label("Tenant").select_option(shop.name)
    bring.locator("input[type=file]").set_input_files(file)
    bring.get_by_role("button", name="Import it").click()
    expect(page.locator("#execution-summary")).to_contain_text("finished", timeout=SLOWEST_JOB_MS)
    details = page.locator("#execution-details")
    for text in ("What was rejected", "nowhere", "As it should be", "What it takes to undo it"):
        expect(details).to_contain_text(text)
    assert sizes(shop) == [0, 1, 2]

    page.get_by_text("Take back what this job has changed").click()
    page.get_by_role("button", name="Undo it").click()
    expect(page.locator("#execution-summary")).to_contain_text("finished", timeout=SLOWEST_JOB_MS)
    assert sizes(shop) == []

    page.get_by_role("link", name="Imports and exports").click()
    write = page.locator("form[action$='/export/']")
    write.get_by_label("Tenant").select_option(shop.name)
    write.get_by_role("button", name="Export it").click()
    expect(page.locator("#execution-summary")).to_contain_text("finished", timeout=SLOWEST_JOB_MS)
    expect(page.locator("#execution-details")).to_contain_text("The file")
    page.get_by_role("link", name="Imports and exports").click()
    rows = page.locator("#transfer-jobs tbody tr").filter(has_text=shop.name)
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Export")
