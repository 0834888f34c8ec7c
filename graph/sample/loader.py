"""Load the sample into the graph, once.

Constraints come before the data. Every batch is one transaction that also writes a marker node, so a
load that was cut off goes on where it stopped, and a second load of the same finds nothing to do. Markers
have an ``owner`` and no ``tenant_id``, so that no query that is bound to the tenant ever meets one.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID

from neo4j import ManagedTransaction

from graph import client
from graph.engines.dialect import quoted
from graph.sample.generator import generate
from graph.sample.model import Sample, Size
from graph.schema import MARKER_LABEL, invalidate
from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict

BATCH_ROWS: Final = 1_000


class AnotherSampleLoaded(Conflict):
    """The tenant's graph already holds a sample of another size or seed."""

    code = ErrorCode.CONFLICT


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: both numbers are 0 when everything was there already."""

    nodes: int
    relationships: int


@dataclass(frozen=True, slots=True)
class _Batch:
    marker: str
    statement: str
    rows: list[dict[str, Any]]
    creates: str
    """What the statement makes one of per row: ``nodes`` or ``relationships``."""


def load_sample(*, tenant_id: UUID, tenant: str, size: Size, seed: int = 1) -> LoadReport:
    """Load the tenant's sample; safe to repeat, also after a crash in the middle.

    Raises:
        AnotherSampleLoaded: the tenant has a sample of another size or seed.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    sample = generate(tenant=tenant, size=size, seed=seed)
    return load_graph(sample, tenant_id=tenant_id, name=f"sample:{size}:{seed}")


def load_graph(graph: Sample, *, tenant_id: UUID, name: str) -> LoadReport:
    """Load nodes and relationships that were made elsewhere, under a name that stands for exactly these.

    Raises:
        AnotherSampleLoaded: the tenant has one of another name.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    _refuse_another(tenant_id, name)
    roots = sorted({node.labels[0] for node in graph.nodes})
    client.define(client.dialect().unique_constraint(MARKER_LABEL, ("owner", "key")))
    for label in roots:
        client.define(client.dialect().unique_constraint(label, ("tenant_id", "orig_id")))
    made = {"nodes": 0, "relationships": 0}
    for batch in _batches(graph, name):
        made[batch.creates] += _load(tenant_id, name, batch)
    invalidate(tenant_id)
    return LoadReport(**made)


def _refuse_another(tenant_id: UUID, name: str) -> None:
    text = (
        f"MATCH (m:{MARKER_LABEL}) WHERE m.owner = $owner AND m.sample <> $sample "
        "RETURN m.sample AS sample LIMIT 1"
    )
    found = client.read(text, {"owner": str(tenant_id), "sample": name}, timeout_seconds=5, max_rows=1).rows
    if found:
        raise AnotherSampleLoaded(f"The tenant's graph already holds {found[0][0]}; {name} was asked for.")


def _load(tenant_id: UUID, name: str, batch: _Batch) -> int:
    """Apply one batch unless its marker says that it has been; how many rows were written."""
    key = {"owner": str(tenant_id), "key": batch.marker}

    def work(transaction: ManagedTransaction) -> int:
        text = f"MATCH (m:{MARKER_LABEL} {{owner: $owner, key: $key}}) RETURN count(m) AS found"
        if transaction.run(text, key).single(strict=True)["found"]:
            return 0
        transaction.run(
            f"CREATE (m:{MARKER_LABEL}) SET m = $marker", marker={**key, "sample": name}
        ).consume()
        summary = transaction.run(batch.statement, tenant_id=str(tenant_id), rows=batch.rows).consume()
        written = summary.counters.nodes_created + summary.counters.relationships_created
        if written != len(batch.rows):
            raise RuntimeError(f"{batch.marker}: {written} of {len(batch.rows)} rows were written.")
        return written

    return client.write(work)


def _batches(sample: Sample, name: str) -> Iterator[_Batch]:
    nodes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for node in sample.nodes:
        nodes[node.labels].append({**node.properties, "orig_id": node.orig_id})
    for labels, rows in nodes.items():
        text = (
            f"UNWIND $rows AS row CREATE (n:{_label_text(labels)}) SET n = row SET n.tenant_id = $tenant_id"
        )
        for i, part in enumerate(_parts(rows)):
            yield _Batch(f"{name}:{'.'.join(labels)}:{i}", text, part, "nodes")
    edges: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for each in sample.relationships:
        row = {"start": each.start.orig_id, "end": each.end.orig_id, "properties": each.properties}
        edges[each.start.labels[0], each.type, each.end.labels[0]].append(row)
    for (start, kind, end), rows in edges.items():
        text = (
            "UNWIND $rows AS row "
            f"MATCH (a:{quoted(start)} {{tenant_id: $tenant_id, orig_id: row.start}}) "
            f"MATCH (b:{quoted(end)} {{tenant_id: $tenant_id, orig_id: row.end}}) "
            f"CREATE (a)-[r:{quoted(kind)}]->(b) SET r = row.properties"
        )
        for i, part in enumerate(_parts(rows)):
            yield _Batch(f"{name}:{start}.{kind}.{end}:{i}", text, part, "relationships")


def _label_text(labels: tuple[str, ...]) -> str:
    return ":".join(quoted(label) for label in labels)


def _parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    remaining = iter(rows)
    while part := list(islice(remaining, BATCH_ROWS)):
        yield part
