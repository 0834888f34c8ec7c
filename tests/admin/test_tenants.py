"""Tenants in the admin."""

from uuid import uuid4

import pytest
from django.test import Client

from tenants.models import Tenant
from tests.admin.conftest import login
from tests.admin.rows import make_session

TENANTS = "/admin/tenants/tenant/"


def form(**fields: str) -> dict[str, str]:
    return {
        "slug": f"t-{uuid4().hex[:12]}",
        "name": "Institute",
        "status": "active",
        "timezone": "Europe/Paris",
        **fields,
    }


def test_a_superuser_makes_and_changes_a_tenant(superuser: Client) -> None:
    made = form()
    assert superuser.post(f"{TENANTS}add/", made).status_code == 302
    tenant = Tenant.objects.get(slug=made["slug"])
    assert tenant.timezone == "Europe/Paris"
    changed = form(name="Renamed", status="suspended", timezone="UTC")
    assert superuser.post(f"{TENANTS}{tenant.pk}/change/", changed).status_code == 302
    tenant.refresh_from_db()
    assert (tenant.name, tenant.status, tenant.timezone) == ("Renamed", "suspended", "UTC")
    assert tenant.slug == made["slug"]


@pytest.mark.parametrize(
    ("field", "value"), [("timezone", "Mars/Olympus"), ("slug", "Not A Slug"), ("status", "x")]
)
def test_what_no_tenant_can_be_is_refused(field: str, value: str, superuser: Client) -> None:
    response = superuser.post(f"{TENANTS}add/", form(**{field: value}))
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors


def test_a_tenant_goes_only_when_nothing_depends_on_it(superuser: Client, tenant: Tenant) -> None:
    make_session(tenant)
    assert superuser.post(f"{TENANTS}{tenant.pk}/delete/", {"post": "yes"}).status_code == 403
    empty = Tenant.objects.create(slug=f"t-{uuid4().hex[:12]}", name="Empty")
    assert superuser.post(f"{TENANTS}{empty.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Tenant.objects.filter(pk=empty.pk).exists()


def test_other_staff_see_their_tenant_and_change_nothing(tenant: Tenant, other_tenant: Tenant) -> None:
    admin = login(tenant=tenant, roles=["admin"])
    assert [row.pk for row in admin.get(TENANTS).context["cl"].result_list] == [tenant.pk]
    assert admin.get(f"{TENANTS}{tenant.pk}/change/").status_code == 200
    assert admin.get(f"{TENANTS}{other_tenant.pk}/change/").status_code == 302
    for path in ("add/", f"{tenant.pk}/change/", f"{tenant.pk}/delete/"):
        assert admin.post(TENANTS + path, form()).status_code == 403
