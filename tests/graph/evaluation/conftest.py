"""The two graphs of the shipped questions, each in a tenant of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from graph import client
from graph.evaluation.cases import Case
from graph.evaluation.files import QUESTIONS, read_cases
from graph.evaluation.graphs import load_for_evaluation
from graph.evaluation.scoring import Evaluation, evaluate
from tests.graph.conftest import LoadedSample

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tenants.models import Tenant

Evaluations = dict[str, dict[str, Evaluation]]


@dataclass(frozen=True)
class LoadedGraph:
    """A graph of the evaluation, and all questions about it."""

    tenant: "Tenant"
    cases: tuple[Case, ...]

    @property
    def tenant_id(self) -> UUID:
        return self.tenant.pk


@pytest.fixture(scope="session")
def loaded(demo: LoadedSample) -> Iterator[dict[str, LoadedGraph]]:
    """Both graphs by name. That of the sample is the one that all tests of the graph look at."""
    from tests.factories import make_tenant

    tenants = {"sample": demo.tenant, "export": make_tenant()}
    load_for_evaluation("export", tenant_id=tenants["export"].pk)
    yield {
        name: LoadedGraph(
            tenant,
            tuple(case for path in sorted(QUESTIONS.glob(f"*_{name}.json")) for case in read_cases(path)),
        )
        for name, tenant in tenants.items()
    }
    forget(tenants["export"].pk)
    client.close()


@pytest.fixture(scope="package")
def evaluations(loaded: dict[str, LoadedGraph]) -> Evaluations:
    """Both parts that have a goal, about each graph: part, graph, evaluation."""
    from agents.evaluation import reply_to

    return {
        part: {
            name: evaluate(
                read_cases(QUESTIONS / f"{part}_{name}.json"),
                name=f"{part}_{name}",
                tenant_id=graph.tenant_id,
                ask=reply_to,
            )
            for name, graph in loaded.items()
        }
        for part in ("development", "test")
    }


def forget(tenant_id: UUID) -> None:
    """Remove a tenant's nodes and markers."""
    for text in (
        "MATCH (n {tenant_id: $owner}) DETACH DELETE n",
        "MATCH (n:_Marker {owner: $owner}) DELETE n",
    ):
        client.write(lambda tx, text=text: tx.run(text, owner=str(tenant_id)).consume())
