"""Read a tenant's schema from the live graph, with a handful of bounded queries."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any, Final
from uuid import UUID

from graph import client
from graph.engines.dialect import quoted
from graph.schema.model import GraphSchema, LabelInfo, LabelSet, PropertyInfo, Triple

MARKER_LABEL: Final = "_Marker"
"""Nodes of the platform's own, which remember what has been applied; they belong to no tenant's data."""
RESERVED_PROPERTIES: Final = frozenset({"tenant_id", "orig_id"})
MAX_LABEL_SETS: Final = 500
MAX_TRIPLES: Final = 5_000
SAMPLED_NODES: Final = 200
SCANNED_NODES: Final = 50_000
MAX_VALUES: Final = 50
MAX_VALUE_LENGTH: Final = 80
TIMEOUT_SECONDS: Final = 5.0


def read_schema(tenant_id: UUID) -> GraphSchema:
    """The schema of the tenant's nodes and relationships as they are now; markers are left out.

    Coverage and values are exact up to ``SCANNED_NODES`` nodes of a label, and of a sample beyond.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    label_sets = _label_sets(tenant_id)
    counts: Counter[str] = Counter()
    for each in label_sets:
        counts.update(dict.fromkeys(each.labels, each.count))
    triples, relationship_counts = _triples(tenant_id)
    return GraphSchema(
        labels=tuple(
            LabelInfo(name, count, _properties(tenant_id, name, count))
            for name, count in sorted(counts.items())
        ),
        label_sets=label_sets,
        triples=triples,
        relationship_counts=relationship_counts,
    )


def _rows(text: str, tenant_id: UUID, max_rows: int) -> list[list[Any]]:
    params = {"tenant_id": str(tenant_id)}
    return client.read(text, params, timeout_seconds=TIMEOUT_SECONDS, max_rows=max_rows).rows


def _label_sets(tenant_id: UUID) -> tuple[LabelSet, ...]:
    rows = _rows(
        "MATCH (n) WHERE n.tenant_id = $tenant_id RETURN labels(n) AS labels, count(n) AS nodes",
        tenant_id,
        MAX_LABEL_SETS,
    )
    found = [LabelSet(frozenset(labels), count) for labels, count in rows if MARKER_LABEL not in labels]
    return tuple(sorted(found, key=lambda each: sorted(each.labels)))


def _triples(tenant_id: UUID) -> tuple[tuple[Triple, ...], dict[str, int]]:
    rows = _rows(
        "MATCH (a)-[r]->(b) WHERE a.tenant_id = $tenant_id AND b.tenant_id = $tenant_id "
        "RETURN labels(a) AS starts, type(r) AS type, labels(b) AS ends, count(r) AS relationships",
        tenant_id,
        MAX_TRIPLES,
    )
    by_triple: Counter[tuple[str, str, str]] = Counter()
    by_type: Counter[str] = Counter()
    for starts, kind, ends, count in rows:
        by_type[kind] += count
        for start, end in product(starts, ends):
            by_triple[start, kind, end] += count
    triples = tuple(Triple(*key, count) for key, count in sorted(by_triple.items()))
    return triples, dict(sorted(by_type.items()))


def _properties(tenant_id: UUID, label: str, count: int) -> tuple[PropertyInfo, ...]:
    """The label's properties: names and types from a sample of nodes, the rest from one scan."""
    nodes = f"MATCH (n:{quoted(label)}) WHERE n.tenant_id = $tenant_id WITH n LIMIT {SCANNED_NODES} "
    sample = _rows(nodes + f"RETURN properties(n) AS found LIMIT {SAMPLED_NODES}", tenant_id, SAMPLED_NODES)
    observed: dict[str, list[Any]] = {}
    for (found,) in sample:
        for name, value in found.items():
            if name not in RESERVED_PROPERTIES:
                observed.setdefault(name, []).append(value)
    if not observed:
        return ()
    names = sorted(observed)
    columns = [
        column
        for i, name in enumerate(names)
        for column in (f"count(n.{quoted(name)}) AS c{i}", f"count(DISTINCT n.{quoted(name)}) AS d{i}")
    ]
    [figures] = _rows(nodes + "RETURN " + ", ".join(columns), tenant_id, 1)
    scanned = min(count, SCANNED_NODES)
    infos = []
    for i, name in enumerate(names):
        present, distinct = figures[2 * i], figures[2 * i + 1]
        kind = type_of(observed[name])
        few = kind == "text" and distinct <= MAX_VALUES
        values = _values(tenant_id, nodes, name) if few else ()
        infos.append(PropertyInfo(name, kind, round(min(present / scanned, 1.0), 4), values))
    return tuple(infos)


def _values(tenant_id: UUID, nodes: str, name: str) -> tuple[str, ...]:
    text = nodes + f"WITH DISTINCT n.{quoted(name)} AS value WHERE value IS NOT NULL RETURN value"
    values = [value for (value,) in _rows(text, tenant_id, MAX_VALUES) if isinstance(value, str)]
    return tuple(sorted(value for value in values if value and len(value) <= MAX_VALUE_LENGTH))


def type_of(values: Sequence[Any]) -> str:
    """The one type that all JSON-safe values have, or ``mixed``."""
    kinds = {_type_name(value) for value in values}
    if kinds == {"integer", "float"}:
        return "float"
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _type_name(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "float"
        case list():
            return "list"
        case str():
            return "datetime" if _is_datetime(value) else "text"
    return "mixed"


def _is_datetime(text: str) -> bool:
    """ISO 8601 with at least a full date; users' own data often has times as such text."""
    if len(text) < len("2024-01-01") or text[4] != "-":
        return False
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
