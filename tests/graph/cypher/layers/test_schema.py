"""Layer 7: names and directions that the tenant's graph has."""

from dataclasses import replace

import pytest

from graph.cypher import CypherRefused, parse, prepare
from graph.cypher.layers import schema
from graph.schema import GraphSchema, LabelInfo, LabelSet, PropertyInfo, RelationshipInfo, Triple


def _properties(*names: str) -> tuple[PropertyInfo, ...]:
    return tuple(PropertyInfo(name, "text", 1.0) for name in names)


GRAPH = GraphSchema(
    labels=(
        LabelInfo("Fasta", 5, _properties("name", "length")),
        LabelInfo("Gene", 2),
        LabelInfo("File", 9, _properties("name", "size")),
        LabelInfo("Task", 4, _properties("status", "started")),
        LabelInfo("User", 3, _properties("firstName", "email")),
    ),
    label_sets=(
        LabelSet(frozenset({"File"}), 4),
        LabelSet(frozenset({"File", "Fasta"}), 5),
        LabelSet(frozenset({"Gene"}), 2),
        LabelSet(frozenset({"Task"}), 4),
        LabelSet(frozenset({"User"}), 3),
    ),
    triples=(
        Triple("Fasta", "INPUT", "Task", 5),
        Triple("File", "INPUT", "Task", 5),
        Triple("Task", "OUTPUT", "File", 4),
        Triple("User", "RUNS", "Task", 4),
    ),
    relationship_counts={"INPUT": 5, "OUTPUT": 4, "RUNS": 4},
    relationships=(
        RelationshipInfo("INPUT", 5),
        RelationshipInfo("OUTPUT", 4),
        RelationshipInfo("RUNS", 4, _properties("since")),
    ),
)


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (u:User)-[r:RUNS]->(t:Task) WHERE r.since > 1 RETURN u.email, t.status",
        "MATCH (t:Task)<-[:RUNS]-(u) RETURN u.email",
        "MATCH (u:User)--(t:Task) RETURN t",
        "MATCH (u:User)--(f:File) RETURN f",
        "MATCH (g:Gene) WHERE NOT (g)--() RETURN g",
        "MATCH (g:Gene) WHERE NOT (g)-->(:Task) RETURN g",
        "MATCH (f:File:Fasta)-[:INPUT]->(t) RETURN f.size, f.length, t.status",
        "MATCH (f:Fasta|User)-->(t:Task) RETURN f.name, f.email",
        "MATCH (a)-[:INPUT|OUTPUT]->(b) RETURN a.size, b.status",
        "MATCH (u:User)-[*1..3]-(f:File) RETURN f.size",
        "MATCH (n) RETURN n.orig_id, n.email",
        "MATCH (u:User) WITH u AS person MATCH (person)-[:RUNS]->(t) RETURN person.email, t.status",
        "MATCH (u:User) CALL { MATCH (u:Task) RETURN u.status AS s } RETURN u.email, s",
        "MATCH (u:User) RETURN [u IN [{any: 1}] | u.any] AS x, u {.email} AS y",
        "UNWIND [{any: 1}] AS row RETURN row.any AS x",
        "MATCH (t:Task) WHERE NOT EXISTS { (:User)-[:RUNS]->(t) } RETURN t.status",
        "MATCH (f:Fasta) WHERE NOT (f)<-[:OUTPUT]-() RETURN f",
        "MATCH (f:Fasta) WHERE NOT EXISTS { MATCH (:Task)-[:OUTPUT]->(f) } RETURN f",
    ],
)
def test_what_the_graph_has_passes(query: str) -> None:
    assert list(schema.misfits(parse(query), GRAPH)) == []


@pytest.mark.parametrize(
    ("query", "misfits"),
    [
        ("MATCH (u:Usr) RETURN u.whatever", ["the graph has no label Usr (nearest: User)"]),
        ("MATCH (n) WHERE n:Tasks RETURN n", ["the graph has no label Tasks (nearest: Task)"]),
        ("MATCH (n:Protein) RETURN n", ["the graph has no label Protein"]),
        ("MATCH ()-[:RUN]->() RETURN 1 AS x", ["the graph has no relationship type RUN (nearest: RUNS)"]),
        (
            "MATCH (u:User) RETURN u.first_name",
            ["the graph has no property first_name of User (nearest: firstName)"],
        ),
        ("MATCH (u:User {mail: 'x'}) RETURN u", ["the graph has no property mail of User (nearest: email)"]),
        ("MATCH (u:User) WITH u AS p RETURN p.status", ["the graph has no property status of User"]),
        ("MATCH (u:User) RETURN u {.stats} AS x", ["the graph has no property stats of User"]),
        ("MATCH (n) RETURN n.stats", ["the graph has no property stats (nearest: status, started)"]),
        (
            "MATCH (u:User)-[r:RUNS]->() RETURN r.sinc",
            ["the graph has no property sinc of RUNS (nearest: since)"],
        ),
        ("MATCH (t:Task)-[:RUNS]->(u:User) RETURN u", ["RUNS goes from User to Task, not from Task to User"]),
        ("MATCH (u:User)<-[:RUNS]-(t:Task) RETURN u", ["RUNS goes from User to Task, not from Task to User"]),
        ("MATCH (u:User)<-[:RUNS]-(t) RETURN u", ["RUNS goes from User to Task, never the other way"]),
        (
            "MATCH (u:User)-[:OUTPUT]->(f:File) RETURN f",
            ["no OUTPUT leads from User to File; OUTPUT goes from Task to File"],
        ),
        (
            "MATCH (t:Task)-[:OUTPUT]->(f:Fasta) RETURN f",
            ["no OUTPUT leads from Task to Fasta; OUTPUT goes from Task to File"],
        ),
        (
            "MATCH (u:User) MATCH (u)-[:INPUT]->(t) RETURN t",
            ["no INPUT leads from User to any node; INPUT goes from File to Task"],
        ),
        (
            "MATCH (t:Task) WHERE EXISTS { (t)-[:RUNS]->(:User) } RETURN t",
            ["RUNS goes from User to Task, not from Task to User"],
        ),
        (
            "MATCH (g:Gene) WHERE NOT (g)<-[:OUTPUT]-() RETURN g",
            ["no OUTPUT leads from any node to Gene; OUTPUT goes from Task to File"],
        ),
        (
            "MATCH (t:Task) WHERE NOT (t)-[:INPUT]->() RETURN t",
            ["INPUT goes from File to Task, never the other way"],
        ),
        (
            "MATCH (t:Task) RETURN [(t)-[:INPUT]->(f) | f.name] AS x",
            ["INPUT goes from File to Task, never the other way"],
        ),
    ],
)
def test_what_the_graph_has_not_is_named_with_the_nearest(query: str, misfits: list[str]) -> None:
    assert list(schema.misfits(parse(query), GRAPH)) == misfits


def test_a_generated_query_is_refused_and_a_typed_one_gets_a_notice() -> None:
    query = "MATCH (n:Tsk) RETURN n"
    with pytest.raises(CypherRefused, match="no label Tsk") as caught:
        prepare(query, params={}, tenant_id="t", schema=GRAPH)
    assert caught.value.layer == "schema"
    typed = prepare(query, params={}, tenant_id="t", schema=GRAPH, strict=False)
    assert "the graph has no label Tsk (nearest: Task)" in typed.notices


def test_a_schema_that_is_incomplete_refuses_nothing() -> None:
    partial = replace(GRAPH, notices=("only 500 label sets were read",))
    assert prepare("MATCH (n:Tsk) RETURN n", params={}, tenant_id="t", schema=partial).notices
