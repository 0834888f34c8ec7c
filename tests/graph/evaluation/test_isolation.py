"""Two tenants that hold the same ids: what the one asks never meets the other's nodes."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from graph import client
from graph.cypher import CypherRefused, Prepared, prepare
from graph.evaluation.graphs import load_for_evaluation
from graph.evaluation.references import without_limit
from graph.nl import pipeline
from graph.schema import schema_of
from tenants.ids import new_id
from tests.graph.evaluation.conftest import LoadedGraph, forget

Query = tuple[str, dict[str, Any]]


@pytest.fixture
def twin() -> Iterator[UUID]:
    """Another tenant, empty at first."""
    tenant_id = new_id()
    yield tenant_id
    forget(tenant_id)


@pytest.fixture
def queries(loaded: dict[str, LoadedGraph]) -> list[Query]:
    """Every reference and every query that questions are read as, without limits that make results arbitrary.

    Each is there once.
    """
    graph = loaded["sample"]
    references = [
        prepare(text, params={}, tenant_id=graph.tenant_id)
        for case in graph.cases
        for text in case.references
    ]
    unlimited = [(without_limit(each.text) or each.text, each.params) for each in (*references, *read(graph))]
    return list({(text, repr(params)): (text, params) for text, params in unlimited}.values())


def read(graph: LoadedGraph) -> Iterator[Prepared]:
    """What the questions are read as, chosen or offered, as far as validation lets it through."""
    schema = schema_of(graph.tenant_id)
    for case in graph.cases:
        found = pipeline.draft(case.question, tenant_id=graph.tenant_id, schema=schema)
        for each in filter(None, (found.draft, *found.readings)):
            with suppress(CypherRefused):
                yield prepare(each.cypher, params=each.params, tenant_id=graph.tenant_id, schema=schema)


def answers(queries: list[Query]) -> list[list[str]]:
    rows = [client.read(text, params, timeout_seconds=10, max_rows=5_000).rows for text, params in queries]
    return [sorted(re.sub(r'"id": "[^"]*"', "", json.dumps(row)) for row in each) for each in rows]


def test_no_query_of_the_sets_returns_or_touches_the_other_tenants_nodes(
    loaded: dict[str, LoadedGraph], queries: list[Query], twin: UUID
) -> None:
    tenant_id = loaded["sample"].tenant_id
    alone = answers(queries)
    load_for_evaluation("sample", tenant_id=twin)
    client.write(lambda tx: tx.run(_STRANGERS, one=str(tenant_id), other=str(twin)).consume())
    assert answers(queries) == alone
    assert len(queries) > 250
    # And the other way round: the twin's own are found, under the same ids.
    text, _ = queries[0]
    assert answers([(text, {"tenant": str(twin)})]) == alone[:1]


# Relationships that should not exist, of the types that questions follow, between nodes of the same ids.
_STRANGERS = """
MATCH (a {tenant_id: $one}), (b {tenant_id: $other}) WHERE a.orig_id = b.orig_id
CREATE (a)-[:RUNS]->(b), (a)-[:INPUT]->(b), (b)-[:OUTPUT]->(a), (b)-[:WORKS_AT]->(a)
"""
