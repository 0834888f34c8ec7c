"""The statements that load batches. A name stands in them quoted; all values are parameters."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from graph import client
from graph.engines.dialect import quoted
from graph.etl.staging import Batch, Staging, Step, decoded
from graph.etl.staging.planning import NO_LABEL
from graph.etl.stored_values import stored_properties

MOST_IN_PATTERN: Final = 8
"""Properties of relationships that are written with their pattern, which costs half of setting them after."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its rows.

    Attributes:
        makes: how many nodes and relationships it has to make.
        before, otherwise: what is done in a transaction before, and what takes that back; safe to repeat.
    """

    text: str
    rows: list[Any]
    makes: int = 0
    before: str = ""
    otherwise: str = ""


def statements_of(staging: Staging, batch: Batch, tenant_id: UUID) -> list[Statement]:
    """What a batch does, in order."""
    if batch.step in (Step.CREATE_NODES, Step.CHANGE_NODES, Step.DELETE_NODES):
        return _of_nodes(staging, batch, tenant_id)
    return _of_relationships(staging, batch)


def _of_nodes(staging: Staging, batch: Batch, tenant_id: UUID) -> list[Statement]:
    found = staging.run(
        "SELECT orig_id, body FROM ordered JOIN nodes USING (seq) WHERE place BETWEEN ? AND ? ORDER BY place",
        (batch.first, batch.last),
    ).fetchall()
    own = str(tenant_id)
    after, was = (_label_set(staging, number) for number in batch.kind)
    if batch.step == Step.DELETE_NODES:
        ids = [orig_id for orig_id, _ in found]
        text = f"UNWIND $rows AS row MATCH {_node('n', was.key, 'row')} DETACH DELETE n"
        return [Statement(text, ids)]
    bodies = _stored(body for _, body in found)
    rows = [
        {**body, "tenant_id": own, "orig_id": orig_id}
        for (orig_id, _), body in zip(found, bodies, strict=True)
    ]
    if batch.step == Step.CREATE_NODES:
        pattern = "".join(f":{quoted(label)}" for label in after.labels)
        return [Statement(f"UNWIND $rows AS row CREATE (n{pattern}) SET n = row", rows, len(rows))]
    going = "".join(f":{quoted(label)}" for label in was.labels if label not in after.labels)
    coming = "".join(f":{quoted(label)}" for label in after.labels if label not in was.labels)
    find = "UNWIND $rows AS row MATCH "
    if not going and not coming:
        return [Statement(f"{find}{_node('n', was.key, 'row.orig_id')} SET n = row", rows)]
    # ArcadeDB moves a node to another type, and an index may find its id taken by the node as it was before
    # the transaction. So it has another id then.
    there, held = (_node("n", was.key, each) for each in ("row.orig_id", "$held + row.orig_id"))
    text = (
        f"{find}{held} SET n = {{}} "
        + (f"REMOVE n{going} " if going else "")
        + (f"SET n{coming} " if coming else "")
        + "SET n = row"
    )
    before = f"{find}{there} SET n.orig_id = $held + row.orig_id"
    return [Statement(text, rows, before=before, otherwise=f"{find}{held} SET n.orig_id = row.orig_id")]


def _of_relationships(staging: Staging, batch: Batch) -> list[Statement]:
    rows = staging.run(
        "SELECT r.orig_id, start, end, r.body, p.body FROM ordered JOIN relationships r USING (seq) "
        "LEFT JOIN relationships_before p USING (seq) WHERE place BETWEEN ? AND ? ORDER BY place",
        (batch.first, batch.last),
    ).fetchall()
    start, kind, end, found = batch.kind
    ends = f"MATCH {_node('a', start, 'row[0]')} MATCH {_node('b', end, 'row[1]')}"
    if batch.step == Step.CREATE_RELATIONSHIPS:
        return [_creation(ends, kind, rows)]
    pattern = f"{_node('a', start, 'row[0]')}-[r:{quoted(kind)}]->{_node('b', end, 'row[1]')}"
    between = f"UNWIND $rows AS row MATCH {pattern} "
    deletes = batch.step == Step.DELETE_RELATIONSHIPS
    change = "DELETE r" if deletes else "SET r = row[3]"
    stored = _stored("{}" if deletes else row[3] for row in rows)
    bodies = [{**body, "orig_id": row[0]} for row, body in zip(rows, stored, strict=True)]
    if found:
        values = [[row[1], row[2], row[0], body] for row, body in zip(rows, bodies, strict=True)]
        return [Statement(f"{between}WHERE r.orig_id = row[2] {change}", values)]
    # Those that have no id are told by all that they have, one at a time: two may be the same.
    text = (
        f"{between}WHERE r.orig_id IS NULL AND size(keys(r)) = size(keys(row[2])) "
        f"AND all(k IN keys(row[2]) WHERE r[k] = row[2][k]) WITH row, r LIMIT 1 {change}"
    )
    were = _stored(row[3] if deletes else row[4] for row in rows)
    return [
        Statement(text, [[row[1], row[2], was, body]])
        for row, was, body in zip(rows, were, bodies, strict=True)
    ]


def _creation(ends: str, kind: str, rows: list[Any]) -> Statement:
    bodies = list(_stored(row[3] for row in rows))
    names = sorted({name for body in bodies for name in body})
    if len(names) > MOST_IN_PATTERN:
        text = f"UNWIND $rows AS row {ends} CREATE (a)-[r:{quoted(kind)}]->(b) SET r = row[2]"
        values = [
            [row[1], row[2], {**body, "orig_id": row[0]}] for row, body in zip(rows, bodies, strict=True)
        ]
        return Statement(text, values, len(values))
    columns = ", ".join(f"{quoted(name)}: row[{place}]" for place, name in enumerate(names, 3))
    pattern = f"{{orig_id: row[2]{', ' + columns if columns else ''}}}"
    text = f"UNWIND $rows AS row {ends} CREATE (a)-[r:{quoted(kind)} {pattern}]->(b)"
    values = [
        [row[1], row[2], row[0], *(body.get(name) for name in names)]
        for row, body in zip(rows, bodies, strict=True)
    ]
    return Statement(text, values, len(values))


@dataclass(frozen=True, slots=True)
class _LabelSet:
    labels: list[str]
    key: str


def _label_set(staging: Staging, number: int | None) -> _LabelSet:
    if number is None:
        return _LabelSet([], NO_LABEL)
    labels, key = staging.run("SELECT labels, key FROM label_sets WHERE id = ?", (number,)).fetchone()
    return _LabelSet(json.loads(labels), key)


def _node(variable: str, key: str, orig_id: str) -> str:
    """A pattern that finds one node of the tenant by its index."""
    label = key or client.dialect().unlabelled
    named = f":{quoted(label)}" if label else ""
    return f"({variable}{named} {{tenant_id: $tenant_id, orig_id: {orig_id}}})"


def _stored(bodies: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Properties as the driver is to send them, each out of its canonical text."""
    mixed_lists = client.dialect().mixed_lists
    for body in bodies:
        yield stored_properties(decoded(body), mixed_lists=mixed_lists)
