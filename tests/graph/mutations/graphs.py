"""Look at a tenant's graph, change it behind everybody's back, and empty it."""

from typing import Any
from uuid import UUID


def rows(text: str, **params: Any) -> list[list[Any]]:
    """What a query returns, whatever tenant it is about."""
    from graph import client

    return client.read(text, params, timeout_seconds=5, max_rows=20_000).rows


def change(text: str, **params: Any) -> None:
    """Run a statement that writes."""
    from graph import client

    client.write(lambda transaction: transaction.run(text, params).consume())


def count(tenant_id: UUID, pattern: str = "(n {tenant_id: $tenant})") -> int:
    """How often a pattern with ``$tenant`` is there."""
    return int(rows(f"MATCH {pattern} RETURN count(*)", tenant=str(tenant_id))[0][0])


def markers(tenant_id: UUID) -> list[str]:
    """The keys of the tenant's markers."""
    found = rows("MATCH (m:_Marker {owner: $owner}) RETURN m.key ORDER BY m.key", owner=str(tenant_id))
    return [key for [key] in found]


def empty(tenant_id: UUID) -> None:
    """Nothing of the tenant is left, nor a marker."""
    change("MATCH (n {tenant_id: $tenant}) DETACH DELETE n", tenant=str(tenant_id))
    change("MATCH (m:_Marker {owner: $tenant}) DELETE m", tenant=str(tenant_id))
