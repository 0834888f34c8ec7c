"""The sample graph, loaded once for the session under tenants of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from graph import client
from graph.nl.generate import Request
from graph.nl.normalise import normalise
from graph.sample import Sample, Size, generate, load_sample
from graph.schema import GraphSchema, read_schema
from tenants.ids import new_id


@dataclass(frozen=True)
class LoadedSample:
    """A sample, the tenant that it was loaded for, and the schema read back from the server."""

    tenant_id: UUID
    sample: Sample
    schema: GraphSchema

    def request(self, question: str) -> Request:
        """The question as a generator gets it."""
        return Request(normalise(question), self.schema, self.tenant_id)


@pytest.fixture(scope="session")
def demo(graph_server: object) -> Iterator[LoadedSample]:
    """The sample of ``demo``, size S, with another tenant's beside it under the same ids."""
    tenant_id, other_id = new_id(), new_id()
    load_sample(tenant_id=other_id, tenant="acme", size=Size.S)
    load_sample(tenant_id=tenant_id, tenant="demo", size=Size.S)
    yield LoadedSample(tenant_id, generate(tenant="demo", size=Size.S), read_schema(tenant_id))
    for owner in (str(tenant_id), str(other_id)):
        for text in (
            "MATCH (n {tenant_id: $owner}) DETACH DELETE n",
            "MATCH (n:_Marker {owner: $owner}) DELETE n",
        ):
            client.write(lambda tx, text=text, owner=owner: tx.run(text, owner=owner).consume())
    client.close()
