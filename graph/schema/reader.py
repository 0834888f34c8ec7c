"""Read a tenant's schema from the live graph, with four bounded queries (more for a large graph)."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import product
from typing import Any, Final
from uuid import UUID

import structlog

from graph import client, metrics
from graph.engines.dialect import quoted
from graph.errors import GraphTimeout
from graph.schema.model import Degree, GraphSchema, LabelInfo, LabelSet, RelationshipInfo, Triple
from graph.schema.nameable import nameable
from graph.schema.properties import COLUMNS, Observed, properties_of

logger: Final = structlog.get_logger(__name__)

MARKER_LABEL: Final = "_Marker"
"""Nodes of the platform's own, which remember what has been applied; they belong to no tenant's data."""
MAX_LABEL_SETS: Final = 500
MAX_TRIPLES: Final = 5_000
MAX_OBSERVED: Final = 20_000
SCANNED_NODES: Final = 10_000
"""Up to so many nodes, one scan looks at all properties of all of them."""
SCANNED_OF_LABEL_SET: Final = 5_000
"""In a larger graph, so many nodes of each label set are looked at."""
SCANNED_RELATIONSHIPS: Final = 20_000
SAMPLED_TRIPLES: Final = 50_000
TIMEOUT_SECONDS: Final = 5.0
READ_SECONDS: Final = 12.0
"""What is left to read after so long is left out, with a notice."""
NOTABLE_SECONDS: Final = 1.0
"""A reading that took longer is told to operators."""

_CONNECTIONS: Final = "ways in which relationships connect label sets"
_MINE: Final = "MATCH (n) WHERE n.tenant_id = $tenant_id "
_MY_RELATIONSHIPS: Final = "MATCH (a)-[r]->(b) WHERE a.tenant_id = $tenant_id AND b.tenant_id = $tenant_id "


def read_schema(tenant_id: UUID) -> GraphSchema:
    """The schema of the tenant's nodes and relationships as they are now; markers are left out.

    Counts are exact. Properties are those of all nodes up to ``SCANNED_NODES``, and of the first
    ``SCANNED_OF_LABEL_SET`` of each label set beyond; the schema's notices say so.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    with _observed(tenant_id) as found:
        schema = nameable(_Reader(tenant_id).read())
        found.update(
            nodes=schema.node_count, relationships=schema.relationship_count, labels=len(schema.labels)
        )
    return schema


