"""Which nodes a tenant has, by the server's own ids."""

from array import array
from typing import Final
from uuid import UUID

from graph import client
from graph.engines.dialect import quoted
from graph.errors import GraphTimeout
from graph.etl.querying import Check, read_rows

_MAX_LABELS: Final = 100_000
IDS_AT_ONCE: Final = 10_000
"""How many ids come as one row."""
_MOST_PARTS: Final = 1_000_000
_IDS: Final = (
    "MATCH {pattern} WHERE n.tenant_id = $tenant_id WITH collect(id(n)) AS ids "
    "UNWIND range(0, size(ids) - 1, $size) AS begin RETURN ids[begin..begin + $size]"
)


def ids_of_nodes(tenant_id: UUID, label: str | None, check: Check | None) -> "array[int]":
    """The server's own ids of the tenant's nodes.

    To find all of them, the server looks at those of all tenants. When that takes too long, they are found
    label by label, by the index that each has: a node with several labels several times.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``check`` raises.
    """
    try:
        return _ids_of(tenant_id, label, check)
    except GraphTimeout:
        unlabelled = client.dialect().unlabelled
        if label is not None or unlabelled is None:
            raise
    found: set[int] = set()
    for each in (*_labels(check), unlabelled):
        found.update(_ids_of(tenant_id, each, check))
    return array("q", sorted(found))


def _labels(check: Check | None) -> list[str]:
    return [name for (name,) in read_rows("CALL db.labels()", {}, _MAX_LABELS, check)]


def _pattern(label: str | None) -> str:
    return f"(n:{quoted(label)})" if label else "(n)"


def _ids_of(tenant_id: UUID, label: str | None, check: Check | None) -> "array[int]":
    params = {"tenant_id": str(tenant_id), "size": IDS_AT_ONCE}
    found = array("q")
    text = _IDS.format(pattern=_pattern(label))
    for (part,) in read_rows(text, params, _MOST_PARTS, check, convert=_packed):
        found.extend(part)
    return found


def _packed(ids: list[int]) -> "array[int]":
    """Eight bytes each, where a list of numbers takes forty."""
    return array("q", ids)


def is_empty(tenant_id: UUID, *, check: Check | None = None) -> bool:
    """Whether the tenant has no nodes at all.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``check`` raises.
    """
    unlabelled = client.dialect().unlabelled
    # By the index of each label; else the server would look at the nodes of all tenants.
    labels = [None] if unlabelled is None else [*_labels(check), unlabelled]
    return not any(_has_nodes(tenant_id, label, check) for label in labels)


def _has_nodes(tenant_id: UUID, label: str | None, check: Check | None) -> bool:
    text = f"MATCH {_pattern(label)} WHERE n.tenant_id = $tenant_id RETURN 1 LIMIT 1"
    return bool(read_rows(text, {"tenant_id": str(tenant_id)}, 1, check))
