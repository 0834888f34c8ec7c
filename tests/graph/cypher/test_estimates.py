"""Estimates, held against what the server really counts in the sample."""

import pytest

from graph import client
from graph.cypher import Limits, prepare
from tests.graph.conftest import LoadedSample

FACTOR = 4
LIMITS = Limits(timeout_seconds=20, max_estimated_rows=100_000_000)
PATTERNS = (
    "(n)",
    "(t:Task)",
    "(t:Blast|Bold)",
    "(t:Task {status: 'Failed'})",
    "(u:User)-[:RUNS]->(t:Task)",
    "(t:Task {status: 'Finished'})<-[:RUNS]-(u)",
    "(u:User)-[:RUNS]->(t:Blast)<-[:INPUT]-(f:BlastDb)",
    "(f:Fasta)-[:INPUT]->(:Task)-[:OUTPUT]->(g)",
    "(a:User)-[:WORKS_AT]->(i)<-[:WORKS_AT]-(b:User)",
    "(u:User)-[:RUNS]->(t)-[:OUTPUT]->(f), (u)-[:WORKS_AT]->(i)",
    "(u:User), (i:Institution)",
    "(a)-->(b)-->(c)-->(d)",
    "(a)--(b)--(c)",
    "(a:File)-[:INPUT]->(t)<-[:INPUT]-(b:File)",
    "(u:User)-[*1..2]-(x)",
    "(u:User)-[*1..4]-(x)",
    "(f:Fasta)-[*1..3]->(x)",
    "(f:File)-[:INPUT|OUTPUT*..4]->(g:File)",
    "(a:Fasta)-[*1..4]-(b:Institution)",
    "p = shortestPath((a:User)-[*..5]-(b:Institution))",
    "p = allShortestPaths((a:User)-[*..5]-(b:Institution))",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_rows_of_a_pattern_are_of_the_right_order(demo: LoadedSample, pattern: str) -> None:
    prepared = prepare(
        f"MATCH {pattern} RETURN count(*) AS n",
        params={},
        tenant_id=demo.tenant_id,
        schema=demo.schema,
        limits=LIMITS,
    )
    assert prepared.estimate
    [[real]] = client.read(prepared.text, prepared.params, timeout_seconds=20, max_rows=1).rows
    expected = prepared.estimate.clauses[0].rows
    assert max(real, 1) / FACTOR <= expected <= max(real, 1) * FACTOR


def test_groups_are_counted_by_the_values_that_there_are(demo: LoadedSample) -> None:
    prepared = prepare(
        "MATCH (t:Task) RETURN t.status, count(*) AS n",
        params={},
        tenant_id=demo.tenant_id,
        schema=demo.schema,
    )
    rows = client.read(prepared.text, prepared.params, timeout_seconds=5, max_rows=100).rows
    assert prepared.estimate and len(rows) <= prepared.estimate.returned <= len(rows) + 1
