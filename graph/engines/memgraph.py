"""Memgraph 3. Written from its manual; not run in this project's tests, which have no such server.

Users see and end their own transactions without any privilege. What a user may do is a matter of its
Enterprise edition: in the community edition every user may write.
"""

from collections.abc import Mapping
from typing import Any

from graph.engines.dialect import ConstraintInfo, ConstraintKind, Dialect, IndexInfo, quoted


def unique_constraint(label: str, properties: tuple[str, ...]) -> str:
    """A uniqueness constraint."""
    return f"CREATE {_unique(label, properties)}"


def exists_constraint(label: str, property_name: str) -> str:
    """A property that every node of the label must have."""
    return f"CREATE {_exists(label, property_name)}"


def index(label: str, property_name: str) -> str:
    """A label-property index."""
    return f"CREATE INDEX ON :{quoted(label)}({quoted(property_name)})"


def drop_index(found: IndexInfo) -> str:
    """By its label and properties: it has no name."""
    columns = ", ".join(map(quoted, found.properties))
    return f"DROP INDEX ON :{quoted(found.label)}" + (f"({columns})" if columns else "")


def drop_constraint(found: ConstraintInfo) -> str:
    """By what it demands."""
    unique = found.kind is ConstraintKind.UNIQUE
    return "DROP " + (
        _unique(found.label, found.properties) if unique else _exists(found.label, found.properties[0])
    )


def index_of(row: Mapping[str, Any]) -> IndexInfo:
    """A row of SHOW INDEX INFO: ``index type``, ``label``, ``property``, ``count``."""
    return IndexInfo(None, row["index type"], row["label"], _names(row["property"]))


def constraint_of(row: Mapping[str, Any]) -> ConstraintInfo:
    """A row of SHOW CONSTRAINT INFO: ``constraint type``, ``label``, ``properties``."""
    known = {"unique": ConstraintKind.UNIQUE, "exists": ConstraintKind.EXISTS}
    kind = known.get(row["constraint type"], ConstraintKind.TYPE)
    return ConstraintInfo(None, kind, row["label"], _names(row["properties"]))


def _unique(label: str, properties: tuple[str, ...]) -> str:
    columns = ", ".join(f"n.{quoted(name)}" for name in properties)
    return f"CONSTRAINT ON (n:{quoted(label)}) ASSERT {columns} IS UNIQUE"


def _exists(label: str, property_name: str) -> str:
    return f"CONSTRAINT ON (n:{quoted(label)}) ASSERT EXISTS (n.{quoted(property_name)})"


def _names(value: str | list[str] | None) -> tuple[str, ...]:
    """Property names: one, several, or none; versions differ."""
    return (value,) if isinstance(value, str) else tuple(value or ())


DIALECT = Dialect(
    name="memgraph",
    recognises=lambda agent: "memgraph" in agent.lower(),
    unique_constraint=unique_constraint,
    exists_constraint=exists_constraint,
    index=index,
    drop_index=drop_index,
    drop_constraint=drop_constraint,
    show_indexes="SHOW INDEX INFO",
    index_of=index_of,
    show_constraints="SHOW CONSTRAINT INFO",
    constraint_of=constraint_of,
    running_id="transaction_id",
    running_text="query",
    repeat_is_error=True,
    overdue_phrases=("Transaction was asked to abort",),
)
