"""The graphs that the shipped questions are about, each loaded into a tenant of its own."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from graph.evaluation.graphs.export import generate_export
from graph.sample import LoadReport, Sample, Size, generate, load_graph

GRAPHS: Final[dict[str, Callable[[], Sample]]] = {
    "sample": lambda: generate(tenant="demo", size=Size.S),
    "export": generate_export,
}


def load_for_evaluation(name: str, *, tenant_id: UUID) -> LoadReport:
    """Load one of ``GRAPHS`` into a tenant; safe to repeat.

    Raises:
        AnotherSampleLoaded: the tenant's graph holds something else.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    return load_graph(GRAPHS[name](), tenant_id=tenant_id, name=f"evaluation:{name}:1")
