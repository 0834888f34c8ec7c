"""Onboarding, reading and changing tenants, over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.db import connection, transaction

from platform_project.http.conditional import one_change_at_a_time
from security.models import User
from tenants.models import Tenant
from tenants.services import change_of, tenant_update
from tests.factories import make_principal
from tests.processes import wait_until
from tests.web import Client, Web

TENANTS = "/v1/admin/tenants"


def asked(**fields: Any) -> dict[str, Any]:
    return {"name": f"Institute {uuid4().hex[:12]}", "admin_email": "ada@example.org", **fields}


def problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_a_tenant_is_onboarded_in_one_call(platform: Client, web: Web) -> None:
    operator = f"o-{uuid4().hex[:12]}"
    response = platform.post(
        TENANTS,
        json=asked(
            metadata={"contract": {"until": "2027-01-31"}},
            limits={"concurrent_jobs": 5, "roles": {"user": {"concurrent_jobs": 2}}},
            features={"machine_tokens": False},
            settings={"timezone": "Europe/Rome"},
            operator=operator,
        ),
    )
    assert response.status_code == 201, response.text
    made = response.json()
    assert response.headers["Location"] == f"{TENANTS}/{made['id']}"
    assert {"X-Event-Id", "X-Trace-Id"} <= {name.title() for name in response.headers}
    assert made["slug"] == made["name"].lower().replace(" ", "-")
    assert made["limits"] == {"concurrent_jobs": 5, "roles": {"user": {"concurrent_jobs": 2}}}
    assert made["features"]["machine_tokens"] is False
    assert (made["settings"]["timezone"], made["settings"]["language"]) == ("Europe/Rome", "en")
    for reference in (made["id"], made["slug"]):
        assert platform.body(f"{TENANTS}/{reference}") == made
    user = User.objects.get(username=operator)
    assert (str(user.tenant_id), user.roles, user.is_staff) == (made["id"], ["admin"], True)
    assert not user.has_usable_password() and "password" not in response.text
    tenant = Tenant.objects.get(pk=made["id"])
    with web.client(tenant) as person, web.client(tenant, service=True, scopes=["read"]) as machine:
        assert person.get("/v1/auth/me").status_code == 200
        assert problem(machine.get("/v1/auth/me")) == (401, "invalid_token")


def test_the_same_again_changes_nothing_and_another_configuration_conflicts(platform: Client) -> None:
    body = asked(settings={"language": "it"})
    made = platform.post(TENANTS, json=body)
    again = platform.post(TENANTS, json=body)
    assert (again.status_code, again.json()) == (200, made.json())
    other = platform.post(TENANTS, json={**body, "admin_email": "bob@example.org", "settings": {}})
    assert problem(other) == (409, "tenant_exists")
    assert other.json()["conflicts"] == {
        "admin_email": {"existing": "ada@example.org", "requested": "bob@example.org"},
        "settings": {
            "existing": made.json()["settings"],
            "requested": {**made.json()["settings"], "language": "en"},
        },
    }


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "北京"}, "/slug"),
        ({"slug": "Not A Slug"}, "/slug"),
        ({"slug": "9lives"}, "/slug"),
        ({"slug": "abcdef01-2345-6789-abcd-ef0123456789"}, "/slug"),
        ({"slug": "a" * 32}, "/slug"),
        ({"admin_email": "nobody"}, "/admin_email"),
        ({"metadata": []}, "/metadata"),
        ({"metadata": {"much": "x" * 40_000}}, "/metadata"),
        ({"limits": {"concurrent_jobs": 0}}, "/limits/concurrent_jobs"),
        ({"limits": {"concurrent_jobs": True}}, "/limits/concurrent_jobs"),
        ({"limits": {"roles": {"emperor": {"concurrent_jobs": 1}}}}, "/limits/roles"),
        ({"limits": {"roles": {"user": {"concurrent_jobs": "5"}}}}, "/limits/roles/user/concurrent_jobs"),
        ({"features": {"flying": True}}, "/features"),
        ({"features": {"machine_tokens": "yes"}}, "/features/machine_tokens"),
        ({"settings": {"timezone": "Mars/Olympus"}}, "/settings/timezone"),
        ({"settings": {"colour": "red"}}, "/settings"),
        ({"operator": "two words"}, "/operator"),
        ({"status": "suspended"}, "/status"),
    ],
)
def test_what_no_tenant_can_be_is_refused(platform: Client, fields: dict[str, Any], pointer: str) -> None:
    response = platform.post(TENANTS, json=asked(**fields))
    assert problem(response) == (422, "validation_failed")
    assert pointer in [error["pointer"] for error in response.json()["errors"]]


def test_a_change_is_merged_and_null_drops_a_key(platform: Client, tenant: Tenant) -> None:
    path = f"{TENANTS}/{tenant.slug}"
    first = {
        "metadata": {"a": {"b": 1, "c": 2}},
        "limits": {"concurrent_jobs": 7.0, "roles": {"user": {"concurrent_jobs": 9}}},
    }
    assert platform.patch(path, json=first).status_code == 200
    second = {"metadata": {"a": {"b": None, "d": 3}}, "limits": {"concurrent_jobs": None}}
    changed = platform.patch(path, json={**second, "name": "Renamed", "settings": {"language": "it"}}).json()
    assert changed["metadata"] == {"a": {"c": 2, "d": 3}}
    assert "concurrent_jobs" not in changed["limits"]
    assert changed["limits"]["roles"]["user"] == {"concurrent_jobs": 9}
    assert (changed["name"], changed["settings"]["language"]) == ("Renamed", "it")
    assert platform.patch(path, json={"settings": {"language": None}}).json()["settings"]["language"] == "en"
    assert platform.body(path)["slug"] == tenant.slug


def test_a_change_of_nothing_is_no_change(platform: Client, tenant: Tenant) -> None:
    path = f"{TENANTS}/{tenant.slug}"
    assert problem(platform.patch(path, json={})) == (400, "invalid_request")
    assert problem(platform.patch(path, json={"slug": "other"})) == (422, "validation_failed")
    before = platform.get(path)
    platform.patch(path, json={"name": tenant.name}).raise_for_status()
    assert platform.get(path, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304


def test_a_change_of_what_is_no_longer_so_is_refused(platform: Client, tenant: Tenant) -> None:
    path = f"{TENANTS}/{tenant.slug}"
    tag = platform.get(path).headers["ETag"]
    for status in (200, 412):
        name = f"Name {uuid4()}"
        assert platform.patch(path, json={"name": name}, headers={"If-Match": tag}).status_code == status


def test_of_two_who_know_the_same_state_one_succeeds_whoever_they_are_and_whatever_they_call_it(
    platform: Client, admin: Client, tenant: Tenant
) -> None:
    tag = platform.get(f"{TENANTS}/{tenant.slug}").headers["ETag"]
    asked = [(platform, tenant.slug), (admin, str(tenant.pk))]

    def patch(client: Client, reference: str) -> int:
        body, headers = {"name": f"Name {uuid4()}"}, {"If-Match": tag}
        return client.patch(f"{TENANTS}/{reference}", json=body, headers=headers).status_code

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            # Both are let go only when neither can go on.
            Tenant.objects.select_for_update().get(pk=tenant.pk)
            answers = [pool.submit(patch, *each) for each in asked]
            wait_until(lambda: waiting_for_locks() == len(asked), what="two changes that wait")
        assert sorted(answer.result() for answer in answers) == [200, 412]


def waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def test_a_change_in_the_admin_waits_for_one_of_the_api(platform_tenant: Tenant, tenant: Tenant) -> None:
    by = make_principal(platform_tenant, "admin")

    def rename() -> None:
        with closing(connection):
            tenant_update(by=by, tenant_id=tenant.pk, changes={"name": "Renamed"})

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            one_change_at_a_time(change_of(tenant.pk))
            done = pool.submit(rename)
            wait_until(lambda: waiting_for_locks() == 1, what="a change that waits")
        done.result()
    assert Tenant.objects.get(pk=tenant.pk).name == "Renamed"


def test_an_administrator_changes_some_of_the_own_tenant(admin: Client, tenant: Tenant) -> None:
    path = f"{TENANTS}/{tenant.pk}"
    own = {
        "name": "Ours",
        "admin_email": "us@example.org",
        "metadata": {"x": 1},
        "settings": {"language": "it"},
    }
    assert admin.patch(path, json=own).json()["name"] == "Ours"
    for beyond in ({"limits": {"concurrent_jobs": 9000}}, {"features": {}}, {"status": "suspended"}):
        assert problem(admin.patch(path, json={**beyond, "name": "Not ours"})) == (403, "permission_denied")
    assert problem(admin.post(TENANTS, json=asked())) == (403, "permission_denied")
    assert problem(admin.delete(path)) == (403, "permission_denied")
    assert admin.body(path)["name"] == "Ours"


@pytest.mark.parametrize(
    ("role", "may_read"), [("operator", True), ("user", False), ("auditor", False), ("viewer", False)]
)
def test_who_reads_reads_the_own_tenant(
    web: Web, tenant: Tenant, other_tenant: Tenant, role: str, may_read: bool
) -> None:
    with web.client(tenant, role) as client:
        assert client.get(f"{TENANTS}/{tenant.slug}").status_code == (200 if may_read else 403)
        assert client.get(f"{TENANTS}/{other_tenant.slug}").status_code == (404 if may_read else 403)
        listed = client.get(TENANTS, params={"include_total": "true"})
        assert listed.status_code == (200 if may_read else 403)
        if may_read:
            assert [item["id"] for item in listed.json()["items"]] == [str(tenant.pk)]
        changes = (
            client.patch(f"{TENANTS}/{tenant.slug}", json={"name": "x"}),
            client.delete(f"{TENANTS}/{tenant.slug}"),
        )
        for refused in (*changes, client.post(TENANTS, json=asked())):
            assert problem(refused) == (403, "permission_denied")
            assert refused.json()["required_scopes"] == ["tenants:write"]


def test_the_platforms_people_see_all_tenants(web: Web, platform_tenant: Tenant, tenant: Tenant) -> None:
    with web.client(platform_tenant, "operator") as client:
        assert client.body(f"{TENANTS}/{tenant.slug}")["id"] == str(tenant.pk)
        assert str(tenant.pk) in [item["id"] for item in client.body(TENANTS)["items"]]
        found = client.get(TENANTS, params={"name": tenant.name.upper(), "status": "active"}).json()
        assert [item["slug"] for item in found["items"]] == [tenant.slug]


def test_the_platforms_administrator_in_another_tenant_is_its_administrator(
    platform: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    chosen = {"X-Tenant-Id": tenant.slug}
    assert platform.get(f"{TENANTS}/{tenant.slug}", headers=chosen).status_code == 200
    assert platform.get(f"{TENANTS}/{other_tenant.slug}", headers=chosen).status_code == 404
    assert problem(platform.delete(f"{TENANTS}/{tenant.slug}", headers=chosen)) == (403, "permission_denied")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_others_tenants_and_none_look_the_same(admin: Client, other_tenant: Tenant, method: str) -> None:
    for reference in (other_tenant.pk, other_tenant.slug, uuid4(), "nowhere", "Not A Slug", "%00"):
        response = admin.request(method, f"{TENANTS}/{reference}", json={"name": "x"})
        assert problem(response) == (404, "not_found"), reference
