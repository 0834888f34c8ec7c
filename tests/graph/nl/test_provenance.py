"""What an answer rests on."""

import pytest
from django.conf import settings

from graph.cypher import prepare
from graph.nl import pipeline, provenance
from graph.sample import Sample
from tests.graph.conftest import LoadedSample


def ids(sample: Sample, label: str) -> set[str]:
    return {node.orig_id for node in sample.labelled(label)}


def test_a_count_rests_on_the_nodes_that_it_counts(demo: LoadedSample) -> None:
    answer = pipeline.ask("How many Blast tasks are there?", tenant_id=demo.tenant_id)
    blast = ids(demo.sample, "Blast")
    sources = answer.provenance["sources"]
    assert (set(sources["ids"]), sources["total"], sources["complete"]) == (blast, len(blast), True)


def test_many_sources_are_cut_and_counted(demo: LoadedSample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "MAX_SOURCES", 5)
    answer = pipeline.ask("How many Blast tasks are there?", tenant_id=demo.tenant_id)
    sources = answer.provenance["sources"]
    assert (len(sources["ids"]), sources["complete"]) == (5, False)
    assert sources["total"] == len(ids(demo.sample, "Blast"))


QUERIES = [
    ("MATCH (u:User) RETURN u.name AS name ORDER BY name LIMIT 3", 3),
    (
        "MATCH (u:User)-[:RUNS]->(t:Task) WITH u, count(DISTINCT t) AS tasks "
        "RETURN u.name AS user, tasks ORDER BY tasks DESC, user LIMIT 4",
        4,
    ),
    ("MATCH (u:User) OPTIONAL MATCH (u)-[:WORKS_AT]->(i:Institution) RETURN count(i) AS total", None),
    ("MATCH (t:Task) WITH DISTINCT t.status AS status WHERE status IS NOT NULL RETURN status", None),
    ("MATCH (a)-[r]->(b) RETURN type(r) AS type, count(r) AS total", None),
    ("MATCH p = (u:User)-[:RUNS*1..2]->(t:Task) RETURN p LIMIT 2", None),
    ("MATCH (source_node:User) RETURN source_node.name AS name ORDER BY name LIMIT 3", 3),
    ("MATCH (source_node_1:User) RETURN source_node_1.name AS orig_id ORDER BY orig_id LIMIT 3", 3),
]


@pytest.mark.parametrize(("text", "number"), QUERIES)
def test_the_sources_of_every_kind_of_query_can_be_read(
    demo: LoadedSample, text: str, number: int | None
) -> None:
    prepared = prepare(text, params={}, tenant_id=demo.tenant_id)
    result, _ = pipeline.execute(prepared)
    sources = provenance.sources_of(text, {}, result, tenant_id=demo.tenant_id)
    assert sources is not None
    known = {node.orig_id for node in demo.sample.nodes}
    assert sources["ids"] and set(sources["ids"]) <= known
    assert number in (None, sources["total"])


@pytest.mark.parametrize(
    "text", ["RETURN 1 AS one", "MATCH (a:User) RETURN a UNION MATCH (a:Task) RETURN a", "no query"]
)
def test_where_no_sources_can_be_named_there_are_none(demo: LoadedSample, text: str) -> None:
    result, _ = pipeline.execute(prepare("RETURN 1 AS one", params={}, tenant_id=demo.tenant_id))
    assert provenance.sources_of(text, {}, result, tenant_id=demo.tenant_id) is None


def test_the_record_names_the_server_and_nobody_s_login(demo: LoadedSample) -> None:
    found = pipeline.ask("How many Blast tasks are there?", tenant_id=demo.tenant_id).provenance
    assert found["connection"]["dialect"] == "arcadedb"
    assert found["connection"]["database"] == settings.GRAPH["database"]
    assert settings.GRAPH["password"] not in str(found)
    assert found["schema_version"] == demo.schema.version
    assert found["generator"] == "parser" and found["confidence"] >= 0.8
    assert "tenant_id" in found["cypher"] and str(demo.tenant_id) in found["params"].values()


def test_the_same_rows_have_the_same_fingerprint(demo: LoadedSample) -> None:
    first, again, other = (
        pipeline.ask(question, tenant_id=demo.tenant_id).provenance["rows_hash"]
        for question in (
            "How many tasks are there?",
            "How many tasks are there?",
            "How many users are there?",
        )
    )
    assert first == again != other
