"""One batch of nodes: which of them are there, and the statements that make or change them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal

from graph.engines.dialect import quoted
from graph.mutations.errors import AlreadyThere
from graph.mutations.given import Author, check_labels
from graph.mutations.identity import Labels, TenantGraph, several_of
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
    there = graph.find_all([each.node.orig_id for each in batch], likely=likely)
    new: dict[Labels, list[NodeRow]] = defaultdict(list)
    old: dict[str, list[NodeRow]] = defaultdict(list)
    errors = []
    for each in batch:
        found = there.get(each.node.orig_id)
        if found is None:
            new[each.node.labels].append(each)
            continue
        try:
            if mode == "ingest":
                raise AlreadyThere(f"There is a node {each.node.orig_id} already.")
            if len(found) > 1:
                raise AlreadyThere(several_of(each.node.orig_id, found))
            check_labels(each.node, found[0])
        except AlreadyThere as error:
            errors.append(RowError(each.row, "conflict", error.detail))
        else:
            old[graph.pattern("n", found[0], "row.id")].append(each)
    if write:
        for labels, rows in new.items():
            _create(graph, labels, rows, author)
        for pattern, rows in old.items():
            there_still = _change(graph, pattern, rows, author)
            gone = [each for each in rows if each.node.orig_id not in there_still]
            errors += [RowError(each.row, "conflict", "It has gone meanwhile.") for each in gone]
            old[pattern] = [each for each in rows if each.node.orig_id in there_still]
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


def _change(graph: TenantGraph, pattern: str, rows: Sequence[NodeRow], author: Author) -> set[str]:
    """Change them; the ids of those that were still there."""
    stamps = author.change()
    found = graph.rows(
        f"UNWIND $rows AS row MATCH {pattern} SET n += row.values RETURN row.id AS id",
        rows=[{"id": each.node.orig_id, "values": {**each.node.assigned(), **stamps}} for each in rows],
    )
    return {row["id"] for row in found}
