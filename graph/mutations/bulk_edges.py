"""One batch of relationships: their ends, which of them are there, and the statements that write them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from graph.engines.dialect import quoted
from graph.mutations.given import Author
from graph.mutations.identity import Labels, TenantGraph, several_of
from graph.mutations.rows import EdgeRow, RowError

_Group = tuple[str, str, str]
"""The patterns of both ends, and the type between them."""


def brought_edges(
    graph: TenantGraph,
    batch: Sequence[EdgeRow],
    ends: "Ends",
    *,
    author: Author,
    mode: Literal["ingest", "upsert"],
    write: bool,
) -> dict[str, Any]:
    """Make the relationships that are not there, and with ``upsert`` change the others; numbers, errors."""
    rows = [each for each in batch if each.row not in ends.errors]
    if write and ends.new:
        ends.make(author)
    grouped: dict[_Group, list[EdgeRow]] = defaultdict(list)
    for each in rows:
        start = graph.pattern("a", ends.labels[each.edge.start], "row.start")
        end = graph.pattern("b", ends.labels[each.edge.end], "row.end")
        grouped[start, each.edge.type, end].append(each)
    created = updated = 0
    errors = list(ends.errors.values())
    for group, members in grouped.items():
        # What is ingested without an id is another one, whatever is there.
        there = _there(graph, group, [each for each in members if mode == "upsert" or each.edge.orig_id])
        new: list[EdgeRow] = []
        old: list[EdgeRow] = []
        for each in members:
            alike = there.get(each.row, 0)
            if alike and mode == "ingest":
                errors.append(
                    RowError(each.row, "conflict", f"There is a relationship {each.edge.orig_id} already.")
                )
            elif alike > 1:
                said = "There are several such relationships; an orig_id says which one."
                errors.append(RowError(each.row, "conflict", said))
            else:
                (old if alike else new).append(each)
        if write:
            wanted = {each.row for each in (*new, *old)}
            new, old = _create(graph, group, new, author), _change(graph, group, old, author)
            gone = wanted.difference(each.row for each in (*new, *old))
            errors += [RowError(row, "conflict", "It, or an end of it, has gone meanwhile.") for row in gone]
        created, updated = created + len(new), updated + len(old)
    return {
        "created": created,
        "updated": updated,
        "endpoints_created": len(ends.new),
        "missing_endpoints": ends.lost,
        "errors": errors,
    }


class Ends:
    """The nodes at the ends of a batch.

    Attributes:
        labels: of those that are there, or are to be made.
        new: those that are to be made.
        lost: the ids that are missing.
        errors: of the rows that have no two ends, by row.
    """

    def __init__(self, graph: TenantGraph, batch: Sequence[EdgeRow], *, create: bool) -> None:
        self._graph = graph
        ids = {end for each in batch for end in (each.edge.start, each.edge.end)}
        likely = {label for each in batch for label in (*each.start_labels, *each.end_labels)}
        found = graph.find_all(sorted(ids), likely=likely)
        self.labels: dict[str, Labels] = {id_: labels[0] for id_, labels in found.items()}
        self.missing = ids.difference(self.labels)
        self.new: dict[str, Labels] = {}
        if create:
            self._add_new(batch)
        self.lost = self.missing.difference(self.new)
        self.errors: dict[int, RowError] = {}
        for each in batch:
            own = sorted({each.edge.start, each.edge.end})
            if absent := [id_ for id_ in own if id_ in self.lost]:
                said = f"There is no node {' and none '.join(absent)}."
                self.errors[each.row] = RowError(each.row, "missing_endpoint", said)
            elif several := [id_ for id_ in own if len(found.get(id_, ())) > 1]:
                said = several_of(several[0], found[several[0]])
                self.errors[each.row] = RowError(each.row, "conflict", said)

    def make(self, author: Author) -> None:
        """Make the nodes that are missing."""
        grouped: dict[Labels, list[str]] = defaultdict(list)
        for orig_id, labels in self.new.items():
            grouped[labels].append(orig_id)
        for labels, ids in grouped.items():
            text = "".join(f":{quoted(label)}" for label in labels)
            self._graph.rows(
                f"UNWIND $ids AS id CREATE (n{text} {{tenant_id: $tenant, orig_id: id}}) SET n += $stamps",
                ids=ids,
                stamps=author.creation(),
            )

    def _add_new(self, batch: Sequence[EdgeRow]) -> None:
        """Those that can be made: by the labels of the first row that says some, or without any."""
        for each in batch:
            for orig_id, labels in (
                (each.edge.start, each.start_labels),
                (each.edge.end, each.end_labels),
            ):
                if (
                    orig_id in self.missing
                    and (labels or self._graph.unlabelled)
                    and not self.new.get(orig_id)
                ):
                    self.new[orig_id] = labels
        self.labels |= self.new


def _there(graph: TenantGraph, group: _Group, rows: Sequence[EdgeRow]) -> Mapping[int, int]:
    """How many relationships there are that are the one of a row; of a row without an id, all of its type."""
    start, kind, end = group
    if not rows:
        return {}
    found = graph.rows(
        f"UNWIND $rows AS row MATCH {start}-[r:{quoted(kind)}]->{end} "
        "WHERE row.id IS NULL OR r.orig_id = row.id RETURN row.row AS row, count(r) AS alike",
        rows=[_row(each) for each in rows],
    )
    return {row["row"]: row["alike"] for row in found}


def _create(graph: TenantGraph, group: _Group, rows: list[EdgeRow], author: Author) -> list[EdgeRow]:
    """Make them; those whose ends were still there."""
    start, kind, end = group
    stamps = author.creation()
    return _written(
        graph,
        f"UNWIND $rows AS row MATCH {start} MATCH {end} "
        f"CREATE (a)-[r:{quoted(kind)}]->(b) SET r = row.values",
        [(each, {**each.edge.properties, **stamps, "orig_id": _id(each, author)}) for each in rows],
    )


def _change(graph: TenantGraph, group: _Group, rows: list[EdgeRow], author: Author) -> list[EdgeRow]:
    """Change them; those that were still there."""
    start, kind, end = group
    stamps = author.change()
    return _written(
        graph,
        f"UNWIND $rows AS row MATCH {start}-[r:{quoted(kind)}]->{end} "
        "WHERE row.id IS NULL OR r.orig_id = row.id SET r += row.values",
        [(each, {**each.edge.assigned(), **stamps}) for each in rows],
    )


def _written(graph: TenantGraph, text: str, rows: Sequence[tuple[EdgeRow, dict[str, Any]]]) -> list[EdgeRow]:
    """Those of the rows that the statement has written, each with its values."""
    if not rows:
        return []
    given = [_row(each) | {"values": values} for each, values in rows]
    found = {row["row"] for row in graph.rows(f"{text} RETURN row.row AS row", rows=given)}
    return [each for each, _ in rows if each.row in found]


def _row(each: EdgeRow) -> dict[str, Any]:
    """What the patterns of the statements find a row's relationship by."""
    return {"row": each.row, "start": each.edge.start, "end": each.edge.end, "id": each.edge.orig_id}


def _id(each: EdgeRow, author: Author) -> str:
    """The id of a new relationship: its own, or one that follows from the invocation."""
    return each.edge.orig_id or f"{author.invocation_id}:{each.row}"
