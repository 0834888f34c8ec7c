"""The job type ``graph.analytics``: a measure with all the time that it takes."""

import time
from datetime import timedelta
from typing import Any, Final

from celery import chain

from graph.analytics.errors import AnalysesBusy
from graph.analytics.requests import MEASURES, object_schema, with_defaults
from graph.analytics.services import LONG_BUDGET, Analysis, Observer, analyse, project
from jobs.engine.context import PhaseContext
from jobs.engine.flows import BATCH
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.errors import NotYet
from jobs.progress import progress_event, report_progress
from jobs.registry import register_job_type
from jobs.services import job_record_result
from security.scopes import Scope

ANALYTICS_JOB: Final = "graph.analytics"
DEADLINE: Final = timedelta(minutes=30)
REPORT_SECONDS: Final = 1.0
BUSY_DELAY: Final = timedelta(seconds=10)
"""After which a job that has found no place comes back, at most."""
READ_PERCENT: Final = 40.0
"""How far a job has come when the graph is read."""

PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "action": {"enum": list(MEASURES), "description": "What is to be computed."},
        "arguments": {
            "type": "object",
            "default": {},
            "description": "As those of the action of the same name of the tool graph.analytics.",
        },
    },
    "required": ["action"],
    "additionalProperties": False,
    "allOf": [
        {
            "if": {"properties": {"action": {"const": name}}},
            "then": {
                "properties": {"arguments": object_schema(measure)},
                "required": ["arguments"] if object_schema(measure)["required"] else [],
            },
        }
        for name, measure in MEASURES.items()
    ],
}


@phase("graph.analytics.project", time_limit=DEADLINE)
def project_graph(ctx: PhaseContext) -> Outcome:
    """Read the part of the graph that counts, and keep it at hand; done again, it is there already."""
    said = _Progress(ctx, "project")

    def reading(nodes: int, relationships: int) -> None:
        # How many are expected may be an estimate.
        share = min(1.0, relationships / max(1, said.expected))
        said.tell(f"{nodes:,} nodes and {relationships:,} relationships", READ_PERCENT * share)

    observer = Observer(ctx.check_cancelled, reading=reading, expected=said.expect)
    project(ctx.tenant_id, _analysis(ctx), observer=observer)
    return Outcome(
        events=(progress_event(stage="project", message="The graph is read", percent=READ_PERCENT),)
    )


@phase("graph.analytics.compute", time_limit=DEADLINE)
def compute_figures(ctx: PhaseContext) -> Outcome:
    """Compute what is asked for, once there is a place for it; done again, it finds the same."""
    said = _Progress(ctx, "compute")
    began = computing_began = time.monotonic()

    def computing(share: float) -> None:
        nonlocal computing_began
        if not share:
            computing_began = time.monotonic()
            return
        left = (time.monotonic() - computing_began) * (1 - share) / share
        said.tell(f"{share:.0%}, {left:.0f} s left", READ_PERCENT + (100 - READ_PERCENT) * share)

    analysis = _analysis(ctx)
    try:
        found, warnings = analyse(
            ctx.tenant_id, analysis, observer=Observer(ctx.check_cancelled, computing=computing)
        )
    except AnalysesBusy as busy:
        report_progress(ctx, stage="compute", message="Waits for a place to compute", percent=READ_PERCENT)
        raise NotYet(BUSY_DELAY) from busy
    result = {
        "action": analysis.measure,
        "arguments": analysis.arguments,
        "data": found,
        "warnings": warnings,
        "seconds": round(time.monotonic() - began, 3),
    }
    return Outcome(
        events=(progress_event(stage="compute", message="All is computed", percent=100),),
        record=job_record_result(execution_id=ctx.execution_id, result=result),
    )


class _Progress:
    """How far a phase has come, told once a second at most."""

    def __init__(self, ctx: PhaseContext, stage: str) -> None:
        self._ctx = ctx
        self._stage = stage
        self._told_at = time.monotonic()
        self.expected = 0

    def expect(self, relationships: int) -> None:
        """How many relationships there are to be read."""
        self.expected = relationships

    def tell(self, message: str, percent: float) -> None:
        """Record it, unless something was told just now."""
        if time.monotonic() - self._told_at >= REPORT_SECONDS:
            self._told_at = time.monotonic()
            report_progress(self._ctx, stage=self._stage, message=message, percent=min(percent, 100.0))


def _analysis(ctx: PhaseContext) -> Analysis:
    payload = ctx.state["payload"]
    measure = MEASURES[payload["action"]]
    arguments = with_defaults(measure, payload.get("arguments", {}))
    return Analysis(measure.name, arguments, DEADLINE.total_seconds(), LONG_BUDGET)


register_job_type(
    ANALYTICS_JOB,
    description="Computes figures of the whole graph: centrality, communities, components, paths.",
    payload_schema=PAYLOAD,
    stages=chain(project_graph.si(), compute_figures.si()),
    scope=Scope.GRAPH_READ,
    queues=BATCH,
    deadline=DEADLINE,
)
