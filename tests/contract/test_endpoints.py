"""Each endpoint of each category over HTTP: it is described, answers as it is described, and refuses."""

from collections import Counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.contract.description import faults, published
from tests.contract.endpoints import ENDPOINTS, Endpoint

if TYPE_CHECKING:
    import httpx

    from tests.contract.world import World

HTTP_METHODS = {"get", "post", "put", "patch", "delete"}
GUARDED = [endpoint for endpoint in ENDPOINTS if not endpoint.is_public]


def operation(endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = published()["paths"][endpoint.path][endpoint.method.lower()]
    return found


def called(
    world: "World", endpoint: Endpoint, *, by: str = "", body: Any = None, **ids: str
) -> "httpx.Response":
    """The answer to a call, to the resource of the happy path unless ids are given."""
    path = endpoint.path.format(**(ids or endpoint.ids(world)))
    client = world.callers[by or endpoint.caller]
    if endpoint.file is not None:
        return client.request(endpoint.method, path, files={"file": endpoint.file})
    sent = endpoint.body if body is None else body
    return client.request(endpoint.method, path, **({} if sent is None else {"json": sent}))


def refused(endpoint: Endpoint, response: "httpx.Response") -> tuple[int, str]:
    """The status and code of a refusal, which is as it is described."""
    assert faults(operation(endpoint), response) == []
    return response.status_code, response.json()["code"]


def named(value: str) -> dict[str, str]:
    """The same value for whatever the path names."""
    return dict.fromkeys(
        (
            "session_id", "step_id", "run_id", "job_id", "approval_id", "pattern_id", "question_id",
            "file_id", "tenant", "name",
        ),
        value,
    )  # fmt: skip


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_answers_as_it_is_described(world: "World", endpoint: Endpoint) -> None:
    response = called(world, endpoint)
    assert response.status_code == endpoint.status, response.text
    assert faults(operation(endpoint), response) == []


@pytest.mark.parametrize("endpoint", GUARDED, ids=str)
def test_is_shut_to_who_brings_no_token(world: "World", endpoint: Endpoint) -> None:
    response = called(world, endpoint, by="nobody", **named(str(uuid4())))
    assert refused(endpoint, response) == (401, "unauthenticated")


@pytest.mark.parametrize("endpoint", [one for one in GUARDED if not one.is_for_all], ids=str)
def test_is_shut_to_who_lacks_the_scope(world: "World", endpoint: Endpoint) -> None:
    response = called(world, endpoint, by="stranger", **named(str(uuid4())))
    assert refused(endpoint, response) == (403, "permission_denied")


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if "{" in one.path], ids=str)
def test_says_the_same_of_what_is_not_there_and_of_what_belongs_to_others(
    world: "World", endpoint: Endpoint
) -> None:
    response = called(world, endpoint, **named(str(uuid4())))
    if endpoint.is_blind:
        assert response.status_code == endpoint.status
    else:
        assert refused(endpoint, response)[0] == 404


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.has_uuid], ids=str)
def test_takes_no_malformed_id(world: "World", endpoint: Endpoint) -> None:
    assert refused(endpoint, called(world, endpoint, **named("seven"))) == (400, "invalid_request")


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.body is not None], ids=str)
def test_takes_no_body_that_it_does_not_know(world: "World", endpoint: Endpoint) -> None:
    response = called(world, endpoint, body={"colour": "blue"})
    assert refused(endpoint, response) == (422, "validation_failed")
    assert "/colour" in [error["pointer"] for error in response.json()["errors"]]


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.is_stream], ids=str)
def test_a_stream_tells_everything_in_order_and_closes(world: "World", endpoint: Endpoint) -> None:
    text = called(world, endpoint).text
    numbers = [int(line.removeprefix("id: ")) for line in text.splitlines() if line.startswith("id: ")]
    assert text.startswith("retry: 5000\n\n")
    assert numbers == list(range(1, len(numbers) + 1))
    assert "event: end\n" in text.split("\n\n")[-2] + "\n"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_is_described_in_words(endpoint: Endpoint) -> None:
    described = operation(endpoint)
    assert described["summary"]
    assert described["description"]
    assert described["operationId"]
    [tag] = described["tags"]
    assert tag in {tag["name"] for tag in published()["tags"]}


def test_the_table_names_every_endpoint_that_is_described() -> None:
    described = {
        (method.upper(), path)
        for path, item in published()["paths"].items()
        for method in item.keys() & HTTP_METHODS
    }
    assert Counter((endpoint.method, endpoint.path) for endpoint in ENDPOINTS) == Counter(described)
