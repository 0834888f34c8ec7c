"""Suspending and removing tenants, over HTTP."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from django.test import Client as InProcess

from graph import client as graph_client
from security import issuer
from security.models import User
from security.tenancy import PLATFORM_SLUG
from tenants import removal
from tenants.models import Tenant
from tests.api.test_tenants import TENANTS, asked, problem
from tests.factories import make_tenant
from tests.processes import wait_until
from tests.web import Client, Web, frozen, seconds_of


def test_a_suspended_tenant_is_shut_out_with_the_very_next_request(
    web: Web, platform: Client, tenant: Tenant
) -> None:
    token = issuer.mint(sub="ada", tenant_id=tenant.pk, roles=("user",))
    # Like any other of the platform, this process has copies of its own of what is known of tenants.
    there = InProcess(headers={"Authorization": f"Bearer {token}"})
    with web.client(tenant) as here, web.client(tenant, service=True, scopes=["read"]) as machine:
        for _ in range(3):
            # Each time the copies of the other process are warm.
            assert {c.get("/v1/auth/me").status_code for c in (here, there, machine)} == {200}
            platform.patch(f"{TENANTS}/{tenant.slug}", json={"status": "suspended"}).raise_for_status()
            for client in (there, here, machine):
                assert problem(client.get("/v1/auth/me")) == (403, "tenant_suspended")
                assert client.get("/v1/jobs", headers={"Accept": "text/html"}).status_code == 403
            assert problem(here.get(f"/v1/jobs/{uuid4()}/events")) == (403, "tenant_suspended")
            platform.patch(f"{TENANTS}/{tenant.slug}", json={"status": "active"}).raise_for_status()
            assert {c.get("/v1/auth/me").status_code for c in (there, here, machine)} == {200}


def test_the_platform_itself_can_neither_be_suspended_nor_removed(platform: Client) -> None:
    path = f"{TENANTS}/{PLATFORM_SLUG}"
    assert problem(platform.patch(path, json={"status": "suspended"})) == (409, "conflict")
    for purge in ("false", "true"):
        assert problem(platform.delete(path, params={"purge": purge})) == (409, "conflict")


def test_an_empty_tenant_is_deleted(platform: Client, web: Web, tenant: Tenant) -> None:
    with web.client(tenant, "admin") as admin:
        # What is kept for a repeated request does not keep the tenant.
        admin.post(TENANTS, json=asked(), headers={"Idempotency-Key": str(uuid4())})
        path = f"{TENANTS}/{tenant.slug}"
        assert platform.delete(path, params={"purge": "perhaps"}).status_code == 422
        response = platform.delete(path)
        assert (response.status_code, response.content) == (204, b"")
        assert platform.delete(path).status_code == 404
        assert problem(admin.get("/v1/auth/me")) == (401, "invalid_token")


def test_while_the_graph_says_nothing_no_tenant_is_deleted_and_nobody_waits_for_it(
    platform: Client, web: Web, tenant: Tenant, servers: Any
) -> None:
    path = f"{TENANTS}/{tenant.slug}"
    with frozen(servers.graph), web.client(tenant) as ada, ThreadPoolExecutor() as pool:
        began = time.monotonic()
        asked = pool.submit(platform.delete, path)
        # Each job is a row that needs its tenant to stay for a moment.
        assert all(seconds_of(ada.queue) < 1 for _ in range(5))
        refused = asked.result()
        assert time.monotonic() - began < 4
    assert problem(refused) == (503, "graph_unavailable")
    assert Tenant.objects.filter(pk=tenant.pk).exists()


def test_a_tenant_goes_with_all_it_holds_when_it_is_purged(web: Web, platform: Client) -> None:
    from graph.sample import Size, load_sample

    tenant, neighbour = make_tenant(), make_tenant()
    for each in (tenant, neighbour):
        load_sample(tenant_id=each.pk, tenant=each.slug, size=Size.S)
    User.objects.create_user(username=f"o-{uuid4().hex[:12]}", tenant=tenant)
    with web.client(tenant) as ada, web.client(neighbour) as bob:
        assert ada.answer("How many Blast tasks are there?")["outcome"] == "answer"
        kept = bob.answer("How many Blast tasks are there?")
        working = ada.queue(duration_ms=60_000)
        wait_until(lambda: ada.body(working)["status"] == "running", what="a job at work")
        refused = platform.delete(f"{TENANTS}/{tenant.slug}")
        assert problem(refused) == (409, "tenant_not_empty")
        blockers = {each["type"]: each["count"] for each in refused.json()["blockers"]}
        assert {"graph_nodes", "users", "jobs", "agent_runs", "executions", "events", "steps"} <= set(
            blockers
        )
        assert blockers["users"] == 1

        accepted = platform.delete(f"{TENANTS}/{tenant.slug}", params={"purge": "true"})
        assert accepted.status_code == 202, accepted.text
        job = accepted.headers["Location"]
        assert problem(ada.get(working)) in {(403, "tenant_suspended"), (401, "invalid_token")}
        again = platform.delete(f"{TENANTS}/{tenant.slug}", params={"purge": "true"})
        assert again.status_code == 404 or again.headers["Location"] == job
        ended = platform.ended(job, timeout=60)
        assert ended["status"] == "finished", ended
        assert ended["result"]["removed"]["graph_nodes"] >= blockers["graph_nodes"]
        assert not Tenant.objects.filter(pk=tenant.pk).exists()
        assert removal.blockers(tenant.pk) == []
        assert problem(ada.get("/v1/auth/me")) == (401, "invalid_token")
        assert bob.answer("How many Blast tasks are there?")["output"] == kept["output"]
    found = graph_client.read(
        "MATCH (m:_Marker) WHERE m.owner = $owner RETURN count(m)",
        {"owner": str(tenant.pk)}, timeout_seconds=5, max_rows=1,
    )  # fmt: skip
    assert found.rows == [[0]]


def test_a_purge_is_for_the_platforms_administrators_only(
    web: Web, admin: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    for target, expected in ((tenant, 403), (other_tenant, 403)):
        payload = {"tenant_id": str(target.pk)}
        response = admin.post("/v1/jobs", json={"type": "maintenance.purge_tenant", "payload": payload})
        assert response.status_code == expected, response.text
    assert Tenant.objects.filter(pk__in=[tenant.pk, other_tenant.pk], status="active").count() == 2
