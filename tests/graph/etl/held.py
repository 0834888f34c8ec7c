"""Records put into a tenant's graph by hand, and what it holds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from graph.etl.records import NodeRecord, Record


def change(text: str, **params: Any) -> None:
    from graph import client

    client.write(lambda transaction: transaction.run(text, params).consume())


def put(tenant_id: UUID, records: Sequence[Record]) -> None:
    from graph.engines.dialect import quoted
    from graph.etl.stored_values import stored_properties

    for each in records:
        properties = stored_properties(each.properties)
        if isinstance(each, NodeRecord):
            labels = "".join(f":{quoted(label)}" for label in each.labels)
            own = {"tenant_id": str(tenant_id), "orig_id": each.orig_id}
            change(f"CREATE (n{labels}) SET n = $properties", properties={**properties, **own})
        else:
            own = {} if each.orig_id is None else {"orig_id": each.orig_id}
            change(
                "MATCH (a {tenant_id: $tenant, orig_id: $start}), (b {tenant_id: $tenant, orig_id: $end}) "
                f"CREATE (a)-[r:{quoted(each.type)}]->(b) SET r = $properties",
                tenant=str(tenant_id), start=each.start, end=each.end, properties={**properties, **own},
            )  # fmt: skip


def held(tenant_id: UUID) -> list[Record]:
    from graph.etl.projection import stream_nodes, stream_relationships

    return [*stream_nodes(tenant_id), *stream_relationships(tenant_id)]


def empty(tenant_id: UUID) -> None:
    """Nothing of the tenant, nor a marker."""
    change("MATCH (n {tenant_id: $tenant}) DETACH DELETE n", tenant=str(tenant_id))
    change("MATCH (m:_Marker {owner: $tenant}) DELETE m", tenant=str(tenant_id))
