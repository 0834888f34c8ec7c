"""Texts that would change the graph, for people to read and to take elsewhere. Nothing here runs them."""

from typing import Any, Literal
from uuid import UUID

from graph.ask.structured import Text
from graph.cypher.names import name
from graph.schema import RESERVED_PROPERTIES


def insert_node(
    *,
    tenant_id: UUID,
    labels: list[str],
    orig_id: str,
    props: dict[str, Any],
    mode: Literal["merge", "create"],
) -> Text:
    """A node with labels and properties, found by its id or (``create``) new in any case."""
    first, *others = map(name, dict.fromkeys(labels))
    more = "".join(f":{label}" for label in others)
    text = f"{mode.upper()} (n:{first} {{tenant_id: $tenant, orig_id: $orig_id}})\nSET n += $props"
    if more:
        text += f", n{more}"
    return Text(
        f"{text}\nRETURN n.orig_id AS orig_id", _params(tenant_id, orig_id=orig_id, props=_own(props))
    )


def update_node(*, tenant_id: UUID, orig_id: str, props: dict[str, Any]) -> Text:
    """Properties added to a node or replaced."""
    text = "MATCH (n {tenant_id: $tenant, orig_id: $orig_id})\nSET n += $props\nRETURN n.orig_id AS orig_id"
    return Text(text, _params(tenant_id, orig_id=orig_id, props=_own(props)))


def delete_node(*, tenant_id: UUID, orig_id: str, detach: bool) -> Text:
    """A node gone; with ``detach`` its relationships too, else it must have none."""
    verb = "DETACH DELETE" if detach else "DELETE"
    text = f"MATCH (n {{tenant_id: $tenant, orig_id: $orig_id}})\n{verb} n"
    return Text(text, _params(tenant_id, orig_id=orig_id))


def upsert_relationship(
    *, tenant_id: UUID, start_orig_id: str, end_orig_id: str, kind: str, props: dict[str, Any]
) -> Text:
    """A relationship between two nodes that are there, with its properties."""
    text = (
        "MATCH (a {tenant_id: $tenant, orig_id: $start}), (b {tenant_id: $tenant, orig_id: $end})\n"
        f"MERGE (a)-[r:{name(kind)}]->(b)\nSET r += $props\nRETURN type(r) AS type"
    )
    return Text(text, _params(tenant_id, start=start_orig_id, end=end_orig_id, props=_own(props)))


def _own(props: dict[str, Any]) -> dict[str, Any]:
    """The properties.

    Raises:
        ValueError: one of them is the platform's, by which it tells nodes and tenants apart.
    """
    if reserved := sorted(RESERVED_PROPERTIES & props.keys()):
        raise ValueError(f"{', '.join(reserved)} cannot be set")
    return props


def _params(tenant_id: UUID, **params: Any) -> dict[str, Any]:
    return {"tenant": str(tenant_id), **params}
