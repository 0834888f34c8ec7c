"""The server's indexes and constraints: what there is, and how to make and remove them.

They belong to the server and so to all tenants alike: who shows them to one tenant passes its labels. What
changes them is for administrators, and callers check that.
"""

from collections.abc import Collection

from graph import client
from graph.engines.dialect import ConstraintInfo, ConstraintKind, IndexInfo
from graph.errors import GraphQueryFailed

MAX_ROWS = 5_000
TIMEOUT_SECONDS = 5.0


def list_indexes(*, labels: Collection[str] | None = None) -> list[IndexInfo]:
    """The indexes, by label and properties; only those of some labels (or relationship types) if named.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    dialect = client.dialect()
    found = map(dialect.index_of, _rows(dialect.show_indexes))
    return sorted(
        (each for each in found if labels is None or each.label in labels),
        key=lambda each: (each.label, each.properties),
    )


def list_constraints(*, labels: Collection[str] | None = None) -> list[ConstraintInfo]:
    """The constraints, by label, kind and properties; only those of some labels if named.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    dialect = client.dialect()
    found = map(dialect.constraint_of, _rows(dialect.show_constraints))
    return sorted(
        (each for each in found if labels is None or each.label in labels),
        key=lambda each: (each.label, each.kind, each.properties),
    )


def create_index(*, label: str, property_name: str) -> bool:
    """Index one property of a label; whether it is new.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    if _index(label, property_name):
        return False
    client.define(client.dialect().index(label, property_name))
    return True


def drop_index(*, label: str, property_name: str) -> bool:
    """Remove the index of one property of a label; whether there was one.

    Raises:
        GraphQueryFailed: a constraint owns it (or the server refused).
        GraphUnavailable, GraphTimeout
    """
    found = _index(label, property_name)
    if found is None:
        return False
    if found.constraint:
        raise GraphQueryFailed(f"The index belongs to the constraint {found.constraint}; drop that.")
    client.define(client.dialect().drop_index(found))
    return True


def create_constraint(*, kind: ConstraintKind, label: str, properties: tuple[str, ...]) -> bool:
    """Demand that the properties are unique together, or that each of them exists; whether anything is new.

    Raises:
        GraphConflict: the data violates it.
        ValueError: another kind than unique or exists.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    wanted = [each for each in _parts(kind, properties) if not _constraint(kind, label, each)]
    dialect = client.dialect()
    for part in wanted:
        if kind is ConstraintKind.UNIQUE:
            client.define(dialect.unique_constraint(label, part))
        else:
            client.define(dialect.exists_constraint(label, part[0]))
    return bool(wanted)


def drop_constraint(*, kind: ConstraintKind, label: str, properties: tuple[str, ...]) -> bool:
    """Demand it no longer; whether anything was there.

    Raises:
        ValueError: another kind than unique or exists.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    found = [each for part in _parts(kind, properties) if (each := _constraint(kind, label, part))]
    for each in found:
        client.define(client.dialect().drop_constraint(each))
    return bool(found)


def _parts(kind: ConstraintKind, properties: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The constraints that servers have: uniqueness is of several properties together, existence of one."""
    if kind is ConstraintKind.UNIQUE:
        return [properties]
    if kind is ConstraintKind.EXISTS:
        return [(name,) for name in properties]
    raise ValueError(f"no statement makes a constraint of kind {kind}")


def _index(label: str, property_name: str) -> IndexInfo | None:
    wanted = (property_name,)
    return next((each for each in list_indexes(labels={label}) if each.properties == wanted), None)


def _constraint(kind: ConstraintKind, label: str, properties: tuple[str, ...]) -> ConstraintInfo | None:
    found = list_constraints(labels={label})
    return next((each for each in found if each.kind is kind and each.properties == properties), None)


def _rows(statement: str) -> list[dict[str, object]]:
    result = client.read(statement, timeout_seconds=TIMEOUT_SECONDS, max_rows=MAX_ROWS)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]
