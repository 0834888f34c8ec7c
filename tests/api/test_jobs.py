"""``/v1/jobs`` over HTTP."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tenants.models import Tenant
from tests.web import Client, Web, seconds_of

CREATED = {
    "id", "type", "status", "owner", "tenant_id", "payload", "result", "error", "links", "priority",
    "progress", "retry_of", "waits_for", "created_at", "started_at", "finished_at",
}  # fmt: skip


def test_a_job_is_accepted_at_once_and_can_be_followed_to_its_result(ada: Client, tenant: Tenant) -> None:
    response = ada.post("/v1/jobs", json={"type": "demo", "payload": {"items": 10}})
    job = response.json()
    assert (response.status_code, set(job)) == (202, CREATED)
    assert response.headers["Location"] == job["links"]["self"] == f"/v1/jobs/{job['id']}"
    assert job["links"]["events"] == f"/v1/jobs/{job['id']}/events"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert (job["status"], job["owner"], job["tenant_id"]) == ("queued", "ada", str(tenant.pk))
    ended = ada.ended(job["links"]["self"])
    assert (ended["status"], ended["result"]["items"], ended["error"]) == ("finished", 10, None)
    assert ended["created_at"] <= ended["started_at"] <= ended["finished_at"]


def test_a_job_that_fails_says_why(ada: Client) -> None:
    ended = ada.ended(ada.queue(simulate="failure"))
    assert (ended["status"], ended["error"]["code"]) == ("failed", "execution_failed")


def test_a_running_job_is_cancelled_within_two_seconds(ada: Client) -> None:
    job = ada.queue(duration_ms=60_000)
    with ada.events(job) as stream:
        for frame in stream:
            if '"running"' in frame.get("data", ""):
                break
    response = ada.delete(job)
    assert (response.status_code, response.json()["status"]) == (202, "running")
    assert seconds_of(lambda: ada.ended(job, timeout=3)) < 2
    again = ada.delete(job)
    assert (again.status_code, again.json()["status"]) == (200, "cancelled")


REFUSED: list[tuple[str, Any, int, str]] = [
    ("an unknown type", {"type": "nonsense"}, 422, "unknown_job_type"),
    ("no type", {"payload": {}}, 422, "validation_failed"),
    ("a payload that is no object", {"type": "demo", "payload": [1]}, 422, "validation_failed"),
    ("a payload that does not fit", {"type": "demo", "payload": {"items": -1}}, 422, "validation_failed"),
    ("no object at all", [1, 2], 422, "validation_failed"),
]


@pytest.mark.parametrize(
    ("body", "status", "code"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_cannot_be_queued_is_a_problem(ada: Client, body: Any, status: int, code: str) -> None:
    response = ada.post("/v1/jobs", json=body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert ada.body("/v1/jobs")["items"] == []


def test_an_unknown_type_names_the_known_ones(ada: Client) -> None:
    assert "demo" in ada.post("/v1/jobs", json={"type": "nonsense"}).json()["known"]


def test_each_fault_of_a_payload_is_pointed_at(ada: Client) -> None:
    payload = {"items": -1, "simulate": "chaos", "colour": "red"}
    errors = ada.post("/v1/jobs", json={"type": "demo", "payload": payload}).json()["errors"]
    assert {(error["pointer"], error["code"]) for error in errors} == {
        ("/payload/items", "minimum"),
        ("/payload/simulate", "enum"),
        ("/payload", "additionalProperties"),
    }


def test_malformed_json_is_a_bad_request(ada: Client) -> None:
    response = ada.post("/v1/jobs", content=b"{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")


def test_who_only_looks_on_starts_and_cancels_nothing(web: Web, tenant: Tenant, ada: Client) -> None:
    job = ada.queue()
    with web.client(tenant, "viewer", sub="vera") as viewer:
        for response in (viewer.post("/v1/jobs", json={"type": "demo"}), viewer.delete(job)):
            assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
            assert response.json()["required_scopes"] == ["jobs:write"]
        assert viewer.body("/v1/jobs")["items"] == []


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    ("role", "sub"),
    [("user", "ada"), ("admin", "root"), ("operator", "otto")],
    ids=["user", "admin", "operator"],
)
def test_another_tenants_job_does_not_exist(
    web: Web, ada: Client, other_tenant: Tenant, role: str, sub: str, method: str
) -> None:
    job = ada.queue()
    with web.client(other_tenant, role, sub=sub) as stranger:
        response = stranger.request(method, job)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
        missing = stranger.request(method, f"/v1/jobs/{uuid4()}").json()
        assert response.json()["title"] == missing["title"]
    assert ada.ended(job)["status"] == "finished"


@pytest.mark.parametrize("path", ["/v1/jobs/7", "/v1/jobs/nonsense", "/v1/jobs/nonsense/events"])
def test_a_malformed_id_is_a_bad_request(ada: Client, path: str) -> None:
    response = ada.get(path)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")


def test_a_run_is_no_job(ada: Client) -> None:
    run_id = ada.ask("Hello, world!").rpartition("/")[2]
    for path in (f"/v1/jobs/{run_id}", f"/v1/jobs/{run_id}/events"):
        assert ada.get(path).status_code == 404


def test_pages_are_newest_first_and_miss_and_repeat_nothing(ada: Client) -> None:
    made = [ada.queue().rpartition("/")[2] for _ in range(5)]
    first = ada.get("/v1/jobs", params={"page_size": 2, "include_total": "true"})
    assert first.json()["total"] == 5
    seen, response = [item["id"] for item in first.json()["items"]], first
    ada.queue()  # what is made meanwhile shifts nothing
    while response.json()["next_page_token"]:
        following = urlsplit(response.links["next"]["url"])
        response = ada.get(f"{following.path}?{following.query}")
        seen += [item["id"] for item in response.json()["items"]]
    assert seen == made[::-1]
    assert "Link" not in response.headers


@pytest.mark.parametrize("name", ["page_token", "cursor"])
def test_a_page_token_that_was_not_given_out_is_refused(ada: Client, name: str) -> None:
    response = ada.get("/v1/jobs", params={name: "nonsense"})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_page_token")


def test_a_page_token_is_good_for_its_list_only(ada: Client) -> None:
    for _ in range(2):
        ada.queue()
    token = ada.body("/v1/jobs?page_size=1")["next_page_token"]
    assert ada.get("/v1/agent-runs", params={"page_token": token}).json()["code"] == "invalid_page_token"


@pytest.mark.parametrize("size", ["0", "201", "many"])
def test_a_page_has_one_to_two_hundred_items(ada: Client, size: str) -> None:
    assert ada.get("/v1/jobs", params={"page_size": size}).status_code == 422


def test_a_user_lists_their_own_jobs_and_overseers_those_of_all(
    web: Web, tenant: Tenant, ada: Client
) -> None:
    job = ada.queue().rpartition("/")[2]
    with (
        web.client(tenant, "user", sub="bob") as bob,
        web.client(tenant, "operator", sub="otto") as otto,
        web.client(tenant, "admin", sub="root") as root,
    ):
        assert bob.body("/v1/jobs")["items"] == []
        assert bob.get(f"/v1/jobs/{job}").status_code == 404
        for overseer in (otto, root):
            assert [item["id"] for item in overseer.body("/v1/jobs")["items"]] == [job]
