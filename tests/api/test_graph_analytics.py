"""Jobs of the type ``graph.analytics``, over HTTP and with workers."""

from uuid import UUID

import pytest

from graph.analytics import cache
from graph.analytics.computing.projection import Projection
from graph.analytics.reading import Narrowing
from graph.schema import schema_of
from graph.schema.cache import data_version
from tenants.models import Tenant
from tests.web import Client, seconds_of

SLOW = {"action": "centrality", "arguments": {"metric": "betweenness", "samples": 20_000, "k": 3}}


def start(client: Client, **payload: object) -> str:
    response = client.post("/v1/jobs", json={"type": "graph.analytics", "payload": payload})
    assert response.status_code == 202, response.text
    return str(response.headers["Location"])


def keep_large_graph(tenant_id: UUID) -> None:
    """Let a tenant's graph look like one on which betweenness takes minutes."""
    nodes = 20_000
    rows = [(i, f"n{i}", ["N"]) for i in range(nodes)]
    edges = [(i, "R", (i * k + 7) % nodes) for i in range(nodes) for k in (3, 5, 11, 17)]
    version = schema_of(tenant_id).version, data_version(tenant_id)
    Projection.of(rows, edges).write(cache._path(tenant_id, Narrowing(), *version))


def test_a_job_says_what_the_tool_says(scientist: Client) -> None:
    said = {"metric": "betweenness", "k": 4, "label": "User"}
    ended = scientist.ended(start(scientist, action="centrality", arguments=said))
    assert (ended["status"], ended["error"]) == ("finished", None)
    result = ended["result"]
    assert result["action"] == "centrality" and result["arguments"]["directed"] is False
    assert len(result["data"]["items"]) == 4 and result["data"]["sampled"] is None
    assert all("User" in item["labels"] for item in result["data"]["items"])
    again = scientist.ended(start(scientist, action="centrality", arguments=said))
    assert again["result"]["data"] == result["data"]


def test_a_long_one_tells_how_far_it_is_and_is_cancelled_within_two_seconds(
    ada: Client, tenant: Tenant
) -> None:
    keep_large_graph(tenant.pk)
    job = start(ada, **SLOW)
    with ada.events(job) as stream:
        for frame in stream:
            if "s left" in frame.get("data", ""):
                break
    assert ada.delete(job).status_code == 202
    assert seconds_of(lambda: ada.ended(job, timeout=4)) < 2
    assert ada.body(job)["status"] == "cancelled"


@pytest.mark.parametrize(
    ("payload", "pointer"),
    [
        ({"action": "luck"}, "/payload/action"),
        ({"action": "centrality", "arguments": {}}, "/payload/arguments"),
        ({"action": "centrality"}, "/payload"),
        ({"action": "k_core", "arguments": {"k": 0}}, "/payload/arguments/k"),
        ({"action": "k_core", "arguments": {"unheard": 1}}, "/payload/arguments"),
    ],
)
def test_what_cannot_be_computed_is_refused_at_once(
    ada: Client, payload: dict[str, object], pointer: str
) -> None:
    response = ada.post("/v1/jobs", json={"type": "graph.analytics", "payload": payload})
    assert response.status_code == 422
    assert pointer in {each["pointer"] for each in response.json()["errors"]}


def test_a_node_that_is_not_there_fails_the_job_with_the_reason(scientist: Client) -> None:
    ended = scientist.ended(start(scientist, action="similarity", arguments={"orig_id": "nobody"}))
    assert (ended["status"], ended["error"]["code"]) == ("failed", "not_found")
    assert "nobody" in ended["error"]["detail"]
