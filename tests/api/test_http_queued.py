"""What depends on the state of a resource: its caching, its tag, its place in a list. Nobody works here."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.web import Client, Workers


@pytest.fixture(scope="module", autouse=True)
def nobody_works(workers: Workers) -> Iterator[None]:
    """What is queued stays so, and what is cancelled has ended at once."""
    with workers.none():
        yield


def test_what_has_ended_is_kept_for_a_while_and_what_moves_is_not(ada: Client) -> None:
    job = ada.queue()
    moving = ada.get(job)
    assert moving.headers["Cache-Control"] == "private, no-cache"
    assert ada.get(job, headers={"If-None-Match": moving.headers["ETag"]}).status_code == 304
    assert ada.delete(job).json()["status"] == "cancelled"
    ended = ada.get(job, headers={"If-None-Match": moving.headers["ETag"]})
    assert (ended.status_code, ended.headers["Cache-Control"]) == (200, "private, max-age=15")
    again = ada.get(job, headers={"If-None-Match": ended.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == ended.headers[name]


@pytest.mark.parametrize("kind", ["job", "run"])
def test_a_cancellation_that_was_meant_for_another_state_is_refused(ada: Client, kind: str) -> None:
    path = ada.queue() if kind == "job" else ada.ask("Hello, world!")
    refused = ada.delete(path, headers={"If-Match": '"of-another-state"'})
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition_failed")
    assert ada.body(path)["status"] in ("queued", "pending")
    known = ada.get(path).headers["ETag"]
    assert ada.delete(path, headers={"If-Match": f'"x", {known}'}).json()["status"] == "cancelled"


def test_jobs_are_narrowed_by_status_type_and_time(ada: Client) -> None:
    ended, queued = (ada.queue().rpartition("/")[2] for _ in range(2))
    ada.delete(f"/v1/jobs/{ended}")
    made = datetime.fromisoformat(ada.body(f"/v1/jobs/{queued}")["created_at"])
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({"status": "cancelled"}, [ended]),
        ({"status": ["cancelled", "queued"]}, [queued, ended]),
        ({"status": "running"}, []),
        ({"type": "demo"}, [queued, ended]),
        ({"type": "nothing"}, []),
        ({"created_after": made.isoformat()}, [queued]),
        ({"created_before": made.isoformat()}, [ended]),
        ({"created_after": (made + timedelta(seconds=9)).isoformat()}, []),
        ({"ordering": "created_at"}, [ended, queued]),
        ({"ordering": "-created_at", "status": "queued"}, [queued]),
    ]
    for query, expected in asked:
        response = ada.get("/v1/jobs", params=query)
        assert [item["id"] for item in response.json()["items"]] == expected, query
