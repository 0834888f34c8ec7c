"""The job type ``etl.import``: loads a file into the tenant's graph."""

import time
from typing import Any, Final
from uuid import UUID

from celery import chain

from graph.etl.errors import ValueRefused
from graph.etl.formats import FORMATS, read_members
from graph.etl.formats.files import members_of
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
from graph.etl.mapping import MAPPING_SCHEMA, Mapped, mapping_errors, mapping_of
from graph.etl.records import BEGINNING, Item, Position, Record, Rejected
from graph.etl.staging import Intake, Mode
from graph.files.models import GraphFile
from graph.files.progress import Reached
from graph.files.selectors import file_of, file_to_use
from graph.turns import CHANGES_GRAPH
from jobs.engine.context import PhaseContext
from jobs.engine.flows import ETL
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.models import Job
from jobs.registry import register_job_type
from platform_project.http.errors import ValidationFailed
from security.principal import Principal
from security.scopes import Scope

IMPORT_JOB: Final = "etl.import"
AUTO: Final = "auto"

PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "file_id": {"type": "string", "format": "uuid", "description": "The file: /v1/graph/files."},
        "format": {
            "enum": [AUTO, *FORMATS],
            "default": AUTO,
            "description": "How the file is written; `auto`: what it was seen to be when it came.",
        },
        "mode": {
            "enum": [mode.value for mode in Mode],
            "default": Mode.MERGE.value,
            "description": "`merge` adds to the graph; with `replace` the graph is the file afterwards.",
        },
        "strict": {
            "type": "boolean",
            "default": False,
            "description": "Whether a record that is rejected fails the import, and nothing is loaded.",
        },
        "mapping": MAPPING_SCHEMA,
    },
    "required": ["file_id"],
    "additionalProperties": False,
}


def prepare(principal: Principal, job: Job) -> None:
    """Take hold of the file.

    Raises:
        ValidationFailed: there is none, its format is not known, or the mapping gives impossible names.
    """
    if errors := mapping_errors(job.payload.get("mapping", {}), below="/payload/mapping"):
        raise ValidationFailed("The payload does not fit the job type.", extensions={"errors": errors})
    file = file_to_use(principal=principal, file_id=UUID(job.payload["file_id"]))
    if _format(job.payload, file) not in FORMATS:
        detail = f"Nobody knows the format of {file.name!r}: name it."
        errors = [{"pointer": "/payload/format", "code": "unknown_format", "detail": detail}]
        raise ValidationFailed(extensions={"errors": errors})


def _format(payload: dict[str, Any], file: GraphFile) -> str:
    asked = payload.get("format", AUTO)
    return str(file.format if asked == AUTO else asked)


@phase("etl.import.extract", time_limit=STAGE_HOURS)
def extract(ctx: PhaseContext) -> Outcome:
    """Read the file, and stage its records under the names that the mapping gives them."""
    payload = ctx.state["payload"]
    mapping = mapping_of(payload.get("mapping", {}))
    with at_work(ctx, "extract", staged=False) as staging:
        file = file_of(tenant_id=ctx.tenant_id, file_id=UUID(payload["file_id"]))
        begin = Position(*staging.fact("position", BEGINNING))
        rows = staging.fact("rows", 0)
        began = staging.fact("began_at") or time.time()
        progress = progress_of(ctx, "extract", began=began)
        reached = Reached()
        intake = Intake(staging)

        def flush(position: Position) -> None:
            intake.flush(position=position, rows=rows, began_at=began, stage="extracted")
            progress.tell(
                part=reached.share,
                rows=rows,
                size=reached.before(position.member) + position.offset,
                message=f"{rows:,} records read",
            )

        before = begin
        members = members_of(file, reached=reached)
        for item in read_members(members, format_name=_format(payload, file), begin=begin):
            rows += 1
            _take(intake, item, mapping)
            if item.position.member == before.member:
                intake.size += item.position.offset - before.offset
            before = item.position
            if intake.is_full:
                flush(before)
        flush(before)
        return Outcome(
            state={"began_at": began, "type": IMPORT_JOB},
            events=(progress.event(part=1, rows=rows, message=f"{rows:,} records read"),),
        )


def _take(intake: Intake, item: Item, mapping: Mapped | None) -> None:
    record: Record | Rejected | None = item.record
    if mapping is not None and not isinstance(record, Rejected) and record is not None:
        try:
            record = mapping.apply(record)
        except ValueRefused as error:
            record = Rejected(item.line, str(error), "")
    if record is not None:
        intake.take(record, line=item.line, ignored=item.ignored)


@phase("etl.import.transform", time_limit=STAGE_HOURS)
def transform(ctx: PhaseContext) -> Outcome:
    """Compare what was read with the graph, and divide what is to be changed into batches."""
    payload = ctx.state["payload"]
    settings = Settings(mode=Mode(payload.get("mode", Mode.MERGE)), strict=bool(payload.get("strict", False)))
    with at_work(ctx, "transform") as staging:
        return settle(ctx, staging, settings)


register_job_type(
    IMPORT_JOB,
    description="Loads a file of nodes and relationships into the graph.",
    payload_schema=PAYLOAD,
    stages=chain(extract.si(), transform.si(), load.si(), verify.si(), conclude.si()),
    scope=Scope.GRAPH_WRITE,
    queues=ETL,
    deadline=DEADLINE,
    exclusive_group=CHANGES_GRAPH,
    prepare=prepare,
)
