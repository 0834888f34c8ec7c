"""The stages that every job that loads a graph goes through once its records are staged.

Each may be done again after a crash, and goes on where it was: the staging file and the job's marker in the
graph say where that is.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import structlog

from graph.etl import metrics
from graph.etl.canonical import ContentHash
from graph.etl.errors import GraphChangedMeanwhile, ImportRejected, StagingLost, VerificationFailed
from graph.etl.jobs.ending import counts, incomplete, leave, promised_files, tidy
from graph.etl.loading import Load, load_batches
from graph.etl.progress import Progress
from graph.etl.staging import Batch, Staging, folder_of
from graph.etl.verifying import read_back, report
from graph.schema import invalidate
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Child, Outcome
from jobs.engine.phases import phase
from jobs.errors import Overtaken
from jobs.services import job_record_result
from platform_project.http.errors import PlatformError, TransientError

logger: Final = structlog.get_logger(__name__)

SLICE_BATCHES: Final = 40
"""Of one phase of loading: a worker that is killed again and again still gets on."""
STAGE_HOURS: Final = timedelta(hours=2)
DEADLINE: Final = timedelta(hours=8)
"""Of the whole job."""
UNDO_FLOW: Final = "jobs.etl.undo"
_PERCENT: Final = {"extract": (0, 25), "transform": (25, 40), "load": (40, 85), "verify": (85, 99)}


def began_at(ctx: PhaseContext) -> float:
    """When the job's first stage has begun."""
    return float(ctx.state.get("began_at") or time.time())


def load_of(ctx: PhaseContext) -> Load:
    """What the job loads."""
    return Load(ctx.tenant_id, ctx.execution_id)


def type_of(ctx: PhaseContext) -> str:
    """The job's type, as metrics and file names say it."""
    return str(ctx.state.get("type", "etl.import"))


def progress_of(ctx: PhaseContext, stage: str, *, began: float | None = None) -> Progress:
    """The reports of one stage; ``began`` is when the job has, for its first."""
    begin, end = _PERCENT[stage]
    return Progress(ctx, stage, begin, end, began or began_at(ctx))


@contextmanager
def at_work(ctx: PhaseContext, stage: str, *, staged: bool = True) -> Iterator[Staging]:
    """The job's staging file, while a stage is at work.

    A job that ends here leaves whole batches in the graph, and its result says how many.

    Args:
        staged: whether an earlier stage has filled it.
    """
    started = time.perf_counter()
    with Staging(ctx.execution_id, holder=ctx.lease.token, check=ctx.check_cancelled) as staging:
        if staged and staging.fact("stage") is None:
            raise StagingLost
        try:
            yield staging
            _stay_known(ctx)
        except (TransientError, Overtaken):
            _stay_known(ctx)
            raise
        except PlatformError:
            staging.go_on()
            try:
                leave(staging, load_of(ctx), began=began_at(ctx))
            except PlatformError as trouble:
                logger.warning("etl_left_behind", error=trouble.detail)
            raise
        finally:
            metrics.STAGE.labels(type_of(ctx), stage).observe(time.perf_counter() - started)


def _is_forgotten(ctx: PhaseContext) -> bool:
    """Whether somebody has taken away what the job has kept: it has ended meanwhile."""
    return not (folder_of(ctx.execution_id) / Staging.FILE).exists()


def _stay_known(ctx: PhaseContext) -> None:
    """Let the cleaner come once more for what this worker may have done since the job's end."""
    if _is_forgotten(ctx):
        Staging(ctx.execution_id, holder=ctx.lease.token).close()


@phase("etl.load", repeated=True, time_limit=STAGE_HOURS)
def load(ctx: PhaseContext) -> Outcome:
    """Apply some of the batches."""
    number = ctx.phase - ctx.state["first_load"]
    batches = ctx.state["batches"]
    numbers = range(number * SLICE_BATCHES, min((number + 1) * SLICE_BATCHES, batches))
    progress = progress_of(ctx, "load")
    with at_work(ctx, "load") as staging:
        if ctx.state.get("interrupted"):
            return Outcome()
        total = max(1, staging.count("SELECT sum(rows) FROM batches"))

        def before() -> None:
            ctx.check_cancelled()
            if _is_forgotten(ctx):
                raise StagingLost

        def after(batch: Batch) -> None:
            rows = batch.before + batch.rows
            progress.tell(part=rows / total, rows=rows, message=f"{rows:,} of {total:,} changes made")

        try:
            load_batches(staging, load_of(ctx), numbers, before=before, after=after)
        except GraphChangedMeanwhile as error:
            if not staging.fact("settings")["strict"]:
                raise
            return Outcome(state={"interrupted": error.detail})
        finally:
            invalidate(ctx.tenant_id)
        said = incomplete(staging, applied=numbers.stop, began=began_at(ctx))
    # Who cancels the job between two of its phases reads there what was loaded.
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=said))


@phase("etl.verify", time_limit=STAGE_HOURS)
def verify(ctx: PhaseContext) -> Outcome:
    """Read back what was loaded. What a strict job has loaded wrongly is taken back, by a job of its own."""
    progress = progress_of(ctx, "verify")
    with at_work(ctx, "verify") as staging:
        content, labels, types = staging.fact("expected")
        content = ContentHash.from_state(content)
        total = max(1, content.nodes + content.relationships)
        found = read_back(
            staging,
            tenant_id=ctx.tenant_id,
            whole=staging.fact("whole"),
            check=ctx.check_cancelled,
            told=lambda read: progress.tell(
                part=read / total, rows=read, message=f"{read:,} records read back"
            ),
        )
        said = report(content=content, labels=labels, types=types, found=found)
        undo = staging.fact("undo_file")
        wrong = ctx.state.get("interrupted") or not said["ok"]
        takes_back = bool(wrong and undo and staging.fact("settings")["strict"])
        state = {"payload": {"file_id": undo}, "for": str(ctx.execution_id)}
        result = {
            **counts(staging, applied=ctx.state["batches"], began=began_at(ctx)),
            "content_hash": said["found_hash"],
            "verify": said,
        }
        if takes_back:
            result["taken_back"] = True
        return Outcome(
            state={"result": result},
            events=(progress.event(part=1, rows=total, message="verified"),),
            children=(Child(flow=UNDO_FLOW, state=state),) if takes_back else (),
        )


@phase("etl.conclude", inline=True)
def conclude(ctx: PhaseContext) -> Outcome:
    """Say what was done, and leave nothing behind but the files that were promised."""
    result = ctx.state["result"]
    tidy(load_of(ctx), keep=promised_files(result))
    for outcome in ("created", "updated", "deleted", "rejected"):
        metrics.RECORDS.labels(type_of(ctx), outcome).inc(result[outcome])
    numbers = {name: value for name, value in result.items() if isinstance(value, int | float)}
    logger.info("etl_ended", type=type_of(ctx), **numbers)
    failure: PlatformError | None = None
    if result.get("taken_back"):
        why = ctx.state.get("interrupted") or "What was loaded is not what was read."
        failure = ImportRejected(f"{why} It was taken back.")
    elif not result["verify"]["ok"]:
        failure = VerificationFailed(
            "The graph does not hold what was loaded: somebody else has changed it meanwhile."
        )
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result), failure=failure)
