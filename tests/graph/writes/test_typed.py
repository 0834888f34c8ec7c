"""Cypher that changes the graph is taken in the five shapes, and in no other."""

from typing import Any

import pytest

from graph.writes.proposals import wants_change
from graph.writes.refusals import StatementRefused
from graph.writes.statements import as_json, from_json
from graph.writes.typed import looks_typed, read_typed

PARAMS = {"state": "Broken", "most": 7, "value": "Unknown"}


def nodes(*labels: str, condition: str = "", **params: Any) -> dict[str, Any]:
    return {"labels": labels, "condition": condition, "variable": "m", "params": params}


TAKEN: list[tuple[str, dict[str, Any]]] = [
    (
        "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = 'Unknown'",
        {"kind": "set_where_missing", "nodes": nodes("Machine"), "property": "state", "value": "Unknown"},
    ),
    (
        "match (m:Machine:Lathe {maker: $state}) where m.state is null and m.power < $most "
        "set m.state = $value;",
        {
            "kind": "set_where_missing",
            "nodes": nodes(
                "Machine", "Lathe",
                condition="m.maker = $where_1 AND m.power < $where_2", where_1="Broken", where_2=7,
            ),
            "property": "state",
            "value": "Unknown",
        },
    ),
    (
        "MATCH (m:Machine) WHERE m.power IS NULL SET m.power = -2",
        {"kind": "set_where_missing", "nodes": nodes("Machine"), "property": "power", "value": -2},
    ),
    (
        "MATCH (m:Machine) WHERE m.maker IS NOT NULL AND m.brand IS NULL "
        "SET m.brand = m.maker REMOVE m.maker",
        {"kind": "rename_property", "nodes": nodes("Machine"), "property": "maker", "new_name": "brand"},
    ),
    (
        "MATCH (m:Machine) SET m.brand = m.maker REMOVE m.maker",
        {"kind": "rename_property", "nodes": nodes("Machine"), "property": "maker", "new_name": "brand"},
    ),
    (
        "MATCH (m:Machine) WHERE m.state = $state OR NOT (m)<-[:BELONGS_TO]-() DETACH DELETE m",
        {
            "kind": "delete_where",
            "nodes": nodes(
                "Machine", condition="m.state = $where_1 OR NOT (m)<-[:BELONGS_TO]-()", where_1="Broken"
            ),
        },
    ),
    (
        "MATCH (m:Machine) WHERE m.`set` = 'DELETE' /* SET */ DELETE m",
        {"kind": "delete_where", "nodes": nodes("Machine", condition="m.`set` = 'DELETE'")},
    ),
    ("MATCH (m) DETACH DELETE m", {"kind": "delete_where", "nodes": nodes()}),
    (
        "CREATE INDEX m_state IF NOT EXISTS FOR (m:Machine) ON (m.state)",
        {"kind": "create_index", "label": "Machine", "property": "state"},
    ),
    ("CREATE INDEX ON :`Machine`(state);", {"kind": "create_index", "label": "Machine", "property": "state"}),
    ("drop index on :Machine(state)", {"kind": "drop_index", "label": "Machine", "property": "state"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TAKEN, ids=[text for text, _ in TAKEN])
def test_the_five_shapes_are_read(text: str, expected: dict[str, Any]) -> None:
    assert looks_typed(text)
    assert wants_change(text)
    statement = read_typed(text, PARAMS)
    assert as_json(statement) == expected
    assert from_json(as_json(statement)) == statement


REFUSED = [
    ("an overwrite", "MATCH (m:Machine) SET m.state = 'x'", "overwrites"),
    ("another gap", "MATCH (m:Machine) WHERE m.maker IS NULL SET m.state = 'x'", "overwrites"),
    ("no gap", "MATCH (m:Machine) WHERE m.state IS NULL OR true SET m.state = 'x'", "overwrites"),
    ("no constant", "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = m.maker + 'x'", "not_taken"),
    ("null", "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = null", "not_taken"),
    ("all properties", "MATCH (m:Machine) WHERE m.state IS NULL SET m = {state: 'x'}", "not_taken"),
    ("more properties", "MATCH (m:Machine) WHERE m.a IS NULL SET m.a = 1, m.b = 2", "not_taken"),
    ("a label", "MATCH (m:Machine) WHERE m.state IS NULL SET m:Broken", "not_taken"),
    ("a copy", "MATCH (m:Machine) WHERE m.a IS NULL SET m.a = m.b", "not_taken"),
    ("a removal", "MATCH (m:Machine) WHERE m.a = 1 REMOVE m.a", "not_taken"),
    ("a removal of another", "MATCH (m:Machine) SET m.a = m.b REMOVE m.c", "not_taken"),
    ("a new node", "CREATE (m:Machine {state: 'x'})", "not_taken"),
    ("a merge", "MERGE (m:Machine {state: 'x'})", "not_taken"),
    ("a relationship", "MATCH (m:Machine)-[r]->(n) DELETE r", "not_taken"),
    ("two patterns", "MATCH (m:Machine), (n:Part) WHERE m.a = 1 DELETE m", "not_taken"),
    ("another variable", "MATCH (m:Machine) WHERE m.a = 1 DELETE n", "not_taken"),
    ("two nodes", "MATCH (m:Machine) WHERE m.a = 1 DELETE m, m", "not_taken"),
    ("a second clause", "MATCH (m:Machine) WITH m LIMIT 3 DELETE m", "not_taken"),
    ("what follows", "MATCH (m:Machine) WHERE m.a = 1 DELETE m RETURN 1", "not_taken"),
    ("a second statement", "MATCH (m:Machine) WHERE m.a = 1 DELETE m; MATCH (n) DELETE n", "not_taken"),
    ("one of two labels", "MATCH (m:Machine|Part) WHERE m.a = 1 DELETE m", "not_taken"),
    ("a subquery", "MATCH (m:Machine) CALL { MATCH (n) DELETE n } DELETE m", "not_taken"),
    ("a loop", "MATCH (m:Machine) FOREACH (x IN [1] | SET m.a = x)", "not_taken"),
    ("a plan of a change", "EXPLAIN MATCH (m:Machine) WHERE m.a = 1 DELETE m", "not_taken"),
    ("a change that is measured", "PROFILE MATCH (m:Machine) WHERE m.a = 1 DELETE m", "not_taken"),
    ("a union", "MATCH (m:Machine) RETURN m UNION MATCH (m:Part) DELETE m", "not_taken"),
    ("a constraint", "CREATE CONSTRAINT FOR (m:Machine) REQUIRE (m.state) IS UNIQUE", "not_taken"),
    ("an index of two", "CREATE INDEX FOR (m:Machine) ON (m.a, m.b)", "not_taken"),
    ("an index by name", "DROP INDEX m_state IF EXISTS", "not_taken"),
    ("a parameter without a value", "MATCH (m:Machine) WHERE m.a = $nothing DELETE m", "invalid"),
    ("letters that look alike", "MATCH (m:Machine) WHERE m.a = 1 DЕLETE m", "invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_any_other_shape_is_refused(text: str, reason: str) -> None:
    with pytest.raises(StatementRefused) as refused:
        read_typed(text, PARAMS)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (m:Machine) RETURN m.`set`, m.delete",
        "MATCH (m:Insert) WHERE m.name = 'please DELETE me' RETURN count(m)",
        "Which machines were deleted?",
        "Can I delete nodes?",
        "how many indexes are there on Machine.state",
        "show the tasks that create files",
        "chi ha cancellato i nodi?",
    ],
)
def test_what_only_reads_wants_no_change(text: str) -> None:
    assert not wants_change(text)
