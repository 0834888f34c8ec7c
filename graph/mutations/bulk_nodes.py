"""One batch of nodes: which of them are there, and the statements that make or change them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal

from graph.engines.dialect import quoted
from graph.mutations.errors import AlreadyThere
from graph.mutations.given import Author, check_labels
from graph.mutations.identity import Labels, TenantGraph
from graph.mutations.rows import NodeRow, RowError


def brought_nodes(
    graph: TenantGraph,
    batch: Sequence[NodeRow],
    *,
    author: Author,
    mode: Literal["ingest", "upsert"],
    write: bool,
) -> dict[str, Any]:
    """Make the nodes that are not there, and with ``upsert`` change the others; numbers and errors."""
    likely = {label for each in batch for label in each.node.labels}
    there = graph.find([each.node.orig_id for each in batch], likely=likely)
    new: dict[Labels, list[NodeRow]] = defaultdict(list)
    old: dict[str, list[NodeRow]] = defaultdict(list)
    errors = []
    for each in batch:
        labels = there.get(each.node.orig_id)
        if labels is None:
            new[each.node.labels].append(each)
            continue
        try:
            if mode == "ingest":
                raise AlreadyThere(f"There is a node {each.node.orig_id} already.")
            check_labels(each.node, labels)
        except AlreadyThere as error:
            errors.append(RowError(each.row, "conflict", error.detail))
        else:
            old[graph.pattern("n", labels, "row.id")].append(each)
    if write:
        for labels, rows in new.items():
            _create(graph, labels, rows, author)
        for pattern, rows in old.items():
            _change(graph, pattern, rows, author)
    return {
        "created": sum(map(len, new.values())),
        "updated": sum(map(len, old.values())),
        "errors": errors,
    }


def _create(graph: TenantGraph, labels: Labels, rows: Sequence[NodeRow], author: Author) -> None:
    text = "".join(f":{quoted(label)}" for label in labels)
    stamps = author.creation()
    graph.rows(
        f"UNWIND $rows AS row CREATE (n{text} {{tenant_id: $tenant, orig_id: row.id}}) SET n += row.values",
        rows=[{"id": each.node.orig_id, "values": {**each.node.properties, **stamps}} for each in rows],
    )


def _change(graph: TenantGraph, pattern: str, rows: Sequence[NodeRow], author: Author) -> None:
    stamps = author.change()
    graph.rows(
        f"UNWIND $rows AS row MATCH {pattern} SET n += row.values",
        rows=[{"id": each.node.orig_id, "values": {**each.node.assigned(), **stamps}} for each in rows],
    )
