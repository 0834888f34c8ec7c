"""The closed set of changes that anybody may ask for, as data.

What is executed is rendered from these and from nothing else; the text that somebody wrote is only read.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Final

from security.scopes import Scope

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Nodes:
    """The tenant's nodes that have all of the labels and meet the condition; an empty condition is none.

    ``condition`` is Cypher about ``variable``, rendered from a syntax tree; ``params`` are the values that it
    names.
    """

    labels: tuple[str, ...]
    condition: str = ""
    variable: str = "n"
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CreateIndex:
    """Let the server find a label's nodes by a property. An index serves all tenants."""

    kind: ClassVar[str] = "create_index"
    scope: ClassVar[Scope] = Scope.ADMIN_ALL
    label: str
    property: str


@dataclass(frozen=True, slots=True)
class DropIndex:
    """Take such an index away, for all tenants."""

    kind: ClassVar[str] = "drop_index"
    scope: ClassVar[Scope] = Scope.ADMIN_ALL
    label: str
    property: str


@dataclass(frozen=True, slots=True)
class SetWhereMissing:
    """Give a property a value on those of the nodes that lack it; no value that is there is overwritten."""

    kind: ClassVar[str] = "set_where_missing"
    scope: ClassVar[Scope] = Scope.GRAPH_WRITE
    nodes: Nodes
    property: str
    value: Value


@dataclass(frozen=True, slots=True)
class RenameProperty:
    """Call a property by another name on those of the nodes that have it."""

    kind: ClassVar[str] = "rename_property"
    scope: ClassVar[Scope] = Scope.GRAPH_WRITE
    nodes: Nodes
    property: str
    new_name: str


@dataclass(frozen=True, slots=True)
class DeleteWhere:
    """Delete the nodes, and the relationships that they have."""

    kind: ClassVar[str] = "delete_where"
    scope: ClassVar[Scope] = Scope.GRAPH_WRITE
    nodes: Nodes


IndexStatement = CreateIndex | DropIndex
NodeStatement = SetWhereMissing | RenameProperty | DeleteWhere
Statement = IndexStatement | NodeStatement

KINDS: Final[dict[str, type[Statement]]] = {
    each.kind: each for each in (CreateIndex, DropIndex, SetWhereMissing, RenameProperty, DeleteWhere)
}


def as_json(statement: Statement) -> dict[str, Any]:
    """The statement as it is kept with its approval."""
    return {"kind": statement.kind, **asdict(statement)}


def from_json(data: Mapping[str, Any]) -> Statement:
    """The statement that ``as_json`` kept.

    Raises:
        KeyError: there is no such kind.
    """
    fields = {name: value for name, value in data.items() if name != "kind"}
    if "nodes" in fields:
        nodes = dict(fields["nodes"])
        fields["nodes"] = Nodes(**{**nodes, "labels": tuple(nodes["labels"])})
    return KINDS[data["kind"]](**fields)
