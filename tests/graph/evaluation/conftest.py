"""The two graphs of the shipped questions, each in a tenant of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from graph import client
from graph.evaluation.cases import Case
from graph.evaluation.files import QUESTIONS, read_cases
from graph.evaluation.graphs import GRAPHS, load_for_evaluation
from graph.evaluation.scoring import Evaluation, evaluate
from tenants.ids import new_id


@dataclass(frozen=True)
class LoadedGraph:
    """A graph of the evaluation, and all questions about it."""

    tenant_id: UUID
    cases: tuple[Case, ...]


@pytest.fixture(scope="session")
def loaded(graph_server: object) -> Iterator[dict[str, LoadedGraph]]:
    """Both graphs by name."""
    graphs = {
        name: LoadedGraph(
            new_id(),
            tuple(case for path in sorted(QUESTIONS.glob(f"*_{name}.json")) for case in read_cases(path)),
        )
        for name in GRAPHS
    }
    for name, each in graphs.items():
        load_for_evaluation(name, tenant_id=each.tenant_id)
    yield graphs
    for each in graphs.values():
        forget(each.tenant_id)
    client.close()


@pytest.fixture(scope="session")
def evaluations(
    loaded: dict[str, LoadedGraph], django_db_blocker: DjangoDbBlocker
) -> dict[tuple[str, str], Evaluation]:
    """All shipped questions, asked once: by part and graph."""
    # This file may be imported before there are settings, and agents have models.
    from agents.evaluation import reply_to

    found = {}
    with django_db_blocker.unblock():
        for path in sorted(QUESTIONS.glob("*.json")):
            part, _, graph = path.stem.partition("_")
            found[part, graph] = evaluate(
                read_cases(path), name=path.stem, tenant_id=loaded[graph].tenant_id, ask=reply_to
            )
    return found


def forget(tenant_id: UUID) -> None:
    """Remove a tenant's nodes and markers."""
    for text in (
        "MATCH (n {tenant_id: $owner}) DETACH DELETE n",
        "MATCH (n:_Marker {owner: $owner}) DELETE n",
    ):
        client.write(lambda tx, text=text: tx.run(text, owner=str(tenant_id)).consume())
