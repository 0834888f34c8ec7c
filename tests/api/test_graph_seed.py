"""Jobs of the type ``graph.seed``, over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from graph.sample import LEAST_NODES, Size, load_sample, stream
from tenants.models import Tenant
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.running import graph_hash
from tests.web import Client, Web


@pytest.fixture
def curator(web: Web, tenant: Tenant) -> Iterator[Client]:
    with web.client(tenant, "curator", sub="carla") as client:
        yield client


def seeded(client: Client, **payload: Any) -> dict[str, Any]:
    """The job, at its end."""
    response = client.post("/v1/jobs", json={"type": "graph.seed", "payload": payload})
    assert response.status_code == 202, response.text
    return client.ended(str(response.headers["Location"]))


def test_an_empty_graph_gets_exactly_the_sample_asked_for(curator: Client, tenant: Tenant) -> None:
    result = seeded(curator, size=LEAST_NODES, seed=7)["result"]
    assert (result["nodes"], result["relationships"]) == (LEAST_NODES, 2 * LEAST_NODES)
    wanted = hash_of(list(stream(tenant=tenant.slug, size=LEAST_NODES, seed=7)))
    assert result["content_hash"] == wanted == graph_hash(tenant.pk)

    refused = seeded(curator)
    assert refused["status"] == "failed"
    assert refused["error"]["code"] == "conflict"
    assert graph_hash(tenant.pk) == wanted

    again = seeded(curator, size=LEAST_NODES, seed=7, mode="merge")["result"]
    assert (again["created"], again["updated"]) == (0, 0)


def test_the_same_sample_as_the_command_loads_is_met_and_not_made_again(
    curator: Client, tenant: Tenant
) -> None:
    load_sample(tenant_id=tenant.pk, tenant=tenant.slug, size=Size.S)
    before = graph_hash(tenant.pk)
    assert seeded(curator, size="S", mode="merge")["result"]["created"] == 0
    assert graph_hash(tenant.pk) == before


@pytest.mark.parametrize(
    ("payload", "pointer"),
    [
        ({"size": LEAST_NODES - 1}, "/payload/size"),
        ({"size": "XL"}, "/payload/size"),
        ({"seed": -1}, "/payload/seed"),
        ({"mode": "replace"}, "/payload/mode"),
        ({"tenant": "other"}, "/payload"),
    ],
)
def test_what_no_sample_is_like_is_refused(curator: Client, payload: dict[str, Any], pointer: str) -> None:
    response = curator.post("/v1/jobs", json={"type": "graph.seed", "payload": payload})
    assert response.status_code == 422
    assert [each["pointer"] for each in response.json()["errors"]] == [pointer]


def test_who_may_only_read_seeds_nothing(ada: Client) -> None:
    assert ada.post("/v1/jobs", json={"type": "graph.seed", "payload": {}}).status_code == 403
