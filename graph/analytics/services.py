"""Compute figures of a tenant's graph."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog

from graph.analytics import cache, metrics, process
from graph.analytics.computing.registry import NARROWING
from graph.analytics.errors import AnalysesBusy, AnalysisTimeout
from graph.analytics.reading import Narrowing, read_projection, refuse_too_large
from graph.errors import GraphCancelled, GraphTimeout
from graph.schema import GraphSchema, schema_of
from jobs.errors import Cancelled
from platform_project.http.errors import PlatformError

logger: Final = structlog.get_logger(__name__)

QUICK_BUDGET: Final = 20_000_000
"""Steps along relationships for somebody who waits: a second or two."""
LONG_BUDGET: Final = 5_000_000_000
"""The same for a job: some minutes."""


@dataclass(frozen=True)
class Analysis:
    """What is asked of the graph, and within which bounds."""

    measure: str
    arguments: dict[str, Any]
    timeout_seconds: float
    budget: int = QUICK_BUDGET

    @property
    def is_long(self) -> bool:
        """Whether nobody sits and waits for it."""
        return self.budget > QUICK_BUDGET


@dataclass(frozen=True)
class Observer:
    """Who wants to know how an analysis comes along, and may want it to end.

    Attributes:
        check_cancelled: raises when nobody wants it any more.
        expected: told how many relationships there are to be read.
        reading: told how many nodes and relationships have been read.
        computing: told the share that is computed, 0 to 1; 0 when it begins.
    """

    check_cancelled: Callable[[], None]
    expected: Callable[[int], None] = lambda relationships: None
    reading: Callable[[int, int], None] = lambda nodes, relationships: None
    computing: Callable[[float], None] = lambda share: None

    def is_cancelled(self) -> bool:
        """Never true: ``check_cancelled`` as a question."""
        self.check_cancelled()
        return False


def analyse(tenant_id: UUID, analysis: Analysis, *, observer: Observer) -> tuple[dict[str, Any], list[str]]:
    """The result of a measure with its arguments, and what is to be said of it.

    Raises:
        GraphTooLarge: there is more than is computed with at once.
        NodeNotFound, NodeAmbiguous, AnalysisTimeout, AnalysesBusy, AnalysisFailed: see ``process.compute``.
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """
    ends_at = time.monotonic() + analysis.timeout_seconds
    narrowing, said = _parted(analysis.arguments)

    def computed() -> dict[str, Any]:
        return process.compute(
            analysis.measure,
            said,
            path=_projected(tenant_id, analysis, schema, observer=observer),
            budget=analysis.budget,
            timeout_seconds=_left(ends_at),
            check_cancelled=observer.check_cancelled,
            told=observer.computing,
            is_long=analysis.is_long,
        )

    with _observed(analysis.measure, tenant_id):
        schema = schema_of(tenant_id)
        try:
            found = computed()
        except FileNotFoundError:
            # Newer projections have taken its place before it was opened; the next one is the newest.
            found = computed()
    return found, list(_notices(narrowing, said.get("label"), schema))


def project(tenant_id: UUID, analysis: Analysis, *, observer: Observer) -> Path:
    """The file of the projection that an analysis needs; it is read when it is not at hand.

    Raises:
        GraphTooLarge: there is more than is computed with at once.
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """
    return _projected(tenant_id, analysis, schema_of(tenant_id), observer=observer)


def _projected(tenant_id: UUID, analysis: Analysis, schema: GraphSchema, *, observer: Observer) -> Path:
    narrowing, _ = _parted(analysis.arguments)
    refuse_too_large(schema, narrowing)
    observer.expected(sum(schema.relationship_counts.values()))
    return cache.projected(
        tenant_id,
        narrowing,
        schema_version=schema.version,
        read=lambda: read_projection(
            tenant_id,
            narrowing,
            timeout_seconds=analysis.timeout_seconds,
            cancelled=observer.is_cancelled,
            told=observer.reading,
        ),
    )


def _parted(arguments: Mapping[str, Any]) -> tuple[Narrowing, dict[str, Any]]:
    """What part of the graph counts, and what is asked of it."""
    narrowing = Narrowing(*(tuple(arguments.get(name) or ()) for name in NARROWING))
    return narrowing, {name: value for name, value in arguments.items() if name not in NARROWING}


def _notices(narrowing: Narrowing, label: str | None, schema: GraphSchema) -> Iterator[str]:
    """Names that the graph does not have: who misspells one gets nothing, and should know why."""
    known = {each.name for each in schema.labels}
    for name in (*narrowing.labels, *filter(None, [label])):
        if name not in known:
            yield f"No node has the label {name}."
    for name in narrowing.types:
        if name not in schema.relationship_counts:
            yield f"There are no relationships of the type {name}."


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise AnalysisTimeout
    return left


@contextmanager
def _observed(measure: str, tenant_id: UUID) -> Iterator[None]:
    """Measure an analysis by how it went, and say that it was made."""
    started = time.perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "ok"
    except (AnalysisTimeout, GraphTimeout):
        outcome = "timeout"
        raise
    except (Cancelled, GraphCancelled):
        outcome = "cancelled"
        raise
    except AnalysesBusy:
        outcome = "busy"
        raise
    except PlatformError as error:
        outcome = "refused" if error.status < 500 else "failed"
        raise
    finally:
        elapsed = time.perf_counter() - started
        metrics.ANALYSIS.labels(measure, outcome).observe(elapsed)
        logger.info(
            "graph_analysed",
            tenant_id=str(tenant_id),
            measure=measure,
            outcome=outcome,
            milliseconds=round(elapsed * 1000),
        )
