"""On a real server: every accepted query runs, and another tenant's data makes no difference to any."""

from collections.abc import Iterator
from typing import Any, Protocol
from uuid import uuid4

import pytest
from neo4j import Driver, GraphDatabase

from graph.cypher import Limits, ast, prepare, render
from graph.values import to_json
from tests.graph.cypher.corpus import CORPUS, PARAMETERS
from tests.graph.cypher.harmless import HARMLESS

SECRET = "nobody-else-may-see-this"


class GraphServer(Protocol):
    url: str
    user: str
    password: str
    database: str


class Graph:
    """Two tenants' nodes in one database, with links between them that should never exist."""

    def __init__(self, driver: Driver, database: str) -> None:
        self.driver, self.database = driver, database
        self.mine, self.theirs = str(uuid4()), str(uuid4())

    def run(self, text: str, params: dict[str, Any]) -> list[str]:
        records = self.driver.execute_query(text, params, database_=self.database).records
        return sorted(repr([_plain(value) for value in record.values()]) for record in records)

    def ask(self, query: str, tenant: str | None = None) -> list[str]:
        prepared = prepare(query, params=PARAMETERS, tenant_id=tenant or self.mine)
        return self.run(prepared.text, prepared.params)

    def load(self, tenant: str, mark: str) -> None:
        text = """
            UNWIND range(1, 3) AS i
            CREATE (u:User {tenant_id: $tenant, name: $mark + 'user' + i, orig_id: 'u' + i})
            CREATE (o:Institution {tenant_id: $tenant, name: $mark + 'institution', orig_id: 'i' + i})
            CREATE (t:Task:Blast {tenant_id: $tenant, name: 'blastn', note: $mark + 'note', orig_id: 't' + i,
                                  duration: i * 20, started: '2024-0' + i, failed: false})
            CREATE (f:File:Fasta {tenant_id: $tenant, name: $mark + i + '.fasta', orig_id: 'f' + i})
            CREATE (b:File:BlastDb {tenant_id: $tenant, name: $mark + i + '.db', orig_id: 'b' + i})
            SET f.size = i * 5000, b.size = i * 50000
            CREATE (u)-[:WORKS_AT]->(o), (u)-[:RUNS]->(t), (f)-[:INPUT]->(t), (t)-[:OUTPUT]->(b)
        """
        self.run(text, {"tenant": tenant, "mark": mark})

    def entangle(self) -> None:
        for start, kind, end in (
            ("User", "RUNS", "Task"),
            ("File", "INPUT", "Task"),
            ("Task", "OUTPUT", "File"),
        ):
            for one, other in ((self.mine, self.theirs), (self.theirs, self.mine)):
                ends = f"(a:{start} {{tenant_id: $one}}), (b:{end} {{tenant_id: $other}})"
                text = f"MATCH {ends} CREATE (a)-[:{kind}]->(b)"
                self.run(text, {"one": one, "other": other})

    def clear(self) -> None:
        self.run(
            "MATCH (n) WHERE n.tenant_id IN $tenants DETACH DELETE n", {"tenants": [self.mine, self.theirs]}
        )


def _plain(value: Any) -> Any:
    """A value with everything in it that could give somebody away."""
    if hasattr(value, "nodes"):
        return [_plain(node) for node in value.nodes]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "items"):
        return sorted((key, repr(_plain(item))) for key, item in value.items())
    return value


@pytest.fixture(scope="module")
def graph(graph_server: GraphServer) -> Iterator[Graph]:
    auth = (graph_server.user, graph_server.password)
    with GraphDatabase.driver(graph_server.url, auth=auth, notifications_min_severity="OFF") as driver:
        graph = Graph(driver, graph_server.database)
        graph.load(graph.mine, "")
        yield graph
        graph.clear()


@pytest.fixture(scope="module")
def alone(graph: Graph) -> dict[str, list[str]]:
    """What every query answers while the tenant has the server for itself."""
    return {query: graph.ask(query) for query in CORPUS + HARMLESS}


@pytest.fixture(scope="module")
def shared(graph: Graph, alone: dict[str, list[str]]) -> Graph:
    """The same graph once another tenant has moved in."""
    graph.load(graph.theirs, SECRET)
    graph.entangle()
    return graph


