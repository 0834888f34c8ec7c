"""Layer 8: what a query may be expected to cost."""

import pytest
from hypothesis import HealthCheck, given, settings

from graph.cypher import CypherRefused, Limits, ast, parse
from graph.cypher.estimate import estimate
from graph.cypher.layers import cost
from graph.schema import GraphSchema, LabelInfo, LabelSet, Triple
from tests.graph.cypher.schemas import large
from tests.graph.cypher.strategies import statements

GRAPH = large(10_000)


@pytest.mark.parametrize(
    ("query", "touched"),
    [
        ("MATCH (n) RETURN count(n) AS n", 10_100),
        ("MATCH (n) RETURN n", 1_001),
        ("MATCH (n) RETURN n LIMIT 5", 5),
        ("MATCH (n) RETURN n SKIP 100 LIMIT 5", 105),
        ("MATCH (n) RETURN n ORDER BY n.name LIMIT 5", 10_100),
        ("MATCH (n) RETURN DISTINCT n.name LIMIT 5", 10_100),
        ("MATCH (t:Task) WHERE t.name = 'x' RETURN t LIMIT 5", 5_000),
        ("MATCH (u:User), (i:Institution) RETURN count(*) AS n", 500 + 500 * 100),
        ("MATCH (u:User {name: 'x'}), (i:Institution) RETURN count(*) AS n", 500 + 100),
        ("MATCH (u:User)-[:RUNS]->(t) RETURN count(t) AS n", 500 + 5_000),
        ("MATCH (t:Task)<-[:RUNS]-(u:User {name: 'x'}) RETURN count(t) AS n", 500 + 10),
        ("MATCH (u:User) WITH u LIMIT 10 MATCH (u)-[:RUNS]->(t) RETURN count(t) AS n", 500 + 100),
        ("UNWIND range(1, 100) AS x UNWIND range(1, 50) AS y RETURN count(*) AS n", 100 + 5_000),
        ("UNWIND $ids AS id RETURN count(id) AS n", 3),
        ("RETURN size([x IN range(1, 100) | x]) AS n", 100),
        ("MATCH (u:User) RETURN COUNT { (u)-[:RUNS]->() } AS n ORDER BY n", 500 + 5_000),
    ],
)
def test_rows_that_are_looked_at(query: str, touched: int) -> None:
    expected = cost.check(parse(query), GRAPH, params={"ids": [1, 2, 3]}, limits=Limits())
    assert expected.touched == pytest.approx(touched, rel=0.02)


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        (
            "MATCH (a:Task), (b:File) RETURN count(*) AS n",
            (
                "it would look at about 23,000,000 rows, and 5,000,000 are allowed",
                "most of it by MATCH (a:Task), (b:File)",
                "nothing connects the parts of MATCH (a:Task), (b:File): each row meets each",
            ),
        ),
        (
            "MATCH (u:User) MATCH (u)-[*..5]-(x) RETURN count(x) AS n",
            (
                "it would look at about 15,000,000 rows, and 5,000,000 are allowed",
                "most of it by MATCH (u)-[*..5]-(x)",
            ),
        ),
        (
            "UNWIND range(1, $n) AS x RETURN x",
            ("range() needs bounds that are numbers, or the size of something",),
        ),
        (
            "RETURN reduce(s = 'a', x IN range(1, 99) | s + s) AS x",
            ("a list or text may grow beyond what the server can hold",),
        ),
        (
            "MATCH (u:User) WHERE u.name =~ '(a+)+' RETURN u",
            ("a regular expression may not repeat a group that repeats or chooses",),
        ),
    ],
)
def test_too_much_is_refused_with_the_clause_to_blame(query: str, reasons: tuple[str, ...]) -> None:
    with pytest.raises(CypherRefused) as caught:
        cost.check(parse(query), GRAPH, params={"n": None}, limits=Limits())
    assert caught.value.layer == "cost"
    assert caught.value.reasons == reasons


