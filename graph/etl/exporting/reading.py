"""Read what is to be exported: the tenant's whole graph, or what a query finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from neo4j.graph import Node, Relationship
from neo4j.graph import Path as GraphPath

from graph import client
from graph.cypher import Limits, Prepared, prepare
from graph.cypher.limits import HARD_BYTES, HARD_ROWS, HARD_SECONDS
from graph.etl.exporting.errors import ExportRefused
from graph.etl.exporting.spool import Spooled, spool_records, spool_rows
from graph.etl.projection import stream_nodes, stream_relationships
from graph.etl.querying import Check, cancelled_by
from graph.etl.received import node_record, relationship_record
from graph.etl.records import NodeRecord, Record
from graph.schema import schema_of
from graph.values import to_json

LIMITS: Final = Limits(max_rows=HARD_ROWS, max_bytes=HARD_BYTES, timeout_seconds=HARD_SECONDS)
"""Of a query whose result is exported."""
TABLE_FORMATS: Final = ("csv", "jsonl")
"""What rows of plain values can be written in."""
_AT_ONCE: Final = 1_000
_ENDS: Final = (
    "UNWIND $ids AS x MATCH (n) WHERE elementId(n) = x AND n.tenant_id = $tenant_id "
    "RETURN x, labels(n), properties(n)"
)

READ_OF_NODES: Final = 0.4
"""The part of reading a graph that its nodes are, about."""

Told = Callable[[float, int], None]
"""Called every now and then with the part, from 0 to 1, and the number of records that have been read."""


def checked(query: str, params: Mapping[str, Any], *, tenant_id: UUID, with_schema: bool) -> Prepared:
    """The query, bound to the tenant.

    Args:
        with_schema: also estimate what it costs, which reads the schema.

    Raises:
        CypherRefused: it is not a bounded reading query of this tenant.
        ExportRefused: it asks for a plan and not for rows.
        GraphUnavailable, GraphTimeout, GraphQueryFailed: the schema cannot be read.
    """
    schema = schema_of(tenant_id) if with_schema else None
    prepared = prepare(query, params=params, tenant_id=tenant_id, limits=LIMITS, schema=schema, strict=False)
    if prepared.explain or prepared.profile:
        raise ExportRefused("A plan is nothing to export: leave out EXPLAIN or PROFILE.")
    return prepared


def read_graph(tenant_id: UUID, path: Path, *, check: Check, told: Told) -> Spooled:
    """Read the whole graph of a tenant.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, InsufficientStorage, and what ``check`` raises.
    """
    rows = 0

    def counted(records: Iterable[Record]) -> Iterator[Record]:
        nonlocal rows
        for record in records:
            rows += 1
            yield record

    nodes = stream_nodes(tenant_id, check=check, told=lambda part: told(READ_OF_NODES * part, rows))
    relationships = stream_relationships(
        tenant_id,
        check=check,
        told=lambda part: told(READ_OF_NODES + (1 - READ_OF_NODES) * part, rows),
    )
    return spool_records(counted(chain(nodes, relationships)), path)


def read_query(
    query: str, params: Mapping[str, Any], *, tenant_id: UUID, format_name: str, path: Path, check: Check
) -> Spooled:
    """Read what a query finds: a graph, when there is a node or a relationship in any row; else its rows.

    Raises:
        ExportRefused: it is too much, or rows of plain values in a format of graphs.
        And what ``checked`` and ``graph.client.read`` raise.
    """
    prepared = checked(query, params, tenant_id=tenant_id, with_schema=True)
    result = client.read(
        prepared.text,
        prepared.params,
        timeout_seconds=prepared.timeout_seconds,
        max_rows=prepared.max_rows,
        max_bytes=prepared.max_bytes,
        cancelled=cancelled_by(check),
        convert=lambda value: value,
    )
    if result.truncated:
        bound = f"{prepared.max_rows:,} rows" if result.cut_by == "rows" else f"{prepared.max_bytes:,} bytes"
        raise ExportRefused(
            f"The query has found more than {bound}. Export all of the graph, or ask for a part of this with "
            "ORDER BY, SKIP and LIMIT."
        )
    found = _Found()
    for row in result.rows:
        for value in row:
            found.take(value)
    if found.has_elements or (not result.rows and format_name not in TABLE_FORMATS):
        spooled = spool_records(found.records(tenant_id, check), path)
        return Spooled(spooled.path, None, spooled.content, {**spooled.left_out, **found.left_out()})
    if format_name not in TABLE_FORMATS:
        raise ExportRefused(
            f"The query has found values, and no nodes or relationships: they can be written as "
            f"{' or '.join(TABLE_FORMATS)}, and not as {format_name}."
        )
    return spool_rows(prepared.columns, ([to_json(value) for value in row] for row in result.rows), path)


class _Found:
    """The nodes and relationships in the rows of a result, each once, and how many other values there are."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._relationships: dict[str, Relationship] = {}
        self._values = 0

    @property
    def has_elements(self) -> bool:
        return bool(self._nodes or self._relationships)

    def take(self, value: Any) -> None:
        """What is in a value, however deep."""
        match value:
            case Node():
                self._nodes.setdefault(value.element_id, value)
            case Relationship():
                self._relationships.setdefault(value.element_id, value)
            case GraphPath():
                self._take_all(value.nodes)
                self._take_all(value.relationships)
            case list():
                self._take_all(value)
            case Mapping():
                self._take_all(value.values())
            case None:
                pass
            case _:
                self._values += 1

    def left_out(self) -> dict[str, int]:
        """The values that stand beside nodes and relationships."""
        return {"values": self._values} if self._values else {}

    def records(self, tenant_id: UUID, check: Check) -> Iterator[Record]:
        """The nodes, those too that relationships end at, then the relationships."""
        ids: dict[str, str] = {}
        for node in self._nodes.values():
            if (made := node_record(node.labels, dict(node))) is not None:
                ids[node.element_id] = made.orig_id
                yield made
        for element_id, made in self._ends(tenant_id, check):
            ids[element_id] = made.orig_id
            yield made
        for each in self._relationships.values():
            start, end = (ids.get(node.element_id) for node in each.nodes if node is not None)
            record = relationship_record(each.type, start, end, dict(each))
            if record is not None:
                yield record

    def _take_all(self, values: Iterable[Any]) -> None:
        for value in values:
            self.take(value)

    def _ends(self, tenant_id: UUID, check: Check) -> Iterator[tuple[str, NodeRecord]]:
        wanted = {
            node.element_id
            for each in self._relationships.values()
            for node in each.nodes
            if node is not None
        }
        missing = sorted(wanted - self._nodes.keys())
        for begin in range(0, len(missing), _AT_ONCE):
            params = {"tenant_id": str(tenant_id), "ids": missing[begin : begin + _AT_ONCE]}
            rows = client.read(
                _ENDS,
                params,
                timeout_seconds=HARD_SECONDS,
                max_rows=_AT_ONCE,
                max_bytes=1 << 40,
                cancelled=cancelled_by(check),
                convert=lambda value: value,
            ).rows
            for element_id, labels, properties in rows:
                if (made := node_record(labels, properties)) is not None:
                    yield element_id, made
