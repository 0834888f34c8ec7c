"""Rows of SHOW INDEXES and SHOW CONSTRAINTS as Neo4j 5 words them; ArcadeDB does the same."""

from collections.abc import Mapping
from typing import Any, Final

from graph.engines.dialect import ConstraintInfo, ConstraintKind, IndexInfo, quoted

_KINDS: Final = (
    ("KEY", ConstraintKind.KEY),
    ("UNIQUE", ConstraintKind.UNIQUE),
    ("EXISTENCE", ConstraintKind.EXISTS),
)


def index_of(row: Mapping[str, Any]) -> IndexInfo:
    """An index; one without a label (Neo4j's token lookup) has the empty one."""
    labels, properties = row["labelsOrTypes"] or [""], row["properties"] or []
    return IndexInfo(
        row["name"], str(row["type"]).lower(), labels[0], tuple(properties), row["owningConstraint"]
    )


def constraint_of(row: Mapping[str, Any]) -> ConstraintInfo:
    """A constraint: ``UNIQUENESS``, ``NODE_KEY``, ``NODE_PROPERTY_EXISTENCE``, or one of a type."""
    kind = next((kind for word, kind in _KINDS if word in row["type"]), ConstraintKind.TYPE)
    return ConstraintInfo(row["name"], kind, row["labelsOrTypes"][0], tuple(row["properties"] or ()))


def drop_index(index: IndexInfo) -> str:
    """By its name."""
    return f"DROP INDEX {quoted(index.name or '')} IF EXISTS"


def drop_constraint(constraint: ConstraintInfo) -> str:
    """By its name; the index that it owns goes with it."""
    return f"DROP CONSTRAINT {quoted(constraint.name or '')} IF EXISTS"
