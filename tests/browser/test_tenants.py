"""Suspending and deleting a tenant in a real browser: each asks first, and leads on."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from security.tenancy import PLATFORM_SLUG
from tenants.models import Tenant
from tests.browser.conftest import BROWSER
from tests.factories import make_tenant

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs(BROWSER)


def test_a_tenant_is_suspended_resumed_and_deleted_by_its_buttons(logged_in: "Page") -> None:
    Tenant.objects.get_or_create(slug=PLATFORM_SLUG, defaults={"name": "Platform"})
    tenant, page = make_tenant(), logged_in
    page.goto(f"/admin/tenants/tenant/{tenant.pk}/change/")
    for lever, word in (("Suspend", "is suspended"), ("Resume", "is active again")):
        page.locator("a", has_text=lever).click()
        page.get_by_role("button", name=f"{lever} it").click()
        expect(page.get_by_text(word)).to_be_visible()
    page.locator("a", has_text="Delete").click()
    page.get_by_label("Its slug").fill("another")
    page.get_by_role("button", name="Delete it for good").click()
    expect(page.get_by_text("That is not the slug of this tenant.")).to_be_visible()
    page.get_by_label("Its slug").fill(tenant.slug)
    page.get_by_role("button", name="Delete it for good").click()
    page.wait_for_url("**/admin/jobs/job/*/change/")
    # A worker that is there may be done with it already.
    assert not Tenant.objects.filter(pk=tenant.pk).exclude(status=Tenant.Status.DELETING).exists()