def _many(kinds: int) -> GraphSchema:
    """Labels of a thousand nodes that nothing connects, and a rare one that leads to itself."""
    counts = {f"Kind{i}": 1_000 for i in range(kinds)} | {"Rare": 900}
    return GraphSchema(
        labels=tuple(LabelInfo(name, count) for name, count in counts.items()),
        label_sets=tuple(LabelSet(frozenset({name}), count) for name, count in counts.items()),
        triples=(Triple("Rare", "NEAR", "Rare", 90_000),),
        relationship_counts={"NEAR": 90_000},
    )


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (a:Rare), (b:Rare), (c:Rare) RETURN count(*) AS n",
        "MATCH (a:Rare)-->(b)-->(c)-->(d) RETURN count(*) AS n",
        "MATCH (a)-->(b)-->(c)-->(d) RETURN count(*) AS n",
    ],
)
def test_a_rare_label_counts_among_hundreds(query: str) -> None:
    with pytest.raises(CypherRefused, match="rows"):
        cost.check(parse(query), _many(400), params={}, limits=Limits())


@pytest.mark.parametrize(
    ("query", "row_bytes"),
    [
        ("MATCH (t:Task) RETURN t.name, t.size", 20),
        ("MATCH (t:Task) RETURN t", 500),
        ("MATCH (u:User) RETURN collect(u) AS users", 500 * 500),
        ("MATCH (u:User) WITH collect(u) AS a RETURN a, a AS b, a AS c", 3 * 500 * 500),
        ("MATCH (t:Task) RETURN t.status, collect(t.name) AS names", 10 + 5_000 * 10 / 11**0.5),
        ("MATCH p = (:User)-[*..2]->() RETURN p", 5 * 500),
    ],
)
def test_a_row_is_as_large_as_what_is_in_it(query: str, row_bytes: float) -> None:
    expected = cost.check(parse(query), GRAPH, params={}, limits=Limits())
    assert expected.row_bytes == pytest.approx(row_bytes, rel=0.02)


def test_a_row_that_no_result_has_room_for_is_refused() -> None:
    statement = parse("MATCH (t:Task) RETURN collect(t) AS tasks")
    with pytest.raises(
        CypherRefused, match=r"one row may come to 2,500,000 bytes, and 1,048,576 are allowed"
    ):
        cost.check(statement, GRAPH, params={}, limits=Limits())
    assert cost.check(statement, GRAPH, params={}, limits=Limits(max_bytes=2**21)).row_bytes


def test_the_limit_can_be_raised_and_lowered() -> None:
    statement = parse("MATCH (a:Task), (b:File) RETURN count(*) AS n")
    assert cost.check(statement, GRAPH, params={}, limits=Limits(max_estimated_rows=50_000_000)).pairs
    with pytest.raises(CypherRefused):
        cost.check(
            parse("MATCH (n) RETURN count(n) AS n"), GRAPH, params={}, limits=Limits(max_estimated_rows=99)
        )


def test_an_estimate_has_a_number_for_each_clause_and_words() -> None:
    query = "MATCH (u:User) MATCH (u)-[:RUNS]->(t) RETURN u.name, count(t) AS tasks"
    expected = cost.check(parse(query), GRAPH, params={}, limits=Limits())
    assert [round(each.rows) for each in expected.clauses] == [500, 5_000, 501]
    assert expected.words == (
        "about 5,500 rows looked at, 501 returned, most of it by MATCH (u)-[:RUNS]->(t)"
    ).replace("501", "500")


@given(statements)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_query_has_an_estimate(statement: ast.Statement) -> None:
    named = {node.name for node in ast.walk(statement) if isinstance(node, ast.Parameter)}
    expected = estimate(statement, GRAPH, params=dict.fromkeys(named, 3), max_rows=100)
    assert expected.returned >= 0 and expected.touched >= 0
    assert expected.words
