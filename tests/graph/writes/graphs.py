"""Fill and empty a tenant's graph of machines and parts: labels that nothing of the platform knows."""

from typing import Any
from uuid import UUID

STATES = ["Running", "Running", "Broken", "Broken", "Broken", None, None, "Retired"]


def rows(text: str, **params: Any) -> list[list[Any]]:
    from graph import client

    return client.read(text, params, timeout_seconds=5, max_rows=1_000).rows


def change(text: str, **params: Any) -> None:
    from graph import client
    from graph.schema import invalidate

    client.write(lambda transaction: transaction.run(text, params).consume())
    invalidate(UUID(params["tenant"]))


def fill(tenant_id: UUID) -> None:
    """Eight machines of one hall, two of which say no state; each but the last has one part."""
    machines = [
        {"orig_id": f"m{i}", "name": f"Lathe {i}", "state": state, "power": i * 10, "maker": "Ferro"}
        for i, state in enumerate(STATES)
    ]
    given = [{key: value for key, value in each.items() if value is not None} for each in machines]
    change(
        "UNWIND $rows AS row CREATE (m:Machine) SET m = row SET m.tenant_id = $tenant",
        rows=given, tenant=str(tenant_id),
    )  # fmt: skip
    change(
        "MATCH (m:Machine {tenant_id: $tenant}) WHERE m.orig_id <> 'm7' "
        "CREATE (p:Part {tenant_id: $tenant, orig_id: 'p-' + m.orig_id, weight: 1.5})-[:BELONGS_TO]->(m)",
        tenant=str(tenant_id),
    )


def empty(tenant_id: UUID) -> None:
    """Nothing of the tenant, nor an index on what it had."""
    from graph.engines.inventory import drop_index, list_indexes

    for index in list_indexes(labels={"Machine", "Part"}):
        if not index.constraint:
            drop_index(label=index.label, property_name=index.properties[0])
    change("MATCH (n {tenant_id: $tenant}) DETACH DELETE n", tenant=str(tenant_id))
    change("MATCH (n:_Marker {owner: $tenant}) DELETE n", tenant=str(tenant_id))
