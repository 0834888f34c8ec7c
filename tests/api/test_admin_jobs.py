"""``/v1/admin/jobs``, job types and priorities over HTTP."""

from collections.abc import Iterator

import pytest

from tenants.models import Tenant
from tests.factories import make_tenant
from tests.web import Client, Web


@pytest.fixture
def operator(web: Web, tenant: Tenant) -> Iterator[Client]:
    with web.client(tenant, "operator", sub="olga") as client:
        yield client


@pytest.fixture
def platform_admin(web: Web) -> Iterator[Client]:
    tenant, _ = Tenant.objects.get_or_create(slug="platform", defaults={"name": "Platform"})
    with web.client(tenant, "admin", sub="root") as client:
        yield client


def ids(client: Client, path: str) -> set[str]:
    return {job["id"] for job in client.body(path)["items"]}


def test_operators_see_and_cancel_what_everybody_in_their_tenant_has_started(
    ada: Client, operator: Client
) -> None:
    job = ada.body(ada.queue(duration_ms=60_000))
    path = f"/v1/admin/jobs/{job['id']}"
    assert ids(operator, "/v1/admin/jobs") == {job["id"]}
    assert operator.body(path)["owner"] == "ada"
    assert operator.delete(path).status_code in (200, 202)
    assert operator.ended(path)["status"] == "cancelled"
    assert operator.delete(path).status_code == 200


def test_only_those_of_the_platforms_own_tenant_see_across_tenants(
    web: Web, ada: Client, platform_admin: Client, tenant: Tenant
) -> None:
    job = ada.body(ada.queue())
    with web.client(make_tenant(), "admin", sub="other") as other:
        assert ids(other, "/v1/admin/jobs") == set()
        assert other.get(f"/v1/admin/jobs/{job['id']}").status_code == 404
        assert other.delete(f"/v1/admin/jobs/{job['id']}").status_code == 404
    assert ids(platform_admin, f"/v1/admin/jobs?tenant_id={tenant.pk}") == {job["id"]}
    assert platform_admin.body(f"/v1/admin/jobs/{job['id']}")["tenant_id"] == str(tenant.pk)


@pytest.mark.parametrize("role", ["user", "viewer", "auditor", "curator"])
def test_others_are_refused(web: Web, tenant: Tenant, role: str) -> None:
    with web.client(tenant, role) as client:
        answer = client.get("/v1/admin/jobs")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_a_failed_job_is_done_again_for_its_owner(ada: Client, operator: Client) -> None:
    failed = ada.ended(ada.queue(simulate="failure"))
    response = operator.post(f"/v1/admin/jobs/{failed['id']}/retries")
    assert response.status_code == 202, response.text
    again = operator.ended(response.headers["Location"])
    assert (again["retry_of"], again["owner"], again["status"]) == (failed["id"], "ada", "failed")
    refused = operator.post(f"/v1/admin/jobs/{failed['id']}/retries")
    assert (refused.status_code, refused.json()["retried_by"]) == (409, again["id"])


def test_the_platforms_own_do_jobs_of_other_tenants_again(ada: Client, platform_admin: Client) -> None:
    failed = ada.ended(ada.queue(simulate="failure"))
    response = platform_admin.post(f"/v1/admin/jobs/{failed['id']}/retries")
    assert response.status_code == 202, response.text
    again = platform_admin.ended(response.headers["Location"])
    assert (again["tenant_id"], again["owner"]) == (failed["tenant_id"], "ada")
    assert ada.body(f"/v1/jobs/{again['id']}")["retry_of"] == failed["id"]


def test_the_platforms_own_send_jobs_and_retries_with_a_key(ada: Client, platform_admin: Client) -> None:
    failed = ada.ended(ada.queue(simulate="failure"))
    for path, body in (
        ("/v1/admin/jobs", {"type": "demo"}),
        (f"/v1/admin/jobs/{failed['id']}/retries", None),
    ):
        first, again = (
            platform_admin.post(path, json=body, headers={"Idempotency-Key": failed["id"]}) for _ in range(2)
        )
        assert (first.status_code, again.status_code) == (202, 202), first.text
        assert first.content == again.content
        assert again.headers["Idempotency-Replayed"] == "true"


def test_dead_letters_are_what_ran_out_of_time_or_attempts_until_it_is_done_again(
    ada: Client, operator: Client
) -> None:
    from django.db import connections

    refused, gave_up = (ada.ended(ada.queue(simulate="failure")) for _ in range(2))
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            """UPDATE executions SET error = '{"code": "attempts_exhausted", "detail": "x"}' WHERE id = %s""",
            [gave_up["id"]],
        )
    assert ids(operator, "/v1/admin/jobs?dead_letter=true") == {gave_up["id"]}
    assert ids(operator, "/v1/admin/jobs?dead_letter=false") == {refused["id"]}
    operator.post(f"/v1/admin/jobs/{gave_up['id']}/retries")
    assert ids(operator, "/v1/admin/jobs?dead_letter=true") == set()


def test_an_administrators_job_is_the_administrators_own(operator: Client, tenant: Tenant) -> None:
    response = operator.post("/v1/admin/jobs", json={"type": "demo", "priority": "high"})
    job = response.json()
    assert (response.status_code, job["owner"], job["tenant_id"]) == (202, "olga", str(tenant.pk))
    assert job["priority"] == "high"
    assert operator.ended(f"/v1/admin/jobs/{job['id']}")["status"] == "finished"


def test_a_user_lets_jobs_wait_but_not_go_before_others(ada: Client) -> None:
    assert ada.post("/v1/jobs", json={"type": "demo", "priority": "low"}).json()["priority"] == "low"
    refused = ada.post("/v1/jobs", json={"type": "demo", "priority": "high"})
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert ada.post("/v1/jobs", json={"type": "demo", "priority": 9}).status_code == 422


def test_a_job_says_how_far_it_has_come(ada: Client) -> None:
    ended = ada.ended(ada.queue(items=10))
    assert ended["progress"] == {"stage": "verify", "message": "10 items counted", "percent": 100}
    assert ada.body("/v1/jobs")["items"][0]["progress"]["percent"] == 100


def test_types_are_listed_with_their_schemas_as_far_as_one_may_start_them(
    web: Web, ada: Client, tenant: Tenant
) -> None:
    mine = {job_type["name"]: job_type for job_type in ada.body("/v1/jobs/types")["items"]}
    assert {"demo", "test", "long-running", "agent.run"} <= set(mine)
    assert not [name for name in mine if name.startswith("maintenance.")]
    assert mine["demo"]["stages"] == ["prepare", "extract", "transform", "load", "verify"]
    assert mine["demo"]["payload_schema"]["properties"]["items"]["maximum"] == 100_000
    with web.client(tenant, "viewer") as viewer:
        assert viewer.body("/v1/jobs/types")["items"] == []


def test_a_type_that_reaches_beyond_a_tenant_is_offered_to_those_who_may_start_it(
    web: Web, tenant: Tenant, platform_admin: Client
) -> None:
    with web.client(tenant, "admin") as admin:
        for client, is_offered in ((admin, False), (platform_admin, True)):
            offered = {job_type["name"] for job_type in client.body("/v1/jobs/types")["items"]}
            assert ("maintenance.vacuum" in offered) is is_offered
            assert "maintenance.check_integrity" in offered
