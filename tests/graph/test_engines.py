"""What each dialect says, and how it reads what its server lists; only ArcadeDB's is tried on a server."""

import pytest

from graph.engines import DIALECTS, arcadedb, dialect_of, memgraph, neo4j
from graph.engines.dialect import ConstraintInfo, ConstraintKind, Dialect, IndexInfo

INDEX = {
    "name": "index_Task_status",
    "type": "RANGE",
    "labelsOrTypes": ["Task"],
    "properties": ["status"],
    "owningConstraint": None,
}
CONSTRAINT = {
    "name": "unique_Task",
    "type": "UNIQUENESS",
    "labelsOrTypes": ["Task"],
    "properties": ["tenant_id", "orig_id"],
}


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)", "arcadedb"),
        ("Neo4j/v5.11.0 compatible graph database server - Memgraph", "memgraph"),
        ("Neo4j/5.26.4", "neo4j"),
    ],
)
def test_a_server_is_known_by_what_it_calls_itself(agent: str, name: str) -> None:
    assert dialect_of(agent).name == name


def test_an_unknown_server_is_refused() -> None:
    with pytest.raises(LookupError):
        dialect_of("FalkorDB/1")


@pytest.mark.parametrize("dialect", [arcadedb.DIALECT, neo4j.DIALECT], ids=lambda each: each.name)
def test_rows_as_neo4j_words_them(dialect: Dialect) -> None:
    assert dialect.index_of(INDEX) == IndexInfo("index_Task_status", "range", "Task", ("status",))
    lookup = {**INDEX, "type": "LOOKUP", "labelsOrTypes": None, "properties": None}
    assert dialect.index_of(lookup).label == ""
    assert dialect.constraint_of(CONSTRAINT) == ConstraintInfo(
        "unique_Task", ConstraintKind.UNIQUE, "Task", ("tenant_id", "orig_id")
    )


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("NODE_KEY", ConstraintKind.KEY),
        ("UNIQUENESS", ConstraintKind.UNIQUE),
        ("NODE_PROPERTY_UNIQUENESS", ConstraintKind.UNIQUE),
        ("NODE_PROPERTY_EXISTENCE", ConstraintKind.EXISTS),
        ("NODE_PROPERTY_TYPE", ConstraintKind.TYPE),
    ],
)
def test_kinds_of_constraints(word: str, kind: ConstraintKind) -> None:
    assert neo4j.DIALECT.constraint_of({**CONSTRAINT, "type": word}).kind is kind


@pytest.mark.parametrize("columns", ["status", ["status"]])
def test_rows_as_memgraph_words_them(columns: object) -> None:
    row = {"index type": "label+property", "label": "Task", "property": columns, "count": 3}
    assert memgraph.DIALECT.index_of(row) == IndexInfo(None, "label+property", "Task", ("status",))
    row = {"constraint type": "unique", "label": "Task", "properties": columns}
    found = memgraph.DIALECT.constraint_of(row)
    assert found == ConstraintInfo(None, ConstraintKind.UNIQUE, "Task", ("status",))
    assert memgraph.DIALECT.drop_constraint(found) == (
        "DROP CONSTRAINT ON (n:`Task`) ASSERT n.`status` IS UNIQUE"
    )


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda each: each.name)
def test_names_cannot_leave_their_quotes(dialect: Dialect) -> None:
    odd = "a`) DETACH DELETE n //"
    for text in (
        dialect.index(odd, odd),
        dialect.unique_constraint(odd, (odd,)),
        dialect.exists_constraint(odd, odd),
    ):
        assert "`a``) DETACH DELETE n //`" in text
    assert dialect.terminate('x" "y') == 'TERMINATE TRANSACTIONS "x\\" \\"y"'
