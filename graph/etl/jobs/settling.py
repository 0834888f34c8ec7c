"""Settle what a job does with what it has staged, before anything is changed."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from graph.etl.errors import ImportRejected
from graph.etl.jobs.ending import leftovers_of_tenant_remove
from graph.etl.jobs.stages import SLICE_BATCHES, began_at, progress_of, type_of
from graph.etl.loading import indexed_labels, prepare_indexes, refused_labels, refused_type
from graph.etl.masking import UNMASKED
from graph.etl.node_ids import is_empty
from graph.etl.staging import (
    Comparison,
    Mode,
    Staging,
    choose_keys,
    expected,
    merge_repeated,
    plan,
    reject_refused_labels,
    reject_refused_types,
)
from graph.etl.undo import new_undo_file
from graph.files.models import GraphFile
from graph.files.services import new_file_writer
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome


@dataclass(frozen=True)
class Settings:
    """How a job loads what it has staged."""

    mode: Mode = Mode.MERGE
    strict: bool = False


def settle(
    ctx: PhaseContext,
    staging: Staging,
    settings: Settings,
    *,
    compare: Callable[[], None] | None = None,
) -> Outcome:
    """Decide what becomes of each record, and write down how to take it back. Changes no data.

    Args:
        compare: settles what is to be done with what was staged, where that is not to load it.

    Raises:
        ImportRejected: something was rejected, and the job is strict.
    """
    progress = progress_of(ctx, "transform")
    tell = progress.tell
    leftovers_of_tenant_remove(tenant_id=ctx.tenant_id, check_cancelled=ctx.check_cancelled)
    tell(part=0, rows=0, message="merging what is repeated")
    merge_repeated(staging)
    tell(part=0.1, rows=0, message="comparing with the graph")
    whole = settings.mode is Mode.REPLACE
    if compare is None:
        reject_refused_labels(staging, refused_labels)
        reject_refused_types(staging, refused_type)
        check = ctx.check_cancelled
        empty = is_empty(ctx.tenant_id, check=check)
        whole = whole or empty
        compare = Comparison(staging, ctx.tenant_id, settings.mode, check, empty).run
    compare()
    reject_refused_labels(staging, refused_labels)
    dead = _write_dead_letters(ctx, staging)
    with staging.transaction():
        staging.keep(dead_letters=dead, whole=whole)
    if settings.strict and dead["count"]:
        raise ImportRejected(
            f"{dead['count']:,} records were rejected, and the job is strict: nothing was changed."
        )
    tell(part=0.5, rows=0, message="putting batches in order")
    keys = choose_keys(staging, indexed_labels())
    batches = plan(staging)
    changes = staging.count("SELECT sum(rows) FROM batches")
    with new_undo_file(
        tenant_id=ctx.tenant_id, made_by=ctx.execution_id, name=f"{type_of(ctx)}-{ctx.execution_id}.undo.gz"
    ) as (undo, keep):
        wanted = expected(staging, undo=undo if changes else None, check=ctx.check_cancelled)
        undo_file = str(keep().pk) if changes else None
    prepare_indexes(keys)
    with staging.transaction():
        staging.keep(
            stage="planned",
            expected=[wanted.content.as_state(), wanted.labels, wanted.types],
            undo_file=undo_file,
            settings=asdict(settings),
        )
    return Outcome(
        state={"began_at": began_at(ctx), "batches": batches, "first_load": ctx.phase + 1},
        events=(progress.event(part=1, rows=changes, message=f"{changes:,} changes to be made"),),
        repetitions=max(1, -(-batches // SLICE_BATCHES)),
    )


def _write_dead_letters(ctx: PhaseContext, staging: Staging) -> dict[str, Any]:
    count = staging.count("SELECT count(*) FROM dead_letters")
    if not count:
        return {"count": 0, "file_id": None}
    with new_file_writer(
        tenant_id=ctx.tenant_id,
        name=f"{type_of(ctx)}-{ctx.execution_id}.rejected.jsonl",
        kind=GraphFile.Kind.DEAD_LETTER,
        made_by=ctx.execution_id,
        media_type="application/x-ndjson",
        scope=UNMASKED,
    ) as writer:
        for line, reason, text in staging.run(
            "SELECT line, reason, text FROM dead_letters ORDER BY line, seq"
        ):
            body = {"line": line, "reason": reason, "text": text}
            writer.write((json.dumps(body, ensure_ascii=False) + "\n").encode())
        return {"count": count, "file_id": str(writer.commit().pk)}
