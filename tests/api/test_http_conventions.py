"""The conventions of HTTP on the resources that there are, over a socket."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tenants.models import Tenant
from tests.web import Client, Web

ORIGIN = "https://chat.example.org"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"
EXPOSED = {
    "etag", "link", "location", "x-request-id", "x-trace-id", "x-ratelimit-limit", "x-ratelimit-remaining",
    "x-ratelimit-reset", "retry-after", "idempotency-replayed", "deprecation", "sunset", "preference-applied",
}  # fmt: skip


def ids(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/agent-runs", "/v1/jobs?page_size=1&ordering=-created_at"])
def test_a_list_is_tagged_and_asked_for_anew(ada: Client, path: str) -> None:
    for _ in range(2):
        ada.ended(ada.queue())
    first = ada.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert ada.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    head = ada.head(path)
    assert (head.headers["ETag"], head.content) == (first.headers["ETag"], b"")


def test_a_run_and_its_steps_are_tagged(ada: Client) -> None:
    run = ada.ask("Hello, world!")
    ada.ended(run)
    for path in (run, f"{run}/steps"):
        tag = ada.get(path).headers["ETag"]
        assert ada.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_overseers_narrow_jobs_by_owner(web: Web, tenant: Tenant, ada: Client) -> None:
    of_ada = ada.queue().rpartition("/")[2]
    with web.client(tenant, "operator", sub="otto") as otto:
        of_otto = otto.queue().rpartition("/")[2]
        assert ids(otto.get("/v1/jobs", params={"owner": "ada"})) == [of_ada]
        assert ids(otto.get("/v1/jobs", params={"owner": "otto"})) == [of_otto]
    assert ids(ada.get("/v1/jobs", params={"owner": "otto"})) == []


def test_runs_are_narrowed_by_what_became_of_them(ada: Client) -> None:
    chat = ada.answer("Hello, world!")
    refused = ada.answer("Delete all test data", session_id=chat["session_id"])
    alone = ada.answer("Hello, world!")
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({"category": "DANGEROUS"}, [refused["id"]]),
        ({"category": ["DANGEROUS", chat["category"]]}, [alone["id"], refused["id"], chat["id"]]),
        ({"outcome": refused["outcome"]}, [refused["id"]]),
        ({"session_id": chat["session_id"]}, [refused["id"], chat["id"]]),
        ({"status": "succeeded", "session_id": alone["session_id"]}, [alone["id"]]),
        ({"status": "pending"}, []),
        ({"ordering": "created_at"}, [chat["id"], refused["id"], alone["id"]]),
    ]
    for query, expected in asked:
        assert ids(ada.get("/v1/agent-runs", params=query)) == expected, query


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/v1/jobs", {"status": "completed"}, 422),
        ("/v1/jobs", {"created_after": "yesterday"}, 422),
        ("/v1/jobs", {"created_after": "2026-01-01T00:00:00+23:59"}, 200),
        ("/v1/agents/sessions", {"updated_before": "2026-01-01T00:00:00-23:59"}, 200),
        ("/v1/agent-runs", {"session_id": "nonsense"}, 422),
        ("/v1/agent-runs", {"outcome": "nonsense"}, 422),
        ("/v1/agent-runs", {"type": "demo"}, 400),
        ("/v1/jobs", {"stauts": "queued"}, 400),
    ],
)
def test_a_filter_is_refused_only_when_it_cannot_be_meant(
    ada: Client, path: str, query: dict[str, str], status: int
) -> None:
    assert ada.get(path, params=query).status_code == status


def test_every_list_refuses_a_parameter_that_it_does_not_know(web: Web, tenant: Tenant) -> None:
    with web.client(tenant, "admin", sub="root") as admin:
        described = admin.get("/v1/openapi.json", headers={"Accept": "application/json"})
        paths = described.json()["paths"]
        lists = [
            path
            for path, item in paths.items()
            if "{" not in path
            and "page_size" in {each.get("name") for each in item.get("get", {}).get("parameters", ())}
        ]
        assert {"/v1/jobs", "/v1/agent-runs"} <= set(lists)
        answers = {path: admin.get(path, params={"nonsense": 1}).status_code for path in lists}
    # Some lists are for the platform's own administrators.
    assert [path for path, status in answers.items() if status not in (400, 403)] == []
    assert answers["/v1/jobs"] == 400


def test_pages_in_another_order_miss_and_repeat_nothing(ada: Client) -> None:
    made = [ada.queue().rpartition("/")[2] for _ in range(5)]
    response = ada.get("/v1/jobs", params={"page_size": 2, "ordering": "created_at", "type": "demo"})
    seen = ids(response)
    while "next" in response.links:
        url = urlsplit(response.links["next"]["url"])
        response = ada.get(f"{url.path}?{url.query}")
        seen += ids(response)
    assert seen == made


def test_a_page_token_is_of_no_use_in_another_tenant(web: Web, ada: Client, other_tenant: Tenant) -> None:
    for _ in range(2):
        ada.queue()
    token = ada.body("/v1/jobs?page_size=1")["next_page_token"]
    with web.client(other_tenant) as stranger:
        response = stranger.get("/v1/jobs", params={"page_token": token})
        assert (response.status_code, response.json()["code"]) == (400, "invalid_page_token")


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/jobs", {"type": "demo", "paylaod": {}}, "/paylaod"),
        ("/v1/agent-runs", {"prompt": "Hi", "sesion_id": None}, "/sesion_id"),
        ("/v1/agent-runs", {"prompt": "Hi", "params": {"categroy": "CHAT"}}, "/params/categroy"),
    ],
)
def test_a_misspelt_field_is_not_passed_over(ada: Client, path: str, body: Any, pointer: str) -> None:
    response = ada.post(path, json=body)
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, "unknown_field")]


@pytest.mark.parametrize(
    "body",
    [b'{"type": "demo", "type": "demo"}', b'{"type":"demo","payload":' + b'{"a":' * 40 + b"1" + b"}" * 41],
)
def test_an_ambiguous_or_endless_body_is_refused(ada: Client, body: bytes) -> None:
    response = ada.post("/v1/jobs", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("name", ["limit", "cursor"])
def test_the_older_name_of_a_parameter_still_works_and_says_that_it_is_old(ada: Client, name: str) -> None:
    for _ in range(2):
        ada.queue()
    token = ada.body("/v1/jobs?page_size=1")["next_page_token"]
    response = ada.get("/v1/jobs", params={name: 1 if name == "limit" else token})
    assert len(response.json()["items"]) == 1
    assert response.headers["Deprecation"].startswith("@")
    assert response.links["deprecation"]["url"] == "/v1/docs"


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/agent-runs/nonsense", "/v1/jobs/nonsense/events"])
def test_every_answer_tells_its_ids(ada: Client, path: str) -> None:
    sent = {"X-Request-ID": "mine", "traceparent": f"00-{TRACE}-{SPAN}-01"}
    response = ada.get(path, headers=sent)
    assert (response.headers["X-Request-ID"], response.headers["X-Trace-Id"]) == ("mine", TRACE)
    version, trace, span, _ = response.headers["traceresponse"].split("-")
    assert (version, trace) == ("00", TRACE)
    assert span != SPAN
    if response.is_error:
        assert response.json()["trace_id"] == TRACE


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/jobs/0/events", "/v1/nowhere"])
def test_a_page_of_a_listed_origin_may_ask_before_it_has_a_token(web: Web, path: str) -> None:
    wanted = {"authorization", "idempotency-key", "if-match", "if-none-match", "last-event-id", "prefer"}
    answer = httpx.options(
        f"{web.url}{path}",
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": ",".join(wanted),
        },
    )
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    allowed = {name.strip() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert wanted <= allowed
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "origin" in answer.headers["Vary"].lower()


def test_a_page_of_a_listed_origin_reads_answers_streams_and_refusals(ada: Client) -> None:
    job = ada.queue()
    ada.ended(job)
    for path, status in ((job, 200), (f"{job}/events", 200), ("/v1/jobs/nonsense", 400)):
        response = ada.get(path, headers={"Origin": ORIGIN})
        assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (status, ORIGIN)
        exposed = response.headers["Access-Control-Expose-Headers"].lower()
        assert {name.strip() for name in exposed.split(",")} >= EXPOSED
    too_long = ada.post("/v1/jobs", content=b" " * 1_100_000, headers={"Origin": ORIGIN})
    assert (too_long.status_code, too_long.headers["Access-Control-Allow-Origin"]) == (413, ORIGIN)


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/jobs/0/events"])
def test_a_page_of_another_origin_is_told_nothing(ada: Client, path: str) -> None:
    for origin in ("https://evil.example", f"{ORIGIN}.evil.example", "http://chat.example.org", "null"):
        response = ada.get(path, headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in response.headers
