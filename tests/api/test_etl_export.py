"""Exports over HTTP: asked for, followed, downloaded; what is refused is refused at once."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from graph.etl.records import NodeRecord, Record, RelationshipRecord
from tenants.models import Tenant
from tests.graph.etl.graphs import hash_of, read, records_of
from tests.graph.etl.held import empty, put
from tests.web import Client, Web

GRAPH: list[Record] = [
    NodeRecord("u1", ("User",), {"name": "Ada", "email": "ada@example.org"}),
    NodeRecord("t1", ("Task",), {"name": "first"}),
    RelationshipRecord("r1", "RUNS", "u1", "t1", {}),
]


@pytest.fixture
def filled(tenant: Tenant) -> Iterator[Tenant]:
    """A tenant with a user who runs a task."""
    put(tenant.pk, GRAPH)
    yield tenant
    empty(tenant.pk)


@pytest.fixture
def user(web: Web, filled: Tenant) -> Iterator[Client]:
    with web.client(filled, "user") as client:
        yield client


@pytest.fixture
def curator(web: Web, filled: Tenant) -> Iterator[Client]:
    with web.client(filled, "curator", sub="carla") as client:
        yield client


def ask(client: Client, **payload: Any) -> Any:
    return client.post("/v1/jobs", json={"type": "etl.export", "payload": payload})


def exported(client: Client, **payload: Any) -> dict[str, Any]:
    """The ended job of an export that was taken."""
    response = ask(client, **payload)
    assert response.status_code == 202, response.text
    job = client.ended(response.headers["Location"])
    assert job["status"] == "finished", job["error"]
    return job


def test_an_export_is_asked_for_followed_and_downloaded(curator: Client) -> None:
    job = exported(curator, format="jsonl", name="all")
    result = job["result"]
    content = curator.get(f"/v1/graph/files/{result['file_id']}/content")
    assert content.headers["Content-Disposition"].endswith('"all.jsonl"')
    assert hashlib.sha256(content.content).hexdigest() == result["sha256"]
    assert hash_of(records_of(read(content.content, "jsonl"))) == result["content_hash"] == hash_of(GRAPH)
    with curator.events(job["links"]["self"]) as stream:
        told = [
            json.loads(frame["data"]) for frame in stream.until("end") if frame.get("event") == "progress"
        ]
    last = {each["stage"]: (each["percent"], each["rows"]) for each in told}
    assert last == {"extract": (35, 3), "transform": (45, 3), "load": (60, 3), "verify": (100, 3)}


def test_who_may_only_read_gets_it_masked_and_never_sees_what_is_not(user: Client, curator: Client) -> None:
    masked = exported(user)["result"]
    content = user.get(f"/v1/graph/files/{masked['file_id']}/content")
    assert content.status_code == 200
    assert "[EMAIL]" in content.text
    assert "ada@example.org" not in content.text
    assert masked["masked"] == {"values": {"email": 1}, "properties": ["email"], "ids": 0}
    whole = exported(curator)["result"]
    assert user.get(f"/v1/graph/files/{whole['file_id']}/content").status_code == 404


@pytest.mark.parametrize(
    ("payload", "status", "code"),
    [
        ({"format": "pdf"}, 422, "validation_failed"),
        ({"query": "MATCH (n) DETACH DELETE n"}, 422, "cypher_refused"),
        ({"query": "PROFILE MATCH (n) RETURN n"}, 422, "export_refused"),
        ({"query": "MATCH (n {id: $id}) RETURN n"}, 422, "cypher_refused"),
        ({"mask": False}, 403, "permission_denied"),
        ({"tenant": "another"}, 422, "validation_failed"),
    ],
)
def test_what_cannot_be_exported_is_refused_at_once(
    user: Client, payload: dict[str, Any], status: int, code: str
) -> None:
    response = ask(user, **payload)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_who_may_not_read_the_graph_exports_nothing(web: Web, filled: Tenant) -> None:
    with web.client(filled, "viewer", scopes=["jobs:write", "graph:schema"]) as viewer:
        assert ask(viewer).status_code == 403