class _Reader:
    """One reading: its tenant, its deadline, and what it had to leave out."""

    def __init__(self, tenant_id: UUID) -> None:
        self._tenant_id = tenant_id
        self._ends_at = time.monotonic() + READ_SECONDS
        self._notices: list[str] = []

    def read(self) -> GraphSchema:
        label_sets = self._label_sets()
        if not label_sets:
            return GraphSchema()
        counts: Counter[str] = Counter()
        for each in label_sets:
            counts.update(dict.fromkeys(each.labels, each.count))
        triples, degrees, relationship_counts = self._connections()
        observed = self._node_properties(label_sets)
        along = self._relationship_properties(relationship_counts)
        return GraphSchema(
            labels=tuple(
                LabelInfo(name, count, properties_of(name, observed))
                for name, count in sorted(counts.items())
            ),
            label_sets=label_sets,
            triples=triples,
            relationship_counts=relationship_counts,
            relationships=tuple(
                RelationshipInfo(kind, count, properties_of(kind, along))
                for kind, count in relationship_counts.items()
            ),
            degrees=degrees,
            notices=tuple(self._notices),
        )

    def _label_sets(self) -> tuple[LabelSet, ...]:
        text = _MINE + "RETURN labels(n) AS labels, count(n) AS nodes ORDER BY nodes DESC"
        rows = self._rows(text, MAX_LABEL_SETS, "label sets")
        found = [LabelSet(frozenset(labels), count) for labels, count in rows if MARKER_LABEL not in labels]
        return tuple(sorted(found, key=lambda each: sorted(each.labels)))

    def _connections(self) -> tuple[tuple[Triple, ...], tuple[Degree, ...], dict[str, int]]:
        """What connects what, and how often; from a sample when all of it takes too long."""
        ends = "labels(a) AS starts, type(r) AS type, labels(b) AS ends"
        try:
            all_of_them = f"RETURN {ends}, count(r) AS relationships ORDER BY relationships DESC"
            rows = self._rows(_MY_RELATIONSHIPS + all_of_them, MAX_TRIPLES, _CONNECTIONS)
        except GraphTimeout:
            sample = (
                f"WITH {ends} LIMIT {SAMPLED_TRIPLES} RETURN starts, type, ends, count(*) AS relationships"
            )
            rows = self._rows(_MY_RELATIONSHIPS + sample, MAX_TRIPLES, _CONNECTIONS)
            self._notices.append(f"Only {SAMPLED_TRIPLES} relationships were counted.")
        triples: Counter[tuple[str, str, str]] = Counter()
        outgoing: Counter[tuple[str, str]] = Counter()
        incoming: Counter[tuple[str, str]] = Counter()
        types: Counter[str] = Counter()
        for starts, kind, ends_, count in rows:
            types[kind] += count
            for label in starts:
                outgoing[label, kind] += count
            for label in ends_:
                incoming[label, kind] += count
            for start, end in product(starts, ends_):
                triples[start, kind, end] += count
        return (
            tuple(Triple(*key, count) for key, count in sorted(triples.items())),
            tuple(Degree(*key, outgoing[key], incoming[key]) for key in sorted({*outgoing, *incoming})),
            dict(sorted(types.items())),
        )

    def _node_properties(self, label_sets: tuple[LabelSet, ...]) -> list[Observed]:
        """All nodes at once, or a part of each label set where that takes too long."""
        if sum(each.count for each in label_sets) <= SCANNED_NODES:
            with suppress(GraphTimeout):
                counts = {each.labels: each.count for each in label_sets}
                return self._properties(_MINE, "n", "labels(n)", counts)
        self._notices.append(f"Properties are those of up to {SCANNED_OF_LABEL_SET} nodes of each label set.")
        largest_first = sorted(label_sets, key=lambda each: -each.count)
        return [each for label_set in largest_first for each in self._properties_of(label_set)]

    def _properties_of(self, label_set: LabelSet) -> list[Observed]:
        names = sorted(label_set.labels)
        pattern = "".join(f":{quoted(name)}" for name in names)
        part = (
            f"MATCH (n{pattern}) WHERE n.tenant_id = $tenant_id AND size(labels(n)) = {len(names)} "
            f"WITH n LIMIT {SCANNED_OF_LABEL_SET} "
        )
        scanned = {label_set.labels: min(label_set.count, SCANNED_OF_LABEL_SET)}
        with suppress(GraphTimeout):
            if time.monotonic() < self._ends_at:
                return self._properties(part, "n", "labels(n)", scanned)
        self._notices.append(f"The properties of {' and '.join(names)} were not read: that took too long.")
        return []

    def _relationship_properties(self, counts: dict[str, int]) -> list[Observed]:
        if not counts:
            return []
        part = _MY_RELATIONSHIPS
        if sum(counts.values()) > SCANNED_RELATIONSHIPS:
            part += f"WITH r LIMIT {SCANNED_RELATIONSHIPS} "
            self._notices.append(f"Properties are those of {SCANNED_RELATIONSHIPS} relationships.")
        # Of types beyond the bound nobody knows how many were looked at: their coverage is a lower bound.
        scanned = {frozenset({kind}): min(count, SCANNED_RELATIONSHIPS) for kind, count in counts.items()}
        with suppress(GraphTimeout):
            return self._properties(part, "r", "[type(r)]", scanned)
        self._notices.append("The properties of relationships were not read: that took too long.")
        return []

    def _properties(
        self, things: str, variable: str, labels: str, scanned: dict[frozenset[str], int]
    ) -> list[Observed]:
        """What is known of each property within each label set; ``scanned`` says of how many things."""
        text = f"{things}WITH {labels} AS labels, {variable} AS thing UNWIND keys(thing) AS key {COLUMNS}"
        rows = self._rows(text, MAX_OBSERVED, "properties of label sets and types")
        found = [Observed.from_row(row, scanned) for row in rows if frozenset(row[0]) in scanned]
        # A property that a kind lacks counts as well: a label's coverage is of all its nodes.
        return [*found, *(Observed.none_of(labels, count) for labels, count in scanned.items())]

    def _rows(self, text: str, max_rows: int, what: str) -> list[list[Any]]:
        """What one query returns; ``what`` names it in the notice that there is more."""
        params = {"tenant_id": str(self._tenant_id)}
        result = client.read(text, params, timeout_seconds=TIMEOUT_SECONDS, max_rows=max_rows)
        if result.truncated:
            self._notices.append(f"Only the first {len(result.rows)} {what} were read.")
        return result.rows


@contextmanager
def _observed(tenant_id: UUID) -> Iterator[dict[str, int]]:
    """Measure a reading and say what it found."""
    started = time.perf_counter()
    found: dict[str, int] = {}
    outcome = "failed"
    try:
        yield found
        outcome = "ok"
    finally:
        elapsed = time.perf_counter() - started
        metrics.SCHEMA.labels(outcome).observe(elapsed)
        log = logger.info if elapsed > NOTABLE_SECONDS else logger.debug
        log(
            "graph_schema_read",
            tenant_id=str(tenant_id),
            outcome=outcome,
            milliseconds=round(elapsed * 1000),
            **found,
        )
