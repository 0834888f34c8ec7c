"""What of a graph is drawn: the nodes of a result, those that it rests on, and the neighbours of one."""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from graph import client
from graph.cypher import CypherRefused, CypherSyntaxError, Limits, ast, parse, prepare
from graph.engines.dialect import quoted
from graph.errors import GraphQueryFailed, GraphTimeout, GraphUnavailable
from graph.nl import provenance
from graph.nl.parser.words.names import name_property
from graph.nl.pipeline import Answer
from graph.schema import GraphSchema
from jobs.presentation import readable

MAX_NODES: Final = 80
MAX_NEIGHBOURS: Final = 40
SECONDS: Final = 2.0
"""All that a drawing may take, however many queries it is made of."""
_LEAST_SECONDS: Final = 0.1
_KEY: Final = "orig_id"
_MAX_TEXT: Final = 400


@dataclass
class Drawing:
    """Nodes and relationships by their ids, as results have them."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_cut: bool = False
    """Whether there are more nodes than are drawn."""

    def add(self, value: Any) -> None:
        """Take in the nodes and relationships of a cell, however deep in lists and paths."""
        match value:
            case {"id": str(id_), "labels": list(), "properties": dict()}:
                self.nodes[id_] = value
            case {"id": str(id_), "type": str(), "start": str(), "end": str()}:
                self.edges[id_] = value
            case dict():
                self.add(list(value.values()))
            case list():
                for each in value:
                    self.add(each)

    def add_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take in the cells of a result."""
        self.add([list(row) for row in rows])

    def bounded(self, most: int) -> "Drawing":
        """The first nodes, and the relationships whose ends are both among them."""
        nodes = dict(list(self.nodes.items())[:most])
        edges = {
            key: edge for key, edge in self.edges.items() if nodes.keys() >= {edge["start"], edge["end"]}
        }
        return Drawing(nodes, edges, self.is_cut or len(nodes) < len(self.nodes))

    def as_json(self, schema: GraphSchema) -> dict[str, Any]:
        """The drawing as the page's script takes it."""
        return {
            "nodes": [_node(each, schema) for each in self.nodes.values()],
            "edges": [
                {"id": key, "source": each["start"], "target": each["end"], "type": each["type"]}
                for key, each in self.edges.items()
            ],
            "cut": self.is_cut,
        }


def drawing_of(answer: Answer, *, tenant_id: UUID, schema: GraphSchema) -> Drawing:
    """The nodes in the rows, else those that the answer rests on, with what connects them.

    It is to look at: where the graph does not answer in ``SECONDS``, less is drawn.
    """
    drawing, ends = Drawing(), time.monotonic() + SECONDS
    drawing.add_rows(answer.rows)
    sources = answer.provenance.get("sources")
    with suppress(GraphUnavailable, GraphTimeout, GraphQueryFailed, CypherRefused):
        if not drawing.nodes and sources:
            ids = sources["ids"][:MAX_NODES]
            drawing.is_cut = sources["total"] > len(ids)
            for labels in _labels_of_sources(answer.cypher or "") or [()]:
                text = f"MATCH (n{_pattern(labels)}) WHERE n.{_KEY} IN $ids RETURN n"
                _read(drawing, text, {"ids": ids}, tenant_id=tenant_id, schema=schema, ends=ends)
        drawing = drawing.bounded(MAX_NODES)
        if drawing.nodes and not drawing.edges:
            _connect(drawing, tenant_id=tenant_id, schema=schema, ends=ends)
    return drawing.bounded(MAX_NODES)