@pytest.mark.parametrize("query", CORPUS + HARMLESS)
def test_another_tenants_data_makes_no_difference(
    shared: Graph, alone: dict[str, list[str]], query: str
) -> None:
    rows = shared.ask(query)
    assert rows == alone[query]
    assert SECRET not in repr(rows) and shared.theirs not in repr(rows)


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) RETURN n",
        "MATCH p = (:User)-[*1..4]-(x) RETURN p",
        "MATCH (u:User) RETURN [(u)-[*1..3]-(x) | x.name] AS names",
        "MATCH (u:User) RETURN COLLECT { MATCH (u)-[*1..3]-(x) RETURN x.name } AS names",
        "MATCH (u:User)-[rs*1..4]-() UNWIND rs AS r RETURN startNode(r), endNode(r)",
        "MATCH (a)-[r]-(b) RETURN startNode(r).name, endNode(r).name, properties(b)",
        "MATCH p = allShortestPaths((a:User)-[*..5]-(b:File)) RETURN nodes(p)",
    ],
)
def test_the_other_tenant_is_never_seen(shared: Graph, query: str) -> None:
    rows = shared.ask(query)
    assert rows
    assert SECRET not in repr(rows)
    assert SECRET in repr(shared.ask(query, tenant=shared.theirs))


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) RETURN n",
        "MATCH (n) RETURN properties(n) AS p, keys(n) AS k, n {.*} AS m",
        "MATCH (n) RETURN {a: [n, properties(n)]} AS x",
        "MATCH p = (a)-[r*1..2]-(b) RETURN p, nodes(p), r",
        "MATCH (n) UNWIND keys(n) AS key RETURN DISTINCT key, size(keys(n))",
        "MATCH (n) WITH keys(n) AS k, count(*) AS c RETURN k, c",
        "MATCH (n) WHERE any(k IN keys(n) WHERE n[k] = $me) RETURN n",
        "MATCH (u:User) RETURN COLLECT { MATCH (u)--(x) RETURN x } AS xs, [(u)--(x) | keys(x)] AS ks",
    ],
)
def test_what_keeps_tenants_apart_is_not_shown(shared: Graph, query: str) -> None:
    prepared = prepare(query, params={"me": shared.mine}, tenant_id=shared.mine)
    records = shared.driver.execute_query(prepared.text, prepared.params, database_=shared.database).records
    shown = repr(to_json([record.values() for record in records]))
    assert "tenant_id" not in shown and shared.mine not in shown
    assert bool(records) == ("$me" not in query)


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) RETURN DISTINCT labels(n) AS labels",
        "MATCH (n) WHERE n.owner IS NOT NULL RETURN n",
        "MATCH (n)--(m) RETURN labels(m) AS labels",
        "MATCH (n) WHERE '_Mar' + 'ker' IN labels(n) RETURN n",
    ],
)
def test_marker_nodes_are_never_met(shared: Graph, query: str) -> None:
    shared.run("MERGE (:_Marker {owner: $owner, key: 'cypher tests'})", {"owner": shared.mine})
    try:
        assert "_Marker" not in repr(shared.ask(query))
    finally:
        shared.run("MATCH (m:_Marker {key: 'cypher tests'}) DELETE m", {})


def test_one_row_more_than_the_limit_comes(shared: Graph) -> None:
    prepared = prepare("MATCH (n) RETURN n", params={}, tenant_id=shared.mine, limits=Limits(max_rows=4))
    assert len(shared.run(prepared.text, prepared.params)) == 5


QUOTING = (
    "it's",
    '"',
    "`",
    "\\",
    "\\'",
    "\\\\'",
    "\\n",
    "a\nb\tc\r\x08\x0c",
    "'; MATCH (n) DETACH DELETE n //",
    "/* */",
    "\xe9 \U0001f600 \u2028",
    "$x",
)


@pytest.mark.parametrize("value", QUOTING)
def test_a_string_arrives_as_it_was_meant(shared: Graph, value: str) -> None:
    item = ast.Item(ast.Constant(value), "value")
    text = render(ast.Statement(ast.Query((ast.SingleQuery((ast.Return(ast.Projection((item,))),)),))))
    assert shared.run(text, {}) == [repr([value])]
