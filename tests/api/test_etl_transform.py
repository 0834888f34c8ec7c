"""Jobs ``etl.transform`` over HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.etl.records import NodeRecord
from tenants.models import Tenant
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.held import empty, held, put
from tests.graph.etl.test_transforms_job import GRAPH, STEPS
from tests.web import Client, Web


@pytest.fixture
def curator(web: Web, tenant: Tenant) -> Iterator[Client]:
    """A curator of a fresh tenant with nine people, of one of whom the age is not known."""
    put(tenant.pk, GRAPH)
    with web.client(tenant, "curator", sub="carla") as client:
        yield client
    empty(tenant.pk)


def transformed(curator: Client, **payload: Any) -> dict[str, Any]:
    """The ended job."""
    response = curator.post(
        "/v1/jobs", json={"type": "etl.transform", "payload": {"steps": STEPS, **payload}}
    )
    assert response.status_code == 202, response.text
    return curator.ended(response.headers["Location"])


def test_what_is_wrong_with_steps_is_pointed_at(curator: Client) -> None:
    steps = [
        {"step": "derive", "property": "a", "value": "b +"},
        {"step": "rename_label", "from": "A", "to": "A"},
        {"step": "cast", "property": "a", "to": "date", "format": "%q"},
    ]
    response = curator.post("/v1/jobs", json={"type": "etl.transform", "payload": {"steps": steps}})
    assert response.status_code == 422
    assert [(each["pointer"], each["code"]) for each in response.json()["errors"]] == [
        ("/payload/steps/0/value", "graph-expression"),
        ("/payload/steps/1", "invalid"),
        ("/payload/steps/2", "invalid"),
    ]
    reserved = [{"step": "derive", "property": "orig_id", "value": "1"}, {"step": "nonsense"}]
    response = curator.post("/v1/jobs", json={"type": "etl.transform", "payload": {"steps": reserved}})
    pointers = [each["pointer"] for each in response.json()["errors"]]
    assert (response.status_code, pointers) == (422, ["/payload/steps/0/property", "/payload/steps/1/step"])


def test_the_example_of_the_documentation_shows_what_it_would_do(curator: Client, tenant: Tenant) -> None:
    text = (Path(__file__).parents[2] / "docs" / "etl-transform.md").read_text(encoding="utf-8")
    example = json.loads(text.split("```json\n", 1)[1].split("```", 1)[0])
    put(
        tenant.pk,
        [
            NodeRecord("a", ("Person",), {"born": "1815", "first": "Ada ", "last": "Lovelace"}),
            NodeRecord("b", ("Living", "Person"), {"born": "in May", "first": "Bob"}),
        ],
    )
    response = curator.post("/v1/jobs", json=example)
    assert response.status_code == 202, response.text
    result = curator.ended(response.headers["Location"])["result"]
    assert (result["dry_run"], result["whole_graph"], result["errors"]) == (True, True, [])
    shown = {each["id"]: each["after"] for each in result["sample"]}
    born = {"born": 1815, "name": "Ada  Lovelace"}
    assert shown["a"] == {"labels": ["Historical", "Person"], "properties": born}
    assert shown["b"] == {"labels": ["Living", "Person"], "properties": {}}


def test_a_dry_run_of_what_nobody_has_shows_nothing(web: Web, other_tenant: Tenant) -> None:
    with web.client(other_tenant, "curator") as client:
        result = transformed(client, dry_run=True)["result"]
    assert (result["read"], result["sample"], result["errors"]) == ({"nodes": 0, "relationships": 0}, [], [])
    assert (result["nodes"], result["rejected"], result["whole_graph"]) == (0, 0, True)


@pytest.mark.parametrize("role", ["user", "viewer"])
def test_who_may_not_write_may_not_transform(web: Web, tenant: Tenant, role: str) -> None:
    with web.client(tenant, role) as client:
        response = client.post("/v1/jobs", json={"type": "etl.transform", "payload": {"steps": STEPS}})
        assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


def undone(curator: Client, file_id: str, **payload: Any) -> dict[str, Any]:
    """The ended job that takes it back."""
    response = curator.post("/v1/jobs", json={"type": "etl.undo", "payload": {"file_id": file_id, **payload}})
    assert response.status_code == 202, response.text
    return curator.ended(response.headers["Location"])


def test_a_transform_is_undone_to_the_same_content(curator: Client, tenant: Tenant) -> None:
    before = hash_of(held(tenant.pk))
    file_id = transformed(curator)["result"]["undo_file_id"]
    assert hash_of(held(tenant.pk)) != before
    job = undone(curator, file_id)
    assert (job["status"], job["result"]["updated"], job["result"]["rejected"]) == ("finished", 9, 0), job
    assert job["result"]["verify"]["ok"] is True
    assert hash_of(held(tenant.pk)) == before
