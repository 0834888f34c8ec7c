"""What kind of statement a text is."""

import pytest

from graph.cypher import classify


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("MATCH (n) RETURN n", {"read"}),
        ("MATCH (n) WHERE n.set = 'DELETE n' RETURN n.delete AS remove // CREATE (n)", {"read"}),
        ("MATCH (`delete`:`SET`) RETURN `delete`", {"read"}),
        ("MATCH (n:Insert)-[:CREATE]->(m {merge: $drop}) RETURN n", {"read"}),
        ("MATCH (n) DETACH DELETE n", {"read", "delete"}),
        ("MATCH (n) DELETE(n)", {"read", "delete"}),
        ("MATCH (n) RETURN 'x' /* ' */ DELETE n //'", {"read", "delete"}),
        ("MATCH (n) RETURN `a` DELETE n", {"read", "delete"}),
        ("MATCH (n) RETURN n; MATCH (n) SET n.a = 1", {"read", "write"}),
        ("EXPLAIN CREATE (n)", {"read", "write"}),
        ("CALL anything.at.all()", {"read", "write"}),
        ("FROBNICATE ALL", {"write"}),
        ("CREATE INDEX FOR (n:A) ON (n.b)", {"write", "admin"}),
        ("DROP DATABASE x", {"admin", "dangerous"}),
        ("LOAD CSV FROM 'x' AS l RETURN l", {"dangerous"}),
        ("MATCH (n) \\u0044ELETE n", {"dangerous"}),
        ("", set()),
    ],
)
def test_kinds_of_statements(text: str, kinds: set[str]) -> None:
    assert classify(text) == kinds
