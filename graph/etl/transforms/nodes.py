"""Make changes of nodes, within a transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.engines.dialect import quoted
from graph.etl.canonical import canonical_json
from graph.etl.records import NodeRecord
from graph.etl.stored_values import read_properties, stored_properties
from graph.etl.transforms.changes import NodeChange, State
from graph.mutations.identity import Labels, TenantGraph
from graph.schema import RESERVED_PROPERTIES


def change_nodes(graph: TenantGraph, batch: Sequence[NodeChange]) -> Mapping[str, Any]:
    """Make the changes; how many were made, how many had been, and the places and reasons of those missed."""
    due: dict[tuple[Labels, Labels], list[NodeChange]] = defaultdict(list)
    already, missed = 0, []
    for place, (change, state) in enumerate(zip(batch, states_of_nodes(graph, batch), strict=True)):
        match state:
            case State.BEFORE:
                due[change.before.labels, change.after.labels].append(change)
            case State.AFTER:
                already += 1
            case _:
                missed.append((place, state.value))
    for (old, new), changes in due.items():
        _write(graph, old, new, changes)
    return {"changed": sum(map(len, due.values())), "already": already, "missed": missed}


def states_of_nodes(graph: TenantGraph, batch: Sequence[NodeChange]) -> list[State]:
    """How the node of each change is by now."""
    current = current_nodes(graph, [change.before for change in batch])
    return [_state_of(current.get(change.before.orig_id), change) for change in batch]


def _state_of(found: NodeRecord | None, change: NodeChange) -> State:
    if found is None:
        return State.GONE
    there = canonical_json(found)
    if there == canonical_json(change.before):
        return State.BEFORE
    return State.AFTER if there == canonical_json(change.after) else State.CHANGED


def current_nodes(graph: TenantGraph, records: Sequence[NodeRecord]) -> dict[str, NodeRecord]:
    """The nodes of these ids as they are now, by id."""
    likely = {label for record in records for label in record.labels}
    labels = labels_of(graph, {record.orig_id for record in records}, likely=likely)
    together: dict[Labels, list[str]] = defaultdict(list)
    for orig_id, its in labels.items():
        together[its].append(orig_id)
    found = {}
    for its, ids in together.items():
        text = (
            f"UNWIND $ids AS id MATCH {graph.pattern('n', its, 'id')} RETURN id, properties(n) AS properties"
        )
        for row in graph.rows(text, ids=ids):
            found[row["id"]] = NodeRecord(row["id"], its, properties_of(row["properties"]))
    return found


def labels_of(graph: TenantGraph, ids: Collection[str], *, likely: Collection[str] = ()) -> dict[str, Labels]:
    """The labels of the nodes that have one of these ids."""
    found = graph.find(ids, likely=likely)
    if missing := [each for each in ids if each not in found]:
        # Of labels that the server keeps no ids of: this reads all of the tenant's nodes.
        text = (
            "MATCH (n {tenant_id: $tenant}) WHERE n.orig_id IN $ids "
            "RETURN n.orig_id AS id, labels(n) AS labels"
        )
        found |= {row["id"]: tuple(sorted(row["labels"])) for row in graph.rows(text, ids=missing)}
    return found


def properties_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a node or relationship, without the platform's own."""
    return read_properties({name: value for name, value in raw.items() if name not in RESERVED_PROPERTIES})


def with_id_held(change: NodeChange, held: str) -> NodeChange:
    """The same change of the node while its id begins with ``held`` for the moment."""
    return replace(change, before=replace(change.before, orig_id=held + change.before.orig_id))


def hold_ids(graph: TenantGraph, nodes: Sequence[NodeRecord], held: str) -> None:
    """Give the nodes another id for the moment; safe to repeat."""
    _change_ids(graph, [(each.labels, each.orig_id, held + each.orig_id) for each in nodes])


def put_ids_back(graph: TenantGraph, nodes: Sequence[NodeRecord], held: str) -> None:
    """Give those nodes their ids back that still have another; safe to repeat."""
    _change_ids(graph, [(each.labels, held + each.orig_id, each.orig_id) for each in nodes])


def _change_ids(graph: TenantGraph, changes: Sequence[tuple[Labels, str, str]]) -> None:
    together: dict[Labels, list[dict[str, str]]] = defaultdict(list)
    for labels, old, new in changes:
        together[labels].append({"old": old, "new": new})
    for labels, rows in together.items():
        text = f"UNWIND $rows AS row MATCH {graph.pattern('n', labels, 'row.old')} SET n.orig_id = row.new"
        graph.rows(text, rows=rows)


def _write(graph: TenantGraph, old: Labels, new: Labels, changes: Sequence[NodeChange]) -> None:
    going = "".join(f":{quoted(label)}" for label in old if label not in new)
    coming = "".join(f":{quoted(label)}" for label in new if label not in old)
    text = (
        f"UNWIND $rows AS row MATCH {graph.pattern('n', old, 'row.id')} "
        # ArcadeDB keeps a node with other labels elsewhere, and would find its id in both places.
        + ("SET n = {} " if going or coming else "")
        + (f"REMOVE n{going} " if going else "")
        + (f"SET n{coming} " if coming else "")
        + "SET n = row.properties"
    )
    own = {"tenant_id": str(graph.tenant_id)}
    rows = [
        {
            "id": change.before.orig_id,
            "properties": {
                **stored_properties(change.after.properties),
                **own,
                "orig_id": change.after.orig_id,
            },
        }
        for change in changes
    ]
    graph.rows(text, rows=rows)
