"""What jobs do with a file of changes: make them, or take them back, read back what was made, and tell."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import structlog

from graph.etl import metrics
from graph.etl.errors import VerificationFailed
from graph.etl.formats.jsonl import json_line
from graph.etl.masking import UNMASKED
from graph.etl.progress import Progress
from graph.etl.records import Record
from graph.etl.transforms.applying import Missed
from graph.etl.transforms.changes import Change, Standing
from graph.etl.transforms.loading import (
    Loaded,
    changes_of,
    forget,
    load_changes,
    standing,
    undone,
)
from graph.files.models import GraphFile
from graph.files.reading import open_file
from graph.files.selectors import file_of
from graph.files.services import FileWriter, files_left_behind_delete, new_file_writer
from graph.schema import invalidate
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.models import Job
from jobs.services import job_record_result
from platform_project.http.errors import PlatformError, TransientError
from tenants.context import tenant_scope

logger: Final = structlog.get_logger(__name__)

PERCENT: Final = {"extract": (0, 1), "transform": (1, 40), "load": (40, 85), "verify": (85, 99)}
MEDIA_TYPE: Final = "application/x-ndjson"
_COPIED_BYTES: Final = 1_048_576


@dataclass(frozen=True)
class Work:
    """A file of changes in the hands of a job; ``result`` is what the job says so far."""

    ctx: PhaseContext
    type: str
    file_id: UUID
    total: int
    """How many changes there are."""
    result: dict[str, Any]
    takes_back: bool = False

    def changes(self) -> Iterator[tuple[Change, int]]:
        """What is to be done, from the beginning."""
        file = file_of(tenant_id=self.ctx.tenant_id, file_id=self.file_id)
        return undone(lambda: changes_of(file)) if self.takes_back else changes_of(file)


def make_changes(work: Work) -> Outcome:
    """Make the changes; what somebody else has changed meanwhile stays, and joins the dead letters."""
    ctx, result = work.ctx, work.result
    progress, loaded = progress_of(ctx, "load"), Loaded()
    with timed(work.type, "load"), new_dead_letters(ctx, work.type) as dead:
        _copy(ctx, result["dead_letter_file_id"], dead)

        def on_missed(missed: Missed) -> None:
            dead.write(dead_letter(missed.change.before, missed.reason))

        try:
            for loaded in load_changes(
                work.changes(), tenant_id=ctx.tenant_id, key=_key(ctx), on_missed=on_missed
            ):
                progress.tell(part=loaded.seen / max(1, work.total), rows=loaded.seen)
        except TransientError:
            raise
        except PlatformError:
            _keep_result(ctx, {**result, **_done(loaded)})
            raise
        finally:
            invalidate(ctx.tenant_id)
        result = {**result, **_done(loaded)}
        if loaded.missed:
            result["dead_letter_file_id"] = str(dead.commit().pk)
    return Outcome(state={"result": result}, events=(progress.event(part=1, rows=loaded.seen),))


def read_back(work: Work) -> dict[str, Any]:
    """Whether what was changed is in the graph as it was left."""
    with timed(work.type, "verify"):
        found = look(work, "verify").after
    different = max(0, work.result["changed"] - found)
    return {"as_changed": found, "different": different, "ok": not different}


def look(work: Work, stage: str) -> Standing:
    """How the records of the changes are by now."""
    progress = progress_of(work.ctx, stage)
    return standing(
        work.changes(),
        tenant_id=work.ctx.tenant_id,
        after_batch=lambda seen: progress.tell(part=seen / max(1, work.total), rows=seen),
    )


def conclude(
    ctx: PhaseContext, job_type: str, result: dict[str, Any], verified: dict[str, Any] | None
) -> Outcome:
    """Say what was done, and leave nothing behind but the files that the result names.

    Args:
        verified: what ``read_back`` has said; None when nothing was to be changed.
    """
    result = {name: value for name, value in result.items() if name != "complete"}
    result["seconds"] = round(time.time() - ctx.state["began_at"], 3)
    failure = None
    if verified is not None:
        result["verify"] = verified
        if not verified["ok"]:
            failure = VerificationFailed(
                f"{verified['different']:,} records are not as they were left: "
                "somebody else has changed them meanwhile."
            )
        forget(tenant_id=ctx.tenant_id, key=_key(ctx))
    keep = [UUID(result[name]) for name in ("undo_file_id", "dead_letter_file_id") if result.get(name)]
    files_left_behind_delete(tenant_id=ctx.tenant_id, made_by=ctx.execution_id, keep=keep)
    for outcome in ("changed", "updated", "missed", "rejected"):
        metrics.RECORDS.labels(job_type, outcome).inc(result.get(outcome, 0))
    counts = {name: value for name, value in result.items() if isinstance(value, int | float)}
    logger.info("etl_ended", type=job_type, **counts)
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result), failure=failure)


def progress_of(ctx: PhaseContext, stage: str) -> Progress:
    """The reports of one stage."""
    return Progress(ctx, stage, *PERCENT[stage], ctx.state["began_at"])


def nothing_done() -> dict[str, int]:
    """What a result says before anything is changed."""
    return _done(Loaded())


@contextmanager
def timed(job_type: str, stage: str) -> Iterator[None]:
    """Tell Prometheus how long the block took."""
    began = time.perf_counter()
    try:
        yield
    finally:
        metrics.STAGE.labels(job_type, stage).observe(time.perf_counter() - began)


def new_dead_letters(ctx: PhaseContext, job_type: str) -> FileWriter:
    """A file for the records that stay as they are."""
    return new_file_writer(
        tenant_id=ctx.tenant_id,
        name=f"{job_type}-{ctx.execution_id}.rejected.jsonl",
        kind=GraphFile.Kind.DEAD_LETTER,
        made_by=ctx.execution_id,
        media_type=MEDIA_TYPE,
        scope=UNMASKED,
    )


def dead_letter(record: Record, reason: str, *, step: int | None = None) -> bytes:
    """Why a record stays as it is, and the record itself; ``step`` counts from 0."""
    body = {"step": step, "reason": reason, "record": json.loads(json_line(record))}
    return (json.dumps(body, ensure_ascii=False) + "\n").encode()


def _copy(ctx: PhaseContext, file_id: str | None, to: FileWriter) -> None:
    if file_id is not None:
        with open_file(file_of(tenant_id=ctx.tenant_id, file_id=UUID(file_id))) as stream:
            while block := stream.read(_COPIED_BYTES):
                to.write(block)


def _key(ctx: PhaseContext) -> str:
    """What the markers of the job begin with."""
    return f"etl:{ctx.execution_id}"


def _done(loaded: Loaded) -> dict[str, int]:
    return {"changed": loaded.changed + loaded.already, "missed": loaded.missed}


def _keep_result(ctx: PhaseContext, result: dict[str, Any]) -> None:
    """Say what was done of a job that ends here."""
    with tenant_scope(ctx.tenant_id):
        Job.objects.filter(pk=ctx.execution_id).update(result=result)
