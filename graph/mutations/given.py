"""What callers give: labels, properties, ids and types, checked before anything is asked of the graph."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from graph.etl.errors import ValueRefused
from graph.etl.records import make_id, make_node, make_relationship
from graph.etl.stored_values import stored_name, stored_properties
from graph.mutations.errors import AlreadyThere, GivenInvalid
from graph.mutations.reserved import reserved_labels, reserved_properties
from graph.names import can_be_named

MAX_LABELS: Final = 5


@dataclass(frozen=True, slots=True)
class Author:
    """For whom something is changed, and by which invocation."""

    tenant_id: UUID
    subject: str
    invocation_id: UUID

    def creation(self) -> dict[str, Any]:
        """What the platform says of what is made now."""
        now = datetime.now(UTC)
        return {
            "created_at": now,
            "created_by": self.subject,
            "updated_at": now,
            "updated_by": self.subject,
        }

    def change(self) -> dict[str, Any]:
        """What it says of what is changed now."""
        return {"updated_at": datetime.now(UTC), "updated_by": self.subject}


@dataclass(frozen=True, slots=True)
class GivenNode:
    """A node as it was asked for, its properties as the server keeps them.

    ``removed`` are the names whose value is null.
    """

    orig_id: str
    labels: tuple[str, ...]
    properties: dict[str, Any]
    removed: tuple[str, ...] = ()

    def assigned(self) -> dict[str, Any]:
        """The properties with null for each that is to go."""
        return {**self.properties, **dict.fromkeys(self.removed)}


@dataclass(frozen=True, slots=True)
class GivenRelationship:
    """A relationship as it was asked for, like a node; its own id is None when it was given none."""

    orig_id: str | None
    type: str
    start: str
    end: str
    properties: dict[str, Any]
    removed: tuple[str, ...] = ()

    def assigned(self) -> dict[str, Any]:
        """The properties with null for each that is to go."""
        return {**self.properties, **dict.fromkeys(self.removed)}


def given_node(orig_id: Any, labels: Any, properties: Any) -> GivenNode:
    """A node, checked.

    Raises:
        GivenInvalid: some of it is nothing that the graph takes, or belongs to the platform.
    """
    try:
        node = make_node(orig_id, labels, _own(properties), [])
    except ValueRefused as error:
        raise GivenInvalid(f"Not valid: {error}.") from error
    if not 0 < len(node.labels) <= MAX_LABELS:
        raise GivenInvalid(f"A node has 1 to {MAX_LABELS} labels.")
    _check_labels(node.labels)
    return GivenNode(node.orig_id, node.labels, stored_properties(node.properties), _nulls(properties))


def given_properties(properties: Any) -> dict[str, Any]:
    """Properties for a node that is there, with null for each that is to go.

    Raises:
        GivenInvalid: as for ``given_node``.
    """
    try:
        node = make_node("any", [], _own(properties), [])
    except ValueRefused as error:
        raise GivenInvalid(f"Not valid: {error}.") from error
    return {**stored_properties(node.properties), **dict.fromkeys(_nulls(properties))}


def given_relationship(orig_id: Any, kind: Any, start: Any, end: Any, properties: Any) -> GivenRelationship:
    """A relationship, checked.

    Raises:
        GivenInvalid: some of it is nothing that the graph takes, or belongs to the platform.
    """
    try:
        made = make_relationship(orig_id, kind, start, end, _own(properties), [])
    except ValueRefused as error:
        raise GivenInvalid(f"Not valid: {error}.") from error
    _check_labels([made.type])
    return GivenRelationship(
        made.orig_id, made.type, made.start, made.end, stored_properties(made.properties), _nulls(properties)
    )


def given_id(raw: Any) -> str:
    """An id, checked.

    Raises:
        GivenInvalid: it is none.
    """
    try:
        return make_id(raw)
    except ValueRefused as error:
        raise GivenInvalid(f"Not valid: {error}.") from error


def given_labels(labels: Collection[str]) -> tuple[str, ...]:
    """Labels of nodes that are there, checked.

    Raises:
        GivenInvalid: a query cannot hold one of them, or it is the platform's.
    """
    for label in labels:
        if not can_be_named(label):
            raise GivenInvalid(f"{label[:40]!r} is no name that a label can have.")
    _check_labels(labels)
    return tuple(labels)


def check_labels(node: GivenNode, there: Collection[str]) -> None:
    """Go on when the node that is there has all of the labels: servers give none to a node that has an id.

    Raises:
        AlreadyThere: it lacks some.
    """
    if missing := sorted(set(node.labels).difference(there)):
        raise AlreadyThere(
            f"The node {node.orig_id} is there, and is no {' and no '.join(missing)}.",
            extensions={"labels": list(there)},
        )


def _own(properties: Any) -> Any:
    """The properties, none of which is the platform's, in whatever case it is written."""
    if isinstance(properties, Mapping):
        for name in reserved_properties(properties, stamps=True):
            raise GivenInvalid(f"{name} is set by the platform.")
    return properties


def _nulls(properties: Any) -> tuple[str, ...]:
    return tuple(stored_name(name) for name, value in (properties or {}).items() if value is None)


def _check_labels(labels: Iterable[str]) -> None:
    for label in reserved_labels(labels):
        raise GivenInvalid(f"{label} is a name of the platform's own: it begins with an underscore.")
