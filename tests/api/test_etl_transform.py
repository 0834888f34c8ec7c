"""Jobs ``etl.transform`` over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

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
