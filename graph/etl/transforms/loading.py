"""Make the changes of a file, or undo them, from wherever an earlier attempt has come to."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from graph import client
from graph.engines.dialect import quoted
from graph.errors import GraphConflict
from graph.etl.projection import stream_nodes
from graph.etl.stored_values import held_ids
from graph.etl.transforms.applying import (
    Applied,
    Missed,
    applied_before,
    apply_batch,
    apply_with_ids_held,
    count_changed,
    key_of_part,
    pass_over,
    put_ids_right,
    put_right,
    states_of,
)
from graph.etl.transforms.changes import (
    HEAD_BYTES,
    Change,
    NodeChange,
    State,
    batches,
    is_head,
    read_changes,
)
from graph.files.models import GraphFile
from graph.files.reading import open_file
from graph.mutations.identity import Labels, give_identity, labels_with_identity
from graph.schema import MARKER_LABEL

REFUSED: Final = "the graph server refuses it: another node has its id"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How far a file has come: its changes are made, had been made already, or were missed."""

    changed: int = 0
    already: int = 0
    missed: int = 0

    @property
    def seen(self) -> int:
        """Changes of whatever outcome."""
        return self.changed + self.already + self.missed

    def after(self, applied: Applied) -> "Loaded":
        """With what has become of one more batch."""
        return Loaded(
            self.changed + applied.changed,
            self.already + applied.already,
            self.missed + len(applied.missed),
        )


def load_changes(
    changes: Iterable[tuple[Change, int]],
    *,
    tenant_id: UUID,
    key: str,
    on_missed: Callable[[Missed], object],
) -> Iterator[Loaded]:
    """Make the changes, batch by batch, each once however often this is done with the same key.

    Gives how far it has come after each batch.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    loaded, labels = Loaded(), _Labels()
    for number, batch in enumerate(batches(changes)):
        labels.prepare(batch)
        applied = _apply(batch, labels, tenant_id=tenant_id, key=f"{key}:{number}", held=held_ids(key))
        for each in applied.missed:
            on_missed(each)
        loaded = loaded.after(applied)
        yield loaded


def _apply(batch: Sequence[Change], labels: "_Labels", *, tenant_id: UUID, key: str, held: str) -> Applied:
    """Make the changes of a batch; of one that the server refuses even so, each by itself."""
    known: Any = {"tenant_id": tenant_id, "identified": labels.identified}
    put_ids_right(batch, held=held, **known)
    for apply in (apply_batch, partial(apply_with_ids_held, held=held)):
        with suppress(GraphConflict):
            return apply(batch, key=key, likely=labels.likely, **known)
    if len(batch) == 1:
        return pass_over(batch[0], REFUSED, tenant_id=tenant_id, key=key)
    applied = Applied()
    for place, change in enumerate(batch):
        applied += _apply([change], labels, tenant_id=tenant_id, key=key_of_part(key, place), held=held)
    return applied


def loaded_before(
    changes: Iterable[tuple[Change, int]],
    *,
    tenant_id: UUID,
    key: str,
    on_missed: Callable[[Missed], object],
) -> Loaded:
    """How far a job has come that nobody works on any more, as its markers say; safe to repeat.

    Nodes that it has left with other ids get theirs back. The arguments are those of ``load_changes``.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    known: Any = {"tenant_id": tenant_id, "identified": labels_with_identity(), "held": held_ids(key)}
    loaded, last, is_whole = Loaded(), list[Change](), True
    for number, batch in enumerate(batches(changes)):
        applied, is_whole = applied_before(batch, tenant_id=tenant_id, key=f"{key}:{number}")
        for each in applied.missed:
            on_missed(each)
        loaded = loaded.after(applied)
        if not is_whole:
            put_ids_right(batch, **known)
            break
        last = batch
    put_ids_right(last, **known)
    return loaded


