"""Read the projection of a tenant's graph: ids, labels and types, and nothing else of it.

As ``graph.etl.projection`` does, in short queries that look nodes up by the server's own ids, and in lists
rather than rows. Those ids are also what relationships are joined by: two nodes of different labels may have
the same id in the tenant's own data.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from graph import client
from graph.analytics.computing.projection import Projection
from graph.analytics.errors import GraphTooLarge
from graph.engines.dialect import quoted
from graph.errors import GraphCancelled, GraphTimeout
from graph.schema import MARKER_LABEL, GraphSchema

TIMEOUT_SECONDS: Final = 30.0
PAGE_NODES: Final = 4_000
"""How many nodes one query looks up, or follows; fewer where that takes too long."""
LIST_NODES: Final = 50
"""How many of them come as one list."""
MOST_BYTES: Final = 16_000_000
"""Of what one query returns; where that is more, it follows fewer nodes."""

_KEYS: Final = (
    "MATCH {pattern} WHERE n.tenant_id = $tenant_id WITH n LIMIT $most RETURN collect(id(n)) AS keys"
)
_LISTS: Final = (
    "UNWIND $lists AS keys CALL {{ WITH keys UNWIND keys AS key {match} WITH [{columns}] AS found "
    "LIMIT $most RETURN collect(found) AS page }} RETURN page"
)
_NODES: Final = _LISTS.format(
    match="MATCH (n) WHERE id(n) = key AND n.tenant_id = $tenant_id",
    columns="id(n), n.orig_id, labels(n)",
)
_FOLLOW: Final = (
    "MATCH (a)-[r{types}]->(b) WHERE id(a) = key AND a.tenant_id = $tenant_id AND b.tenant_id = $tenant_id"
)
_TO_WHAT_COUNTS: Final = " AND any(label IN labels(b) WHERE label IN $labels)"


@dataclass(frozen=True)
class Narrowing:
    """What part of the graph counts: empty means all of it."""

    labels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def read_projection(
    tenant_id: UUID,
    narrowing: Narrowing,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
    cancelled: Callable[[], bool] | None = None,
    told: Callable[[int, int], None] = lambda nodes, relationships: None,
) -> Projection:
    """The tenant's nodes and relationships, or a part of them.

    Args:
        told: called now and then with how many nodes and relationships have been read.

    Raises:
        GraphTooLarge: there are more than ``GRAPH_ANALYTICS_MAX_NODES`` or ``..._MAX_RELATIONSHIPS``.
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """
    reader = _Reader(tenant_id, narrowing, time.monotonic() + timeout_seconds, cancelled)
    keys = reader.keys()
    _bounded("nodes", len(keys), settings.GRAPH_ANALYTICS_MAX_NODES)
    nodes = [row for page in reader.nodes(keys) for row in page if MARKER_LABEL not in row[2]]
    relationships: list[tuple[Any, str, Any]] = []
    for page in reader.relationships(keys):
        relationships += page
        _bounded("relationships", len(relationships), settings.GRAPH_ANALYTICS_MAX_RELATIONSHIPS)
        told(len(nodes), len(relationships))
    return Projection.of(nodes, relationships)


class _Reader:
    """One reading, with what is left of its time."""

    def __init__(
        self,
        tenant_id: UUID,
        narrowing: Narrowing,
        ends_at: float,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._tenant_id = tenant_id
        self._narrowing = narrowing
        self._ends_at = ends_at
        self._cancelled = cancelled

    def keys(self) -> list[int]:
        """The server's own ids of the nodes that count, up to one more than may be."""
        found: dict[int, None] = {}
        for pattern in [f"(n:{quoted(label)})" for label in self._narrowing.labels] or ["(n)"]:
            text = _KEYS.format(pattern=pattern)
            [[keys]] = self._rows(text, most=settings.GRAPH_ANALYTICS_MAX_NODES + 1)
            found |= dict.fromkeys(keys)
        return list(found)

    def nodes(self, keys: list[int]) -> Iterator[list[Any]]:
        """Lists of key, id and labels of each node."""
        return self._lists(_NODES, keys, most=LIST_NODES)

    def relationships(self, keys: list[int]) -> Iterator[list[Any]]:
        """Lists of start, type and end of what begins at the nodes."""
        types = f":{'|'.join(map(quoted, self._narrowing.types))}" if self._narrowing.types else ""
        match = _FOLLOW.format(types=types) + (_TO_WHAT_COUNTS if self._narrowing.labels else "")
        text = _LISTS.format(match=match, columns="id(a), type(r), id(b)")
        return self._lists(text, keys, most=settings.GRAPH_ANALYTICS_MAX_RELATIONSHIPS + 1)

    def _lists(self, text: str, keys: list[int], *, most: int, page: int = PAGE_NODES) -> Iterator[list[Any]]:
        """What is found for the keys, a list for some of them at a time."""
        for first in range(0, len(keys), page):
            part = keys[first : first + page]
            lists = [part[start : start + LIST_NODES] for start in range(0, len(part), LIST_NODES)]
            try:
                found = self._rows(text, most=most, lists=lists)
            except (GraphTimeout, GraphTooLarge):
                if len(part) == 1 or time.monotonic() >= self._ends_at:
                    raise
                yield from self._lists(text, part, most=most, page=max(1, len(part) // 8))
                continue
            for (each,) in found:
                yield each

    def _rows(self, text: str, **params: Any) -> list[list[Any]]:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise GraphTimeout
        if self._cancelled is not None and self._cancelled():
            raise GraphCancelled
        found = client.read(
            text,
            {"tenant_id": str(self._tenant_id), "labels": list(self._narrowing.labels), **params},
            timeout_seconds=left,
            max_rows=PAGE_NODES,
            max_bytes=MOST_BYTES,
            cancelled=self._cancelled,
            convert=client.as_it_is,
        )
        if found.truncated:
            raise _too_large(f"more than {settings.GRAPH_ANALYTICS_MAX_RELATIONSHIPS:,} relationships")
        return found.rows


def refuse_too_large(schema: GraphSchema, narrowing: Narrowing) -> None:
    """Refuse by what the schema says, before anything is read.

    Raises:
        GraphTooLarge
    """
    wanted = set(narrowing.labels)
    nodes = sum(each.count for each in schema.label_sets if not wanted or wanted & each.labels)
    relationships = sum(
        count
        for kind, count in schema.relationship_counts.items()
        if not narrowing.types or kind in narrowing.types
    )
    most_nodes, most = settings.GRAPH_ANALYTICS_MAX_NODES, settings.GRAPH_ANALYTICS_MAX_RELATIONSHIPS
    # Between the nodes of some labels there may be fewer relationships than there are in all.
    if nodes > most_nodes or (not wanted and relationships > most):
        raise _too_large(f"{nodes:,} nodes", f"{relationships:,} relationships", nodes, relationships)


def _bounded(what: str, count: int, most: int) -> None:
    if count > most:
        raise _too_large(f"more than {most:,} {what}")


def _too_large(*figures: Any) -> GraphTooLarge:
    said = " and ".join(each for each in figures if isinstance(each, str))
    most_nodes, most = settings.GRAPH_ANALYTICS_MAX_NODES, settings.GRAPH_ANALYTICS_MAX_RELATIONSHIPS
    return GraphTooLarge(
        f"There are {said}; figures are computed of up to {most_nodes:,} nodes and {most:,} relationships. "
        "Name the labels or types that are to count.",
        extensions={"max_nodes": most_nodes, "max_relationships": most},
    )
