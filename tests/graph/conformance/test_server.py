"""What the server itself has to enforce: reading only, an end to what is cancelled, constraints."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from neo4j.exceptions import Neo4jError

from graph import client
from graph.client.connections import Login, has_reader, session
from graph.engines import inventory
from graph.engines.dialect import ConstraintKind
from graph.errors import GraphCancelled, GraphConflict, GraphTimeout
from graph.schema import Degree, Triple, read_schema
from tenants.ids import new_id
from tests.graph.conformance.conftest import Tenants, write
from tests.processes import wait_until

# Some 10^13 steps: nobody waits for its end.
ENDLESS = """
    UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b UNWIND range(1, 1000) AS c RETURN sum(a + b + c)
"""
WRITES = [
    "CREATE (n:ConformanceIntruder)",
    "MATCH (n {tenant_id: $tenant}) SET n.name = 'changed'",
    "MATCH (n {tenant_id: $tenant}) DETACH DELETE n",
    "MERGE (n:ConformanceIntruder {name: 'x'})",
    "MATCH (n {tenant_id: $tenant}) REMOVE n.name",
    "CREATE INDEX conformance_intruder FOR (n:ConformancePerson) ON (n.name)",
]


@pytest.mark.parametrize("text", WRITES)
def test_a_write_through_the_reader_is_refused_by_the_server(tenants: Tenants, text: str) -> None:
    if not has_reader():
        pytest.skip("needs GRAPH_READ_USER: the login of a user who can only read")
    before = tenants.ask("MATCH (n) RETURN n.name ORDER BY n.name")
    with session(Login.READER) as reading, pytest.raises(Neo4jError):
        reading.run(text, tenant=str(tenants.mine)).consume()
    assert tenants.ask("MATCH (n) RETURN n.name ORDER BY n.name") == before


def test_a_cancelled_query_has_ended_on_the_server(server: None) -> None:
    cancelled = threading.Event()
    threading.Timer(0.4, cancelled.set).start()
    began = time.monotonic()
    with pytest.raises(GraphCancelled):
        client.read(ENDLESS, timeout_seconds=30, max_rows=1, cancelled=cancelled.is_set)
    assert time.monotonic() - began < 3
    wait_until(lambda: not _running(), timeout=2, what="the end of the query on the server")


def test_an_overdue_query_has_ended_on_the_server(server: None) -> None:
    with pytest.raises(GraphTimeout):
        client.read(ENDLESS, timeout_seconds=0.5, max_rows=1)
    wait_until(lambda: not _running(), timeout=2, what="the end of the query on the server")


def test_a_query_whose_rows_nobody_wants_has_ended_on_the_server(server: None) -> None:
    began = time.monotonic()
    text = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN a, b"
    result = client.read(text, timeout_seconds=30, max_rows=5)
    assert (len(result.rows), result.truncated, result.cut_by) == (5, True, "rows")
    assert time.monotonic() - began < 3
    assert not _running()


def _running() -> list[str]:
    """The unending queries that the server works on."""
    dialect = client.dialect()
    with session(Login.STOPPER) as stopper:
        texts = [str(record[dialect.running_text]) for record in stopper.run(dialect.running_queries)]
    return [text for text in texts if "range(1, 100000)" in text]


def test_the_schema_is_what_the_tenant_has(tenants: Tenants) -> None:
    schema = read_schema(tenants.mine)
    assert {each.name: each.count for each in schema.labels} == {
        "ConformanceNote": 1,
        "ConformancePaper": 2,
        "ConformancePerson": 2,
    }
    assert Triple("ConformancePerson", "WROTE", "ConformancePaper", 2) in schema.triples
    assert schema.relationship_counts == {"CITES": 1, "KNOWS": 1, "WROTE": 2}
    assert Degree("ConformancePerson", "WROTE", 2, 0) in schema.degrees
    person, paper = schema.label("ConformancePerson"), schema.label("ConformancePaper")
    wrote = schema.relationship("WROTE")
    assert person and paper and wrote
    assert {each.name: (each.type, each.coverage) for each in person.properties} == {
        "name": ("text", 1.0),
        "born": ("datetime", 0.5),
        "age": ("integer", 0.5),
    }
    pages, year, born = paper.property("pages"), wrote.property("year"), person.property("born")
    assert pages and (pages.minimum, pages.maximum, pages.distinct) == (3, 12, 2)
    assert year and (year.minimum, year.maximum) == (2020, 2021)
    assert born and born.iso_text


@pytest.fixture
def label(server: None) -> Iterator[str]:
    """A label that nobody else has; its nodes, indexes and constraints are removed."""
    name = f"Conformance{new_id().hex[:8]}"
    yield name
    write(f"MATCH (n:{name}) DETACH DELETE n")
    for constraint in inventory.list_constraints(labels={name}):
        if constraint.kind in (ConstraintKind.UNIQUE, ConstraintKind.EXISTS):
            inventory.drop_constraint(kind=constraint.kind, label=name, properties=constraint.properties)
    for index in inventory.list_indexes(labels={name}):
        if not index.constraint:
            inventory.drop_index(label=name, property_name=index.properties[0])


def test_an_index_is_made_once_listed_and_dropped(label: str) -> None:
    make: Callable[[], bool] = lambda: inventory.create_index(label=label, property_name="age")  # noqa: E731
    assert (make(), make()) == (True, False)
    assert [(each.label, each.properties) for each in inventory.list_indexes(labels={label})] == [
        (label, ("age",))
    ]
    assert inventory.drop_index(label=label, property_name="age")
    assert not inventory.drop_index(label=label, property_name="age")
    assert inventory.list_indexes(labels={label}) == []


def test_a_constraint_is_kept_by_the_server_and_refused_when_the_data_violates_it(label: str) -> None:
    unique = {"kind": ConstraintKind.UNIQUE, "label": label, "properties": ("tenant_id", "orig_id")}
    assert inventory.create_constraint(**unique)
    assert not inventory.create_constraint(**unique)
    key = {"tenant_id": str(new_id()), "orig_id": "1"}
    write(f"CREATE (n:{label}) SET n = $key", key=key)
    with pytest.raises(GraphConflict):
        write(f"CREATE (n:{label}) SET n = $key", key=key)
    assert ConstraintKind.UNIQUE in {each.kind for each in inventory.list_constraints(labels={label})}
    assert inventory.drop_constraint(**unique)
    write(f"CREATE (n:{label}) SET n = $key", key=key)
    with pytest.raises(GraphConflict):
        inventory.create_constraint(**unique)