def search_held_ids(*, tenant_id: UUID, key: str) -> None:
    """Give nodes their ids back that a job holds of which nothing else is known; safe to repeat.

    It reads all of the tenant's nodes.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    held = held_ids(key)
    known: Any = {"tenant_id": tenant_id, "identified": labels_with_identity(), "held": held}
    for node in stream_nodes(tenant_id):
        if node.orig_id.startswith(held):
            put_right([replace(node, orig_id=node.orig_id.removeprefix(held))], **known)


def forget(*, tenant_id: UUID, key: str) -> None:
    """Delete the markers of all batches, when nothing can deliver them again; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    text = f"MATCH (m:{MARKER_LABEL} {{owner: $owner}}) WHERE m.key STARTS WITH $key DELETE m"
    client.write(lambda transaction: transaction.run(text, owner=str(tenant_id), key=f"{key}:").consume())


def count_as_left(
    changes: Iterable[tuple[Change, int]], *, tenant_id: UUID, after_batch: Callable[[int], None]
) -> int:
    """How many records are as the changes have left them.

    Args:
        after_batch: called with how many have been looked at; it raises to stop.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``after_batch`` raises
    """
    found, seen = 0, 0
    known: Any = {"tenant_id": tenant_id, "identified": labels_with_identity(), "likely": set[str]()}
    for batch in batches(changes):
        found += count_changed(batch, **known)
        seen += len(batch)
        after_batch(seen)
    return found


def with_states(changes: Iterable[tuple[Change, int]], *, tenant_id: UUID) -> Iterator[tuple[Change, State]]:
    """Each change, and how its record is by now.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    known: Any = {"tenant_id": tenant_id, "identified": labels_with_identity(), "likely": set[str]()}
    for batch in batches(changes):
        yield from zip(batch, states_of(batch, **known), strict=True)


def changes_of(file: GraphFile) -> Iterator[tuple[Change, int]]:
    """What a file of changes holds, nodes before relationships."""
    with open_file(file) as stream:
        yield from read_changes(stream)


def is_of_changes(file: GraphFile) -> bool:
    """Whether a file is one of changes."""
    with open_file(file) as stream:
        return is_head(stream.readline(HEAD_BYTES))


def undone(read: Callable[[], Iterator[tuple[Change, int]]]) -> Iterator[tuple[Change, int]]:
    """What undoes changes: relationships first, while their ends are what they have become.

    Args:
        read: gives the changes, from the beginning each time.
    """
    for of_nodes in (False, True):
        for change, size in read():
            if isinstance(change, NodeChange) is of_nodes:
                yield change.turned_round(), size


class _Labels:
    """What the server knows of labels, before a batch needs it."""

    def __init__(self) -> None:
        self.identified: Labels = labels_with_identity()
        self.likely: set[str] = set()
        self._moves: set[tuple[Labels, Labels]] = set()

    def prepare(self, batch: Sequence[Change]) -> None:
        """Let nodes be found by their ids under the labels of these changes, and have new sets of labels."""
        moves = {
            (change.before.labels, change.after.labels) for change in batch if isinstance(change, NodeChange)
        }
        if not (moves := moves - self._moves):
            return
        for before, after in moves:
            if before != after:
                # Those that go, go first.
                _make_known(tuple(label for label in before if label in after))
                _make_known(after)
        unlabelled = client.dialect().unlabelled
        wanted: set[str] = set()
        for labels in sorted({labels for move in moves for labels in move}):
            ways = labels or ((unlabelled,) if unlabelled else ())
            if ways and not {*ways} & {*self.identified, *wanted}:
                wanted.add(ways[0])  # one of each set is enough to find its nodes
        give_identity(wanted, known=self.identified)
        self.identified = tuple(sorted({*self.identified, *labels_with_identity()}))
        self._moves |= moves


def _make_known(labels: Labels) -> None:
    """Let the server have had a node with these labels.

    ArcadeDB makes a type of each set of labels. Where it does so in the transaction in which a node gets
    them, the type's indexes hold what the node has left behind against it.
    """
    pattern = "".join(f":{quoted(label)}" for label in labels)
    client.write(lambda transaction: transaction.run(f"CREATE (n{pattern}) DELETE n").consume())
