"""What any graph server must do: the embedded one, or the one that CONFORMANCE_GRAPH_URL names.

``make test-graph GRAPH_URL=bolt://...`` sets the variables. Only nodes of tenants that these tests made up
are written and removed, and indexes and constraints of labels that begin with ``Conformance``.
"""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import override_settings

from graph import client
from graph.cypher import prepare
from tenants.ids import new_id

URL = os.environ.get("CONFORMANCE_GRAPH_URL", "")
# All of the corpus runs on the embedded server in tests/graph/cypher/test_server.py.
collect_ignore = [] if URL else ["test_corpus.py"]


@pytest.fixture(scope="package", autouse=True)
def server(graph_server: object) -> Iterator[None]:
    """The server under test in the place of the embedded one."""
    keys = ("url", "user", "password", "database", "read_user", "read_password")
    named = {key: os.environ.get(f"CONFORMANCE_GRAPH_{key.upper()}", "") for key in keys}
    with override_settings(GRAPH={**settings.GRAPH, **named}) if URL else nullcontext():
        client.close()
        yield
        client.close()


@dataclass(frozen=True)
class Tenants:
    """Two tenants with the same ids, and links between them that should never exist."""

    mine: UUID
    theirs: UUID

    def ask(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows of a query of mine, bound to me."""
        prepared = prepare(text, params=params, tenant_id=self.mine)
        return client.read(prepared.text, prepared.params, timeout_seconds=5, max_rows=100).rows


LOAD = """
    CREATE (ada:ConformancePerson
        {tenant_id: $tenant, orig_id: 'p1', name: $mark + 'ada', born: '1815-12-10'})
    CREATE (bob:ConformancePerson {tenant_id: $tenant, orig_id: 'p2', name: $mark + 'bob', age: 41})
    CREATE (text:ConformancePaper {tenant_id: $tenant, orig_id: 'd1', name: $mark + 'text', pages: 12})
    CREATE (note:ConformancePaper:ConformanceNote
        {tenant_id: $tenant, orig_id: 'd2', name: $mark + 'note', pages: 3, open: true})
    CREATE (ada)-[:WROTE {year: 2020}]->(text), (bob)-[:WROTE {year: 2021}]->(note), (ada)-[:KNOWS]->(bob)
    CREATE (text)-[:CITES]->(note)
"""
ENTANGLE = """
    MATCH (a {tenant_id: $one, orig_id: 'p1'}), (b {tenant_id: $other, orig_id: 'd1'})
    CREATE (a)-[:WROTE {year: 1999}]->(b)
    CREATE (b)-[:CITES]->(a)
"""


@pytest.fixture(scope="package")
def tenants(server: None) -> Iterator[Tenants]:
    """The two, loaded."""
    found = Tenants(new_id(), new_id())
    mine, theirs = str(found.mine), str(found.theirs)
    for tenant, mark in ((mine, ""), (theirs, "secret ")):
        write(LOAD, tenant=tenant, mark=mark)
    for one, other in ((mine, theirs), (theirs, mine)):
        write(ENTANGLE, one=one, other=other)
    yield found
    write("MATCH (n) WHERE n.tenant_id IN $tenants DETACH DELETE n", tenants=[mine, theirs])


def write(text: str, **params: Any) -> None:
    """Write, as a loader does."""
    client.write(lambda tx: tx.run(text, params).consume())
