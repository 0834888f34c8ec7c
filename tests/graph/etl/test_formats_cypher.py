"""Scripts of CREATE and MERGE, and of nothing else."""

import datetime as dt
import time

import pytest

from graph.etl.errors import InputUnreadable
from graph.etl.formats.base import MAX_UNIT_BYTES
from graph.etl.formats.cypher_scripts import MAX_UNENDED
from graph.etl.records import NodeRecord, RelationshipRecord
from tests.graph.etl.graphs import read, reasons_of, records_of


def test_a_script_as_people_write_it() -> None:
    script = """
    // people
    :begin
    MERGE (a:Person {id: 1, name: "O'Neil; \\u00e9"})
    MERGE (b:Person:Author {orig_id: 'x', born: date('1970-01-31'),
        tags: ['a', -1, 0x10, 2.5e3, null, true]});
    CREATE (a:Person {id: 1})<-[:KNOWS {since: 2000, orig_id: 'k'}]-(b:Author {orig_id: 'x'});
    COMMIT;
    """
    person = NodeRecord("Person:1", ("Person",), {"id": 1, "name": "O'Neil; é"})
    tags = ["a", -1, 16, 2500.0, None, True]
    author = NodeRecord("x", ("Author", "Person"), {"born": dt.date(1970, 1, 31), "tags": tags})
    assert records_of(read(script.encode(), "cypher")) == [
        person,
        author,
        NodeRecord("Person:1", ("Person",), {"id": 1}),
        NodeRecord("x", ("Author",), {}),
        RelationshipRecord("k", "KNOWS", "x", "Person:1", {"since": 2000}),
    ]


def test_merge_of_an_id_alone_only_says_which_node() -> None:
    script = "MERGE (a {orig_id: '1'}) MERGE (b {orig_id: 2}) CREATE (a)-[:R]->(b)"
    assert records_of(read(script.encode(), "cypher")) == [RelationshipRecord(None, "R", "1", "2", {})]


def test_what_has_no_id_is_the_same_for_merge_and_another_for_create() -> None:
    node = "(:City {name: 'Rome'})"
    script = f"MERGE {node}; MERGE {node}; CREATE {node}; CREATE {node};".encode()
    ids = [record.orig_id for record in records_of(read(script, "cypher"))]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert ids == [record.orig_id for record in records_of(read(script, "cypher"))]


def test_merged_relationships_are_one_and_created_ones_are_not() -> None:
    ends = "MERGE (a {orig_id: 1}) MERGE (b {orig_id: 2})"
    script = f"{ends} MERGE (a)-[:R]->(b); {ends} MERGE (a)-[:R]->(b); {ends} CREATE (a)-[:R]->(b);"
    one, again, other = records_of(read(script.encode(), "cypher"))
    assert one == again
    assert one.orig_id is not None
    assert other.orig_id is None


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("MATCH (n) DETACH DELETE n", "begins with MATCH: only CREATE and MERGE"),
        ("CREATE (a:A) SET a.x = 1", "'SET' was not expected"),
        ("CREATE (a:A) DELETE a", "only CREATE and MERGE"),
        ("CREATE (a:A) WITH a MATCH (b) RETURN b", "only CREATE and MERGE"),
        ("CREATE (a:A) RETURN a UNION MATCH (b)", "only CREATE and MERGE"),
        ("CREATE (a:A) WHERE a.x = 1", "only CREATE and MERGE"),
        ("MERGE (a:A {id: 1}) ON CREATE SET a.x = 1", "only CREATE and MERGE"),
        ("CREATE (a:A {x: $p0})", "no parameters"),
        ("CREATE (a:A {x: apoc.load.json('http://x')})", "a value is"),
        ("CREATE (a:A {x: 1 + 1})", "a value is"),
        ("CREATE (a:A {x: {y: 1}})", "a value is"),
        ("CREATE (a:A {x: 9223372036854775808})", "x: a whole number does not fit"),
        ("CREATE (a:A {x: '\\ud800'})", "half a character"),
        ("CREATE (a:A {x: '\\q'})", "unknown escape"),
        ("CREATE (a:A|B)", "all of its labels"),
        ("CREATE (a:A)-[:R]-(b:B)", "one direction"),
        ("CREATE (a:A)-[:R*2]->(b:B)", "only CREATE and MERGE"),
        ("CREATE (a:A)-->(b:B)", "one type"),
        ("CREATE (a:A) CREATE (a:B)", "described twice"),
        ("CREATE INDEX FOR (n:A) ON (n.x)", "only CREATE and MERGE"),
        ("LOAD CSV FROM 'x' AS row", "begins with LOAD"),
        ("CALL db.labels()", "begins with CALL"),
        ("CREATE (a:A {x: date('tomorrow')})", "no date"),
        ("CREATE (a:_Marker)", "the platform's own"),
    ],
)
def test_anything_else_is_rejected_whole(statement: str, reason: str) -> None:
    found = read(f"CREATE (:G);\n\n{statement};\nCREATE (:G);".encode(), "cypher")
    [(line, told)] = reasons_of(found)
    assert line == 3
    assert reason in told
    assert len(found) == 3


def test_a_quote_that_is_never_closed_costs_its_line() -> None:
    good = "CREATE (:G {x: 'y'});\n"
    found = read(f"{good}CREATE (:B {{x: 'y}});\n{good}".encode(), "cypher")
    [(line, told)] = reasons_of(found)
    assert line == 2
    assert "is a quote not closed?" in told
    assert len(found) == 3


def test_one_long_statement_is_read_and_a_longer_one_is_not() -> None:
    found = read(f"CREATE (:A {{x: '{'y' * (MAX_UNIT_BYTES - 100)}'}});".encode(), "cypher")
    assert len(records_of(found)) == 1
    found = read(f"CREATE (:A {{x: '{'y' * MAX_UNIT_BYTES}'}});\nCREATE (:B);".encode(), "cypher")
    assert [line for line, _ in reasons_of(found)] == [1]
    assert len(found) == 2


@pytest.mark.parametrize("line", [b"\n", b"'\n", b"/*\n", b"x\n", b"//\n", b'"`\n'])
def test_text_without_statements_takes_no_long_time(line: bytes) -> None:
    began = time.process_time()
    try:
        found = read(line * 100_000, "cypher")
        assert len(found) <= MAX_UNENDED
    except InputUnreadable as error:
        assert "have no end" in error.detail
    assert time.process_time() - began < 10
