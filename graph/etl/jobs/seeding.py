"""The job type ``graph.seed``: loads the sample, of any size, into the tenant's graph."""

import time
from itertools import islice
from typing import Any, Final

from celery import chain

from graph.etl.jobs.settling import Settings, settle
from graph.etl.jobs.stages import (
    DEADLINE,
    STAGE_HOURS,
    at_work,
    conclude,
    load,
    progress_of,
    verify,
)
from graph.etl.node_ids import is_empty
from graph.etl.staging import Intake
from graph.sample import LEAST_NODES, Size, stream
from graph.turns import CHANGES_GRAPH
from jobs.engine.context import PhaseContext
from jobs.engine.flows import ETL
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.registry import register_job_type
from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict
from security.scopes import Scope
from tenants.models import Tenant

SEED_JOB: Final = "graph.seed"
MOST_NODES: Final = 5_000_000
EMPTY: Final = "empty"
MERGE: Final = "merge"

PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "size": {
            "oneOf": [
                {"enum": [size.value for size in Size]},
                {"type": "integer", "minimum": LEAST_NODES, "maximum": MOST_NODES},
            ],
            "default": Size.S.value,
            "description": "About 200, 2,000 or 20,000 nodes, or a number of nodes: exactly so many, and "
            "twice as many relationships.",
        },
        "seed": {
            "type": "integer",
            "minimum": 0,
            "maximum": 2**31 - 1,
            "default": 1,
            "description": "Another one gives other data; the same gives the same.",
        },
        "mode": {
            "enum": [EMPTY, MERGE],
            "default": EMPTY,
            "description": "`empty` loads into a graph that holds nothing; `merge` adds to what is there.",
        },
    },
    "additionalProperties": False,
}


class GraphNotEmpty(Conflict):
    """The tenant's graph is not empty. With the mode `merge` the sample is added to what is there."""

    code = ErrorCode.CONFLICT


@phase("graph.seed.extract", time_limit=STAGE_HOURS)
def extract(ctx: PhaseContext) -> Outcome:
    """Make the sample, and stage it; done again, it goes on behind what was staged.

    Raises:
        GraphNotEmpty: there is something in the graph, and the sample is not to be merged with it.
    """
    payload = ctx.state["payload"]
    with at_work(ctx, "extract", staged=False) as staging:
        if payload.get("mode", EMPTY) == EMPTY and not is_empty(ctx.tenant_id):
            raise GraphNotEmpty
        rows = staging.fact("rows", 0)
        began = staging.fact("began_at") or time.time()
        progress = progress_of(ctx, "extract")
        size, intake = size_of(payload), Intake(staging)
        tenant = Tenant.objects.get(pk=ctx.tenant_id).slug
        sample = stream(tenant=tenant, size=size, seed=payload.get("seed", 1))
        for record in islice(sample, rows, None):
            rows += 1
            intake.take(record, line=rows)
            if intake.is_full:
                intake.flush(rows=rows, began_at=began, stage="extracted")
                progress.tell(part=rows / records_of(size), rows=rows, message=f"{rows:,} records made")
        intake.flush(rows=rows, began_at=began, stage="extracted")
        return Outcome(
            state={"began_at": began, "type": SEED_JOB},
            events=(progress.event(part=1, rows=rows, message=f"{rows:,} records made"),),
        )


def size_of(payload: dict[str, Any]) -> Size | int:
    """The size that a payload asks for."""
    size = payload.get("size", Size.S)
    return size if isinstance(size, int) else Size(size)


def records_of(size: Size | int) -> int:
    """About how many records a sample has: for saying how far it is."""
    return 3 * size if isinstance(size, int) else _ABOUT[size]


_ABOUT: Final = {Size.S: 700, Size.M: 6_000, Size.L: 60_000}


@phase("graph.seed.transform", time_limit=STAGE_HOURS)
def transform(ctx: PhaseContext) -> Outcome:
    """Compare the sample with the graph, and divide what is to be changed into batches."""
    with at_work(ctx, "transform") as staging:
        return settle(ctx, staging, Settings())


register_job_type(
    SEED_JOB,
    description="Loads the sample of BLAST and BOLD tasks into the graph, of any size.",
    payload_schema=PAYLOAD,
    stages=chain(extract.si(), transform.si(), load.si(), verify.si(), conclude.si()),
    scope=Scope.GRAPH_WRITE,
    queues=ETL,
    deadline=DEADLINE,
    exclusive_group=CHANGES_GRAPH,
)
