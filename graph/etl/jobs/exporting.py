"""The job type ``etl.export``: writes the tenant's graph, or what a query finds, into a file.

Nothing of the graph is locked. So what was read is read again at the end, and the two are compared by their
content hash: when they are the same, the file is the graph as it was at every moment between the two readings
(unless it was changed and changed back). When they are not, the second reading is written in its place and
compared with a third. After ``MOST_READINGS`` the result says that the file is not of one moment.

A stage that is done again does all of it again: to go on in the middle of a reading would mix two states. The
file is kept in the transaction in which the job ends, so there is one only when the job has succeeded.
"""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import structlog
from celery import chain

from graph.etl import metrics
from graph.etl.exporting.reading import checked
from graph.etl.exporting.spool import Spooled, remove
from graph.etl.exporting.work import DEFAULT_FORMAT, EXPORT_JOB, Export, Made, Masked
from graph.etl.formats import FORMATS
from graph.etl.masking import UNMASKED
from jobs.engine.context import PhaseContext
from jobs.engine.flows import ETL
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.models import Job
from jobs.registry import register_job_type
from jobs.services import job_record_result
from platform_project.http.errors import PermissionRefused
from security.principal import Principal
from security.scopes import Scope

logger: Final = structlog.get_logger(__name__)

__all__ = ("EXPORT_JOB", "MOST_READINGS")

MOST_READINGS: Final = 4
STAGE_HOURS: Final = timedelta(hours=2)
DEADLINE: Final = timedelta(hours=8)
MAX_QUERY: Final = 20_000

PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "format": {"enum": [*FORMATS], "default": DEFAULT_FORMAT, "description": "How the file is written."},
        "query": {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_QUERY,
            "description": "A reading query whose result is exported; without it, all of the graph.",
        },
        "params": {"type": "object", "default": {}, "description": "The parameters of the query."},
        "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "description": "What the file is called; its ending is added.",
        },
        "compress": {
            "type": "boolean",
            "default": False,
            "description": "Whether it is compressed by gzip. CSV of a graph is an archive anyway.",
        },
        "mask": {
            "type": "boolean",
            "description": "Whether personal data is masked. Not to mask it needs the scope graph:write; who "
            "holds that gets it unmasked unless they say otherwise.",
        },
    },
    "additionalProperties": False,
}


def prepare(principal: Principal, job: Job) -> None:
    """See that the query may run, and whether the principal may have personal data.

    Raises:
        PermissionRefused: unmasked data was asked for, and may not be seen.
        CypherRefused, ExportRefused: the query is not a bounded reading query.
    """
    if job.payload.get("mask") is False and not principal.can(UNMASKED):
        raise PermissionRefused(f"Personal data is exported unmasked to who holds the scope {UNMASKED}.")
    if query := job.payload.get("query"):
        params = job.payload.get("params", {})
        checked(query, params, tenant_id=principal.tenant_id, with_schema=False)


@phase("etl.export.extract", time_limit=STAGE_HOURS)
def extract(ctx: PhaseContext) -> Outcome:
    """Read what is to be exported."""
    began_at = time.time()
    export = Export(ctx, "extract", began_at=began_at)
    with export.at_work():
        spooled = export.read()
    return Outcome(
        state={"began_at": began_at, "spooled": spooled.as_state()}, events=(export.done(spooled.rows),)
    )


@phase("etl.export.transform", time_limit=STAGE_HOURS)
def transform(ctx: PhaseContext) -> Outcome:
    """Mask personal data, unless who asks may see it."""
    export = Export(ctx, "transform", began_at=ctx.state["began_at"])
    with export.at_work():
        masked = export.mask(Spooled.from_state(ctx.state["spooled"]))
    return Outcome(state={"masked": masked.as_state()}, events=(export.done(masked.spooled.rows),))


@phase("etl.export.load", time_limit=STAGE_HOURS)
def load(ctx: PhaseContext) -> Outcome:
    """Write the file, where nobody sees it before it was read back."""
    export = Export(ctx, "load", began_at=ctx.state["began_at"])
    with export.at_work():
        made = export.write(Masked.from_state(ctx.state["masked"]))
    told = export.done(made.rows, made.file.size)
    return Outcome(state={"made": made.as_state()}, events=(told,))


@phase("etl.export.verify", time_limit=STAGE_HOURS)
def verify(ctx: PhaseContext) -> Outcome:
    """Read the file back, and the graph again; keep the file."""
    export = Export(ctx, "verify", began_at=ctx.state["began_at"])
    with export.at_work():
        made, is_consistent, readings = _settle(export, Made.from_state(ctx.state["made"]))
        writer = export.keep(made.file)
        result = export.result(made, file_id=str(writer.id), is_consistent=is_consistent, readings=readings)
    export.tidy()
    record_result = job_record_result(execution_id=ctx.execution_id, result=result)

    def record() -> None:
        writer.commit()
        record_result()

    rows = made.rows
    metrics.RECORDS.labels(EXPORT_JOB, "exported").inc(rows)
    told = {name: result[name] for name in _LOGGED}
    logger.info("etl_exported", by=ctx.principal.sub, rows=rows, masked=result["masked"] is not None, **told)
    return Outcome(events=(export.done(rows, made.file.size),), record=record)


_LOGGED: Final = ("file_id", "format", "size", "consistent", "readings", "seconds")


def _settle(export: Export, made: Made) -> tuple[Made, bool, int]:
    """The file of a reading that the next has confirmed, or of the last; whether so, and how many it took."""
    readings = 1
    while True:
        made = export.read_back(made)
        again = export.read(0.4, 1)
        readings += 1
        is_consistent = again.content == made.masked.read
        if is_consistent or readings == MOST_READINGS:
            remove(again)
            return made, is_consistent, readings
        Path(made.file.path).unlink()
        made = export.write(export.mask(again))


register_job_type(
    EXPORT_JOB,
    description="Writes the graph, or what a query finds, into a file.",
    payload_schema=PAYLOAD,
    stages=chain(extract.si(), transform.si(), load.si(), verify.si()),
    scope=Scope.GRAPH_READ,
    queues=ETL,
    deadline=DEADLINE,
    prepare=prepare,
)
