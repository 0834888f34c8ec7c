"""The rows of a call in bulk, each read and judged by itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from graph.mutations.errors import GivenInvalid
from graph.mutations.given import (
    GivenNode,
    GivenRelationship,
    given_id,
    given_labels,
    given_node,
    given_relationship,
)

ERRORS_SHOWN: Final = 10

_NODE_KEYS: Final = frozenset({"orig_id", "labels", "props"})
_EDGE_KEYS: Final = frozenset(
    {"orig_id", "start_orig_id", "end_orig_id", "type", "props", "start_labels", "end_labels"}
)
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one row; rows count from 0."""

    row: int
    code: str
    detail: str

    def as_json(self) -> dict[str, Any]:
        """The error as it is answered."""
        return {"row": self.row, "code": self.code, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node, and where it stands."""

    row: int
    node: GivenNode


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """A relationship, where it stands, and what its ends are if they have to be made."""

    row: int
    edge: GivenRelationship
    start_labels: tuple[str, ...] = ()
    end_labels: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """By which it is told from the others of the call."""
        own = () if self.edge.orig_id is None else (self.edge.orig_id,)
        return (self.edge.start, self.edge.type, self.edge.end, *own)


@dataclass
class Read:
    """What was made of the rows."""

    nodes: list[NodeRow] = field(default_factory=list)
    edges: list[EdgeRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def read_nodes(rows: Sequence[Mapping[str, Any]], *, mixed_labels: bool) -> Read:
    """The nodes of the rows; an id that comes again is an error, and so are, unless allowed, mixed labels."""
    read, seen = Read(), set[str]()
    labels: Collection[str] | None = None
    for number, row in enumerate(rows):
        node = _judged(read, number, lambda row=row: _node(row))  # type: ignore[misc]
        if node is None:
            continue
        labels = node.labels if labels is None else labels
        if node.orig_id in seen:
            read.errors.append(RowError(number, "duplicate", f"The id {node.orig_id} is there before."))
        elif node.labels != labels and not mixed_labels:
            said = "Its labels are not those of the first row; allow_mixed_labels lets them differ."
            read.errors.append(RowError(number, "mixed_labels", said))
        else:
            seen.add(node.orig_id)
            read.nodes.append(NodeRow(number, node))
    return read


def read_edges(rows: Sequence[Mapping[str, Any]], *, told_apart: bool) -> Read:
    """The relationships of the rows.

    Args:
        told_apart: also without an id of its own, one that comes again is an error: it is not another.
    """
    read, seen = Read(), set[tuple[str, ...]]()
    for number, row in enumerate(rows):
        edge = _judged(read, number, lambda row=row, number=number: _edge(row, number))  # type: ignore[misc]
        if edge is None:
            continue
        if edge.identity in seen and (told_apart or edge.edge.orig_id is not None):
            read.errors.append(RowError(number, "duplicate", "The relationship is there before."))
        else:
            seen.add(edge.identity)
            read.edges.append(edge)
    return read


def _judged(read: Read, number: int, make: Callable[[], _Given]) -> _Given | None:
    try:
        return make()
    except GivenInvalid as error:
        read.errors.append(RowError(number, "invalid", error.detail))
        return None


def _node(row: Mapping[str, Any]) -> GivenNode:
    _check_keys(row, _NODE_KEYS, ("orig_id", "labels"))
    return given_node(row["orig_id"], row["labels"], row.get("props", {}))


def _edge(row: Mapping[str, Any], number: int) -> EdgeRow:
    _check_keys(row, _EDGE_KEYS, ("start_orig_id", "end_orig_id", "type"))
    edge = given_relationship(
        row.get("orig_id"), row["type"], row["start_orig_id"], row["end_orig_id"], row.get("props", {})
    )
    return EdgeRow(number, edge, _end_labels(row, "start"), _end_labels(row, "end"))


def _end_labels(row: Mapping[str, Any], end: str) -> tuple[str, ...]:
    labels = row.get(f"{end}_labels", [])
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise GivenInvalid(f"{end}_labels is a list of texts.")
    given_id(row[f"{end}_orig_id"])
    return tuple(sorted(given_labels(labels)))


def _check_keys(row: Mapping[str, Any], known: Collection[str], needed: Sequence[str]) -> None:
    if unknown := sorted(set(row).difference(known)):
        raise GivenInvalid(f"{', '.join(unknown)[:100]} is nothing that a row has.")
    if missing := [name for name in needed if name not in row]:
        raise GivenInvalid(f"It has no {' and no '.join(missing)}.")
    if not isinstance(row.get("props", {}), dict):
        raise GivenInvalid("props is an object of names and values.")
