"""What jobs do with a file of changes: make them, read back what was made, tell, and leave nothing behind."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from graph.etl import metrics
from graph.etl.errors import VerificationFailed
from graph.etl.jobs.ledger import dead_letter, new_file
from graph.etl.jobs.work import Work, result_and_end
from graph.etl.progress import Progress
from graph.etl.staging import folder_of, remove
from graph.etl.transforms.applying import Missed
from graph.etl.transforms.loading import (
    Loaded,
    count_as_left,
    forget,
    load_changes,
    loaded_before,
    search_held_ids,
)
from graph.files.models import GraphFile
from graph.files.reading import open_file
from graph.files.selectors import file_of
from graph.files.services import FileWriter, files_left_behind_delete
from graph.schema import invalidate
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.errors import Overtaken
from jobs.models import Job
from jobs.services import job_record_result
from platform_project.http.errors import NotFound, PlatformError, TransientError
from tenants.context import tenant_scope

logger: Final = structlog.get_logger(__name__)

PERCENT: Final = {"extract": (0, 1), "transform": (1, 40), "load": (40, 85), "verify": (85, 99)}
_COPIED_BYTES: Final = 1_048_576


@contextmanager
def at_work(work: Work, stage: str) -> Iterator[None]:
    """One stage of a job that changes records; its work is kept from here on.

    A job that ends here says what was done, and leaves no marker in the graph.
    """
    began = time.perf_counter()
    work.keep()
    try:
        yield
    except TransientError:
        raise
    except Overtaken:
        if not folder_of(work.execution_id).exists():
            # The job has ended meanwhile; the cleaner comes for what this worker has still done.
            Work(work.tenant_id, work.execution_id, work.type, work.began_at).keep()
        raise
    except PlatformError:
        try:
            leave(work.execution_id)
        except PlatformError as trouble:
            logger.warning("etl_left_behind", error=trouble.detail)
        raise
    finally:
        metrics.STAGE.labels(work.type, stage).observe(time.perf_counter() - began)


def make_changes(ctx: PhaseContext, work: Work) -> Outcome:
    """Make the changes; what somebody else has changed meanwhile stays, and joins the dead letters."""
    progress, loaded = progress_of(ctx, "load"), Loaded()
    with at_work(work, "load"), _all_dead_letters(work) as (dead, on_missed):
        try:
            for loaded in load_changes(
                work.changes(), tenant_id=work.tenant_id, key=work.key, on_missed=on_missed
            ):
                progress.tell(part=loaded.seen / max(1, work.total), rows=loaded.seen)
        finally:
            invalidate(ctx.tenant_id)
        result = _said(work, loaded, dead)
    return Outcome(
        state={"said": result},
        events=(progress.event(part=1, rows=loaded.seen),),
        # Who cancels the job between two of its stages reads there what was changed.
        record=job_record_result(execution_id=ctx.execution_id, result=result),
    )


def read_back(ctx: PhaseContext, work: Work) -> dict[str, Any] | None:
    """Whether what was changed is in the graph as it was left; None when nothing was to be changed."""
    if not work.has_changes:
        return None
    progress = progress_of(ctx, "verify")
    found = count_as_left(
        work.changes(),
        tenant_id=work.tenant_id,
        after_batch=lambda seen: progress.tell(part=seen / max(1, work.total), rows=seen),
    )
    different = max(0, ctx.state["said"][work.words[0]] - found)
    return {"as_changed": found, "different": different, "ok": not different}


def conclude(ctx: PhaseContext, work: Work, verified: dict[str, Any] | None) -> Outcome:
    """Say what was done, and leave nothing behind but the files that the result names.

    Args:
        verified: what ``read_back`` has said.
    """
    result = {name: value for name, value in ctx.state["said"].items() if name != "complete"}
    result["seconds"] = work.seconds()
    failure = None
    if verified is not None:
        result["verify"] = verified
        if not verified["ok"]:
            failure = VerificationFailed(
                f"{verified['different']:,} records are not as they were left: "
                "somebody else has changed them meanwhile."
            )
    _tidy(work, result)
    for outcome in ("changed", "updated", "missed", "rejected"):
        metrics.RECORDS.labels(work.type, outcome).inc(result.get(outcome, 0))
    counts = {name: value for name, value in result.items() if isinstance(value, int | float)}
    logger.info("etl_ended", type=work.type, **counts)
    return Outcome(record=job_record_result(execution_id=work.execution_id, result=result), failure=failure)


def leave(execution_id: UUID) -> None:
    """A job ends before its time: say what of it the graph has, and take away the rest; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, InsufficientStorage: the cleaner comes for it later.
    """
    work = Work.kept(execution_id)
    if work is None:
        remove(execution_id)
        return
    with tenant_scope(work.tenant_id):
        said, ended = result_and_end(execution_id)
    seen, result = _so_far(work, ended)
    # Where there is no marker, nothing was done since that was said; or they were taken away after it was.
    if result is not None and (seen or said is None):
        said = result
        with tenant_scope(work.tenant_id):
            Job.objects.filter(pk=execution_id).update(result=result)
    logger.info("etl_left", execution_id=str(execution_id), applied=seen)
    _tidy(work, said or {})


def progress_of(ctx: PhaseContext, stage: str) -> Progress:
    """The reports of one stage."""
    return Progress(ctx, stage, *PERCENT[stage], ctx.state["began_at"])


def _so_far(work: Work, ended: datetime | None) -> tuple[int, dict[str, Any] | None]:
    """How many changes the graph's markers tell of, and what the job has to say of them."""
    if not work.has_changes:
        return 0, work.result
    try:
        with _all_dead_letters(work) as (dead, on_missed):
            loaded = loaded_before(
                work.changes(), tenant_id=work.tenant_id, key=work.key, on_missed=on_missed
            )
            return loaded.seen, _said(work, loaded, dead, until=ended)
    except NotFound:  # Somebody has deleted a file since: what was said before is all that is known.
        search_held_ids(tenant_id=work.tenant_id, key=work.key)
        return 0, work.result


def _said(work: Work, loaded: Loaded, dead: FileWriter, *, until: datetime | None = None) -> dict[str, Any]:
    files = {"dead_letter_file_id": str(dead.commit().pk)} if loaded.missed else {}
    return work.said(loaded, until=until, **files)


@contextmanager
def _all_dead_letters(work: Work) -> Iterator[tuple[FileWriter, Callable[[Missed], object]]]:
    """A file with the dead letters of the stages before, and how one comes to it."""
    with new_file(work, GraphFile.Kind.DEAD_LETTER) as dead:
        file_id = work.result and work.result["dead_letter_file_id"]
        if file_id:
            with open_file(file_of(tenant_id=work.tenant_id, file_id=UUID(file_id))) as stream:
                while block := stream.read(_COPIED_BYTES):
                    dead.write(block)
        yield dead, lambda missed: dead.write(dead_letter(missed.change.before, missed.reason))


def _tidy(work: Work, result: dict[str, Any]) -> None:
    """Take away what a job has used, but for the files that its result names; safe to repeat."""
    keep = [UUID(result[name]) for name in ("undo_file_id", "dead_letter_file_id") if result.get(name)]
    files_left_behind_delete(tenant_id=work.tenant_id, made_by=work.execution_id, keep=keep)
    forget(tenant_id=work.tenant_id, key=work.key)
    remove(work.execution_id)
