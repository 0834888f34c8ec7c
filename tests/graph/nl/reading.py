"""Questions, read by the parser and answered by the graph; small graphs with labels that no rule names."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graph import client
from graph.cypher import prepare
from graph.nl.generate import Draft, Request, decide
from graph.nl.normalise import normalise
from graph.nl.parser import parse, why_not
from graph.schema import GraphSchema, read_schema
from tenants.ids import new_id


def draft_of(request: Request) -> Draft:
    """The draft that would be executed; a question that is not read fails with the reason."""
    draft = decide(parse(request)).draft
    assert draft is not None, why_not(request)
    return draft


def is_answered(request: Request) -> bool:
    return decide(parse(request)).draft is not None


def answer(request: Request) -> tuple[Draft, list[list[Any]]]:
    """The draft and its rows, executed as validation rendered it."""
    draft = draft_of(request)
    if draft.table:
        return draft, [list(row) for row in draft.table.rows]
    ready = prepare(draft.cypher, params=draft.params, tenant_id=request.tenant_id)
    result = client.read(
        ready.text, ready.params, timeout_seconds=ready.timeout_seconds, max_rows=ready.max_rows
    )
    return draft, result.rows


@dataclass(frozen=True)
class SmallGraph:
    """A graph under a tenant of its own, and its schema."""

    tenant_id: UUID
    schema: GraphSchema

    def request(self, question: str) -> Request:
        return Request(normalise(question), self.schema, self.tenant_id)

    def rows(self, question: str) -> list[list[Any]]:
        """What the question is answered with."""
        return answer(self.request(question))[1]


@contextmanager
def small_graph(create: str) -> Iterator[SmallGraph]:
    """The graph that a CREATE clause makes, for as long as it is needed; every node has a variable there."""
    tenant_id = new_id()
    labels = "|".join(sorted(set(re.findall(r"\(\w+:(\w+)", create))))
    owned = (
        f"MATCH (n:{labels}) WHERE n.tenant_id IS NULL "
        "SET n.tenant_id = $t, n.orig_id = coalesce(n.name, n.title, n.code)"
    )
    client.write(lambda tx: tx.run(create).consume())
    client.write(lambda tx: tx.run(owned, t=str(tenant_id)).consume())
    yield SmallGraph(tenant_id, read_schema(tenant_id))
    client.write(lambda tx: tx.run("MATCH (n {tenant_id: $t}) DETACH DELETE n", t=str(tenant_id)).consume())