def neighbours_of(labels: Sequence[str], key: str, *, tenant_id: UUID, schema: GraphSchema) -> Drawing:
    """A node's neighbours, at most ``MAX_NEIGHBOURS``, with the relationships to them.

    Args:
        labels: those of the node; ids are unique among the nodes of a label.
        key: the id that the node has in the tenant's own data.

    Raises:
        CypherRefused, GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    drawing = Drawing()
    text = f"MATCH (n{_pattern(labels)} {{{_KEY}: $key}})-[r]-(m) RETURN n, r, m LIMIT {MAX_NEIGHBOURS}"
    ends = time.monotonic() + SECONDS
    rows = _read(drawing, text, {"key": key}, tenant_id=tenant_id, schema=schema, ends=ends)
    drawing.is_cut = rows >= MAX_NEIGHBOURS
    return drawing.bounded(MAX_NEIGHBOURS + 1)


def node_in_words(node: Mapping[str, Any], schema: GraphSchema) -> str:
    """A node in a line: its most telling label and what people call it."""
    return f"{_kind(node['labels'], schema)} {_caption(node, schema)}".strip()


def _connect(drawing: Drawing, *, tenant_id: UUID, schema: GraphSchema, ends: float) -> None:
    """Add the relationships between the nodes."""
    keys = [each["properties"][_KEY] for each in drawing.nodes.values() if _KEY in each["properties"]]
    for labels in sorted({tuple(each["labels"]) for each in drawing.nodes.values()}):
        among = f"a.{_KEY} IN $keys AND b.{_KEY} IN $keys"
        # With its ends: without them, ArcadeDB does not say which nodes a relationship connects.
        text = f"MATCH (a{_pattern(labels)})-[r]->(b) WHERE {among} RETURN a, r, b"
        _read(drawing, text, {"keys": keys}, tenant_id=tenant_id, schema=schema, ends=ends)


def _read(
    drawing: Drawing,
    text: str,
    params: Mapping[str, Any],
    *,
    tenant_id: UUID,
    schema: GraphSchema,
    ends: float,
) -> int:
    """Add what a query finds, by the same layers as every other; how many rows there were.

    Args:
        ends: the moment, on the monotonic clock, after which nothing more is asked.
    """
    left = ends - time.monotonic()
    if left < _LEAST_SECONDS:
        drawing.is_cut = True
        return 0
    ready = prepare(
        text,
        params=params,
        tenant_id=tenant_id,
        limits=Limits(max_rows=MAX_NODES * 5, timeout_seconds=left),
        schema=schema,
        strict=False,
    )
    result = client.read(
        ready.text,
        ready.params,
        timeout_seconds=ready.timeout_seconds,
        max_rows=ready.max_rows,
        silence_seconds=_LEAST_SECONDS,
    )
    drawing.add_rows(result.rows)
    drawing.is_cut |= result.truncated
    return len(result.rows)


def _labels_of_sources(text: str) -> list[tuple[str, ...]]:
    """The labels of the nodes that a result rests on, or all that the query has; each for itself."""
    try:
        known = provenance.labels_of_sources(text)
        spoken_of = {node.name for node in ast.walk(parse(text)) if isinstance(node, ast.Label)}
    except CypherSyntaxError:
        return []
    return [(label,) for label in sorted(known or spoken_of)]


def _pattern(labels: Iterable[str]) -> str:
    return "".join(f":{quoted(label)}" for label in labels)


def _node(node: Mapping[str, Any], schema: GraphSchema) -> dict[str, Any]:
    properties = node["properties"]
    return {
        "id": node["id"],
        "key": properties.get(_KEY),
        "labels": node["labels"],
        "kind": _kind(node["labels"], schema),
        "caption": _caption(node, schema),
        "properties": [[name, readable(value)[:_MAX_TEXT]] for name, value in properties.items()],
    }


def _kind(labels: Sequence[str], schema: GraphSchema) -> str:
    """The most telling of a node's labels: the one that the fewest nodes have."""
    counts = {info.name: info.count for info in schema.labels}
    return min(labels, key=lambda label: (counts.get(label, 0), label), default="")


def _caption(node: Mapping[str, Any], schema: GraphSchema) -> str:
    properties = node["properties"]
    name = name_property(schema, frozenset(node["labels"]))
    return str(properties.get(name) or properties.get(_KEY) or node["id"])
