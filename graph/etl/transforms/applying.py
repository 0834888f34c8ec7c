"""Make changes, a batch in one transaction with its marker, and undo them in the same way.

What is there by now is held against what was there when the changes were worked out: what somebody else has
changed meanwhile stays as it is, and is told.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeGuard
from uuid import UUID

from neo4j import ManagedTransaction

from graph import client
from graph.errors import GraphConflict
from graph.etl.records import NodeRecord
from graph.etl.transforms.changes import Change, NodeChange, RelationshipChange, State
from graph.etl.transforms.nodes import (
    change_nodes,
    hold_ids,
    put_ids_back,
    states_of_nodes,
    with_id_held,
)
from graph.etl.transforms.relationships import (
    change_relationships,
    count_as_changed,
    states_of_relationships,
)
from graph.mutations.identity import Labels, TenantGraph
from graph.mutations.once import Marker, answers_of, apply_once

READ_SECONDS: Final = 30.0
MOST_ROWS: Final = 100_000
"""Of what is read back for a batch: relationships may have many beside them, between the same ends."""
MOST_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Missed:
    """A change that was not made, and why."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What has become of a batch: each change was made, had been made already, or was missed."""

    changed: int = 0
    already: int = 0
    missed: tuple[Missed, ...] = ()

    def __add__(self, more: "Applied") -> "Applied":
        return Applied(self.changed + more.changed, self.already + more.already, (*self.missed, *more.missed))


def apply_batch(
    batch: Sequence[Change], *, tenant_id: UUID, key: str, identified: Labels, likely: set[str]
) -> Applied:
    """Make the changes of a batch, all in one transaction, once; what became of each.

    Args:
        batch: all of nodes, or all of relationships.
        key: stands for this batch of this execution.
        identified: the labels whose nodes the server finds by their id.
        likely: labels that were met before, which are looked at first; those of this batch come to it.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    unlabelled = client.dialect().unlabelled

    def transact(transaction: ManagedTransaction) -> Mapping[str, Any]:
        def run(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
            return [record.data() for record in transaction.run(text, dict(params))]

        graph = TenantGraph(run, tenant_id, identified, unlabelled)
        nodes, relationships = _parted(batch)
        return change_nodes(graph, nodes) if nodes else change_relationships(graph, relationships, likely)

    return _as_answered(batch, apply_once(Marker(tenant_id, key), transact).result)


def pass_over(change: Change, reason: str, *, tenant_id: UUID, key: str) -> Applied:
    """Leave a record as it is that the server does not let be changed, with a marker that says why.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    answer = {"changed": 0, "already": 0, "missed": [(0, reason)]}
    return _as_answered([change], apply_once(Marker(tenant_id, key), lambda _: answer).result)


def key_of_part(key: str, place: int) -> str:
    """What stands for one change of a batch whose changes are made each by itself."""
    return f"{key}:{place}"


def applied_before(batch: Sequence[Change], *, tenant_id: UUID, key: str) -> tuple[Applied, bool]:
    """What has become of a batch as its markers say, and whether they say it of all its changes.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    if answers := answers_of([Marker(tenant_id, key)]):
        return _as_answered(batch, answers[key]), True
    keys = [key_of_part(key, place) for place in range(len(batch))]
    answers = answers_of([Marker(tenant_id, each) for each in keys])
    applied = Applied()
    for change, each in zip(batch, keys, strict=True):
        if each in answers:
            applied += _as_answered([change], answers[each])
    return applied, len(answers) == len(batch)


def _as_answered(batch: Sequence[Change], answer: Mapping[str, Any]) -> Applied:
    missed = tuple(Missed(batch[index], reason) for index, reason in answer["missed"])
    return Applied(answer["changed"], answer["already"], missed)


def apply_with_ids_held(
    batch: Sequence[Change], *, tenant_id: UUID, key: str, identified: Labels, likely: set[str], held: str
) -> Applied:
    """``apply_batch`` for nodes that the server would find twice, in their old and in their new place.

    ArcadeDB looks for a node's id among all that have a label in common with it, and among them finds the
    node itself as it was before the transaction, when its labels change. So their ids change in a transaction
    before, and are right again with the labels.

    Args:
        held: what they begin with meanwhile.

    Raises:
        GraphConflict: the server refuses even that; nothing is changed.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    _run(hold_ids, _moved(batch), tenant_id, identified, held)
    meant = [with_id_held(each, held) if _moves(each) else each for each in batch]
    try:
        applied = apply_batch(meant, tenant_id=tenant_id, key=key, identified=identified, likely=likely)
    finally:
        put_ids_right(batch, tenant_id=tenant_id, identified=identified, held=held)
    as_given = {id(change): given for change, given in zip(meant, batch, strict=True)}
    missed = tuple(Missed(as_given[id(each.change)], each.reason) for each in applied.missed)
    return Applied(applied.changed, applied.already, missed)


