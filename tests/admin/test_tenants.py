"""Tenants in the admin."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from jobs.models import Job
from security.models import User
from security.roles import Role
from security.tenancy import PLATFORM_SLUG
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.admin.conftest import login
from tests.admin.rows import make_job, make_run

TENANTS = "/admin/tenants/tenant/"
CONFIRMED = {"_form_submitted": "True"}


@pytest.fixture(autouse=True)
def platform() -> Tenant:
    return Tenant.objects.get_or_create(slug=PLATFORM_SLUG, defaults={"name": "Platform"})[0]


def form(**fields: str) -> dict[str, str]:
    return {
        "slug": f"t-{uuid4().hex[:12]}",
        "name": "Institute",
        "admin_email": "ada@example.org",
        "concurrent_jobs": "",
        **{f"limit_{role.value}": "" for role in Role},
        "feature_machine_tokens": "on",
        "setting_timezone": "Europe/Paris",
        "setting_language": "en",
        "metadata": "{}",
        **fields,
    }


def page_of(tenant: Tenant) -> str:
    return f"{TENANTS}{tenant.pk}/change/"


def test_a_superuser_makes_and_changes_a_tenant(superuser: Client) -> None:
    made = form(concurrent_jobs="7", limit_user="2", metadata='{"a": {"b": 1, "c": 2}}')
    assert superuser.post(f"{TENANTS}add/", made).status_code == 302
    tenant = Tenant.objects.get(slug=made["slug"])
    assert (tenant.concurrent_jobs, tenant.role_limits) == (7, {"user": {"concurrent_jobs": 2}})
    assert (tenant.settings["timezone"], tenant.metadata) == ("Europe/Paris", {"a": {"b": 1, "c": 2}})
    changed = form(
        name="Renamed", setting_timezone="UTC", limit_viewer="3", metadata='{"a": {"c": 2}, "d": 4}'
    )
    del changed["feature_machine_tokens"]
    assert superuser.post(page_of(tenant), changed).status_code == 302
    tenant.refresh_from_db()
    assert (tenant.slug, tenant.name) == (made["slug"], "Renamed")
    assert (tenant.concurrent_jobs, tenant.role_limits) == (None, {"viewer": {"concurrent_jobs": 3}})
    assert (tenant.features, tenant.settings["timezone"]) == ({"machine_tokens": False}, "UTC")
    assert tenant.metadata == {"a": {"c": 2}, "d": 4}


def test_the_form_shows_what_counts(superuser: Client, tenant: Tenant) -> None:
    tenant.settings = {"language": "it"}
    tenant.concurrent_jobs = 12
    tenant.save()
    shown = superuser.get(page_of(tenant)).context["adminform"].form.initial
    assert (shown["concurrent_jobs"], shown["limit_user"]) == (
        12,
        tenant.role_limits["user"]["concurrent_jobs"],
    )
    assert (shown["setting_language"], shown["setting_timezone"]) == ("it", "UTC")
    assert shown["feature_machine_tokens"] is True


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("setting_timezone", "Mars/Olympus"),
        ("setting_language", "tlh"),
        ("slug", "Not A Slug"),
        ("admin_email", "nobody"),
        ("admin_email", ""),
        ("concurrent_jobs", "0"),
        ("limit_user", "100000"),
        ("metadata", "[1]"),
        ("metadata", "{"),
        ("metadata", '{"much": "' + "x" * 40_000 + '"}'),
    ],
)
def test_what_no_tenant_can_be_is_refused(field: str, value: str, superuser: Client) -> None:
    response = superuser.post(f"{TENANTS}add/", form(**{field: value}))
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors


def test_the_list_counts_the_last_days_work(superuser: Client, tenant: Tenant) -> None:
    make_run(tenant)
    make_run(tenant)
    make_job(tenant)
    row = superuser.get(TENANTS, {"q": tenant.slug}).context["cl"].result_list[0]
    assert (row.runs_of_day, row.jobs_of_day) == (2, 1)


def test_a_tenant_is_suspended_and_resumed_after_a_question(superuser: Client, tenant: Tenant) -> None:
    person = login(tenant=tenant, roles=["operator"])
    for lever, status in (("suspend", "suspended"), ("resume", "active")):
        path = f"{TENANTS}{tenant.pk}/{lever}/"
        assert f"{lever.title()} this tenant?" in superuser.get(path).content.decode()
        response = superuser.post(path, CONFIRMED)
        assert (response.status_code, response["HX-Redirect"]) == (200, page_of(tenant))
        tenant.refresh_from_db()
        assert tenant.status == status
        assert person.get("/admin/").status_code == (200 if status == "active" else 302)
        # What it is already is no longer offered.
        assert superuser.post(path, CONFIRMED).status_code == 403


def test_a_suspended_tenants_people_cannot_log_in(tenant: Tenant) -> None:
    name, password = f"o-{uuid4().hex[:12]}", "correct horse battery staple"
    User.objects.create_user(username=name, password=password, tenant=tenant, roles=["user"], is_staff=True)
    credentials = {"username": name, "password": password, "next": "/admin/"}
    assert Client().post("/admin/login/", credentials).status_code == 302
    tenant.status = Tenant.Status.SUSPENDED
    tenant.save()
    assert Client().post("/admin/login/", credentials).status_code == 200


def test_a_tenant_is_deleted_when_its_slug_is_typed(
    superuser: Client, tenant: Tenant, platform: Tenant
) -> None:
    path = f"{TENANTS}{tenant.pk}/purge/"
    for typed in ("", "other"):
        assert "HX-Redirect" not in superuser.post(path, {**CONFIRMED, "slug": typed})
    tenant.refresh_from_db()
    assert tenant.status == "active"
    response = superuser.post(path, {**CONFIRMED, "slug": tenant.slug})
    found = re.fullmatch(r"/admin/jobs/job/([0-9a-f-]+)/change/", response["HX-Redirect"])
    assert found is not None
    with tenant_scope(platform.pk):
        job = Job.objects.get(pk=found[1])
    assert (job.type, job.payload) == ("maintenance.purge_tenant", {"tenant_id": str(tenant.pk)})
    tenant.refresh_from_db()
    assert tenant.status == "deleting"
    # It can be looked at, and not be changed any more.
    assert superuser.get(page_of(tenant)).status_code == 200
    assert superuser.post(page_of(tenant), form()).status_code == 403


def test_the_platform_has_no_levers(superuser: Client, platform: Tenant) -> None:
    for lever in ("suspend", "resume", "purge"):
        assert superuser.post(f"{TENANTS}{platform.pk}/{lever}/", CONFIRMED).status_code == 403


def test_other_staff_see_their_tenant_and_change_nothing(tenant: Tenant, other_tenant: Tenant) -> None:
    admin = login(tenant=tenant, roles=["admin"])
    assert [row.pk for row in admin.get(TENANTS).context["cl"].result_list] == [tenant.pk]
    page = admin.get(page_of(tenant))
    assert page.status_code == 200
    assert "machine_tokens: True" in page.content.decode()
    assert admin.get(page_of(other_tenant)).status_code == 302
    for path in ("add/", *(f"{tenant.pk}/{lever}/" for lever in ("change", "delete", "suspend", "purge"))):
        assert admin.post(TENANTS + path, {**form(), **CONFIRMED}).status_code == 403, path
