"""``/v1/graph/approvals`` over HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from graph.writes.services import propose
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.factories import make_principal
from tests.graph.writes import graphs
from tests.web import Client, Web

LIST = "/v1/graph/approvals"
GAPS = "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = 'Unknown'"
INDEX = "CREATE INDEX FOR (m:Machine) ON (m.maker)"
SHOWN = {
    "id", "status", "kind", "asked", "description", "cypher", "params", "touched", "relationships",
    "columns", "rows", "scope", "proposed_by", "decided_by", "decided_at", "applied", "execution_id",
    "replaces", "links", "created_at", "expires_at",
}  # fmt: skip


@pytest.fixture
def curator(web: Web, tenant: Tenant) -> Iterator[Client]:
    """A curator of a fresh tenant with a small graph."""
    graphs.fill(tenant.pk)
    with web.client(tenant, "curator", sub="carla") as client:
        yield client
    graphs.empty(tenant.pk)


def proposed(tenant: Tenant, text: str = GAPS, *, role: str = "curator", sub: str = "carla") -> str:
    with tenant_scope(tenant.pk):
        proposal = propose(principal=make_principal(tenant, role, sub=sub), text=text)
    assert proposal.approval_id is not None, proposal.text
    return f"{LIST}/{proposal.approval_id}"


def test_a_change_is_approved_followed_and_made_once(curator: Client, tenant: Tenant) -> None:
    approval = proposed(tenant)
    before = curator.body(approval)
    assert set(before) == SHOWN
    assert (before["status"], before["kind"], before["touched"]) == ("pending", "set_where_missing", 2)
    assert before["columns"][:3] == ["id", "labels", "state"]

    response = curator.post(f"{approval}/approve")
    assert (response.status_code, response.json()["status"]) == (202, "approved")
    job = curator.ended(response.headers["Location"])
    assert (job["type"], job["status"], job["result"]["touched"]) == ("graph.write", "finished", 2)

    after = curator.body(approval)
    assert (after["status"], after["applied"], after["decided_by"]) == ("executed", 2, "carla")
    assert after["links"]["job"] == job["links"]["self"]
    machines = "MATCH (m:Machine {tenant_id: $tenant}) WHERE m.state = 'Unknown' RETURN count(m)"
    assert graphs.rows(machines, tenant=str(tenant.pk)) == [[2]]

    again = curator.post(f"{approval}/approve")
    assert (again.status_code, again.json()["code"]) == (409, "approval_decided")
    assert again.json()["current_status"] == "executed"


def test_who_prefers_to_wait_gets_the_job_that_made_it(curator: Client, tenant: Tenant) -> None:
    response = curator.post(f"{proposed(tenant)}/approve", headers={"Prefer": "wait=10"})
    assert (response.status_code, response.json()["status"]) == (200, "finished")


def test_with_the_same_key_it_is_approved_once_and_answered_twice(curator: Client, tenant: Tenant) -> None:
    approval, key = proposed(tenant), {"Idempotency-Key": str(uuid4())}
    first, second = (curator.post(f"{approval}/approve", headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.headers["Location"] == second.headers["Location"]
    curator.ended(first.headers["Location"])


def test_what_has_grown_is_asked_for_anew(curator: Client, tenant: Tenant) -> None:
    approval = proposed(tenant)
    graphs.change("CREATE (:Machine {tenant_id: $tenant, orig_id: 'm9'})", tenant=str(tenant.pk))
    response = curator.post(f"{approval}/approve")
    anew = response.json()
    assert (response.status_code, anew["status"], anew["touched"]) == (200, "pending", 3)
    assert anew["replaces"] == approval.rpartition("/")[2]
    gone = curator.post(f"{approval}/approve")
    assert (gone.status_code, gone.json()["code"]) == (410, "approval_expired")


def test_what_was_refused_is_not_made(curator: Client, tenant: Tenant) -> None:
    approval = proposed(tenant)
    response = curator.post(f"{approval}/refuse")
    assert (response.status_code, response.json()["status"]) == (200, "refused")
    late = curator.post(f"{approval}/approve")
    assert (late.status_code, late.json()["code"]) == (409, "approval_decided")


def test_the_list_is_filtered_and_paged(curator: Client, tenant: Tenant) -> None:
    gone, pending = proposed(tenant), proposed(tenant, sub="emil")
    curator.post(f"{gone}/refuse")

    def listed(**query: Any) -> list[str]:
        response = curator.get(LIST, params=query)
        assert response.status_code == 200, response.text
        return [f"{LIST}/{item['id']}" for item in response.json()["items"]]

    assert listed() == [pending, gone]
    assert listed(status="refused") == [gone]
    assert listed(status=["refused", "pending"]) == [pending, gone]
    assert listed(proposed_by="emil") == [pending]
    assert listed(kind="delete_where") == []
    first = curator.get(LIST, params={"page_size": 1}).json()
    assert listed(page_size=1, page_token=first["next_page_token"]) == [gone]


ROUTES = [("GET", ""), ("GET", "/{id}"), ("POST", "/{id}/approve"), ("POST", "/{id}/refuse")]


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[f"{method} {path}" for method, path in ROUTES])
def test_each_route_asks_for_the_right_to_write(
    web: Web, curator: Client, tenant: Tenant, other_tenant: Tenant, method: str, path: str
) -> None:
    approval = proposed(tenant)
    url = LIST + path.replace("/{id}", approval.removeprefix(LIST))
    for role in ("user", "operator", "viewer"):
        with web.client(tenant, role, sub=role) as client:
            response = client.request(method, url)
            assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
    with web.client(other_tenant, "admin", sub="root") as stranger:
        response = stranger.request(method, url)
        assert response.status_code == (404 if path else 200)
        assert path or response.json()["items"] == []
    assert curator.body(approval)["status"] == "pending"


def test_an_index_is_an_administrators_to_decide(web: Web, curator: Client, tenant: Tenant) -> None:
    approval = proposed(tenant, INDEX, role="admin", sub="chief")
    assert curator.post(f"{approval}/approve").status_code == 404
    assert curator.body(LIST)["items"] == []
    with web.client(tenant, "admin", sub="chief") as admin:
        assert admin.body(LIST)["items"][0]["scope"] == "admin:all"
        job = admin.post(f"{approval}/approve").headers["Location"]
        assert admin.ended(job)["status"] == "finished"


def test_a_job_that_nobody_has_proposed_is_refused(curator: Client) -> None:
    body = {"type": "graph.write", "payload": {"approval_id": str(uuid4())}}
    response = curator.post("/v1/jobs", json=body)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_question_that_wants_a_change_is_answered_with_what_to_approve(
    curator: Client, tenant: Tenant
) -> None:
    run = curator.answer("set state to Unknown on machines without a state")
    assert (run["status"], run["outcome"]) == ("succeeded", "confirmation")
    [approval] = curator.body(LIST)["items"]
    assert (approval["status"], approval["touched"], approval["asked"]) == (
        "pending", 2, "set state to Unknown on machines without a state",
    )  # fmt: skip
    job = curator.post(f"{LIST}/{approval['id']}/approve").headers["Location"]
    assert curator.ended(job)["result"]["touched"] == 2