def put_ids_right(batch: Sequence[Change], *, tenant_id: UUID, identified: Labels, held: str) -> None:
    """``put_right`` for the nodes of a batch whose labels change."""
    put_right(_moved(batch), tenant_id=tenant_id, identified=identified, held=held)


def put_right(nodes: Sequence[NodeRecord], *, tenant_id: UUID, identified: Labels, held: str) -> None:
    """Give nodes their ids back that a worker of the job has left with others when it died; safe to repeat.

    A node whose id somebody else has given to another meanwhile does not get it back.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    if not nodes:
        return
    try:
        _run(put_ids_back, nodes, tenant_id, identified, held)
    except GraphConflict:
        for node in nodes:
            with suppress(GraphConflict):
                _run(put_ids_back, [node], tenant_id, identified, held)


def _moved(batch: Sequence[Change]) -> list[NodeRecord]:
    return [change.before for change in batch if _moves(change)]


def _moves(change: Change) -> TypeGuard[NodeChange]:
    return isinstance(change, NodeChange) and change.before.labels != change.after.labels


def _run(
    work: Callable[[TenantGraph, Sequence[NodeRecord], str], None],
    nodes: Sequence[NodeRecord],
    tenant_id: UUID,
    identified: Labels,
    held: str,
) -> None:
    def transact(transaction: ManagedTransaction) -> None:
        def run(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
            return [record.data() for record in transaction.run(text, dict(params))]

        work(TenantGraph(run, tenant_id, identified, client.dialect().unlabelled), nodes, held)

    client.write(transact)


def states_of(
    batch: Sequence[Change], *, tenant_id: UUID, identified: Labels, likely: set[str]
) -> list[State]:
    """How the record of each change is by now; the arguments are those of ``apply_batch``.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    graph = _reader(tenant_id, identified)
    nodes, relationships = _parted(batch)
    return states_of_nodes(graph, nodes) if nodes else states_of_relationships(graph, relationships, likely)


def count_changed(batch: Sequence[Change], *, tenant_id: UUID, identified: Labels, likely: set[str]) -> int:
    """How many records are as the changes leave them; see ``states_of``."""
    graph = _reader(tenant_id, identified)
    nodes, relationships = _parted(batch)
    if nodes:
        return states_of_nodes(graph, nodes).count(State.AFTER)
    return count_as_changed(graph, relationships, likely)


def _reader(tenant_id: UUID, identified: Labels) -> TenantGraph:

    def run(text: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = client.read(
            text,
            params,
            timeout_seconds=READ_SECONDS,
            max_rows=MOST_ROWS,
            max_bytes=MOST_BYTES,
            convert=client.as_it_is,
        )
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    return TenantGraph(run, tenant_id, identified, client.dialect().unlabelled)


def _parted(batch: Sequence[Change]) -> tuple[list[NodeChange], list[RelationshipChange]]:
    return (
        [change for change in batch if isinstance(change, NodeChange)],
        [change for change in batch if isinstance(change, RelationshipChange)],
    )
