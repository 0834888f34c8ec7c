"""What ``etl.undo`` does with what a transform has changed, stage by stage."""

import time
from typing import Any, Final
from uuid import UUID

from graph.etl.jobs.changing import at_work, conclude, make_changes, progress_of, read_back
from graph.etl.jobs.ledger import Ledger, new_ledger, require_all
from graph.etl.jobs.work import Work
from graph.etl.transforms.changes import State
from graph.etl.transforms.loading import changes_of, undone, with_states
from graph.files.models import GraphFile
from graph.files.selectors import file_of
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.services import job_record_result

UNDO_JOB: Final = "etl.undo"
_TOLD_EACH: Final = 500
"""Changes, between two looks at the clock."""


def is_for(ctx: PhaseContext) -> bool:
    """Whether the job takes back a transform; from its second stage on."""
    return bool(ctx.state.get("of_transform"))


def extract(ctx: PhaseContext, file: GraphFile) -> Outcome:
    """Count what was to be changed."""
    total = 0
    for _ in changes_of(file):
        ctx.check_cancelled()
        total += 1
    return Outcome(state={"began_at": time.time(), "of_transform": True, "total": total})


def transform(ctx: PhaseContext) -> Outcome:
    """Look which records are still as the job has left them, and write down what is taken back."""
    work, progress, total = _work(ctx), progress_of(ctx, "transform"), max(1, ctx.state["total"])
    file = file_of(tenant_id=ctx.tenant_id, file_id=UUID(ctx.state["payload"]["file_id"]))
    with at_work(work, "transform"), new_ledger(work, _counts) as ledger:
        back = undone(lambda: changes_of(file))
        for seen, (change, state) in enumerate(with_states(back, tenant_id=ctx.tenant_id)):
            if seen % _TOLD_EACH == 0:
                progress.tell(part=seen / total, rows=seen)
            if state is State.BEFORE:
                ledger.change(change)
            elif state is not State.AFTER:
                ledger.reject(change.before, state.value)
        if ctx.state["payload"].get("strict", False):
            require_all(ledger, "records have been changed since, and the undo is strict.")
        work = work.known({**_counts(ledger), **ledger.keep()})
        work.keep()
    return Outcome(
        state={"result": work.result},
        events=(progress.event(part=1, rows=ctx.state["total"]),),
        record=job_record_result(execution_id=ctx.execution_id, result=work.result or {}),
    )


def load(ctx: PhaseContext) -> Outcome:
    """Make of each record what it was."""
    return make_changes(ctx, _work(ctx))


def verify(ctx: PhaseContext) -> Outcome:
    """Read back what was taken back."""
    work = _work(ctx)
    with at_work(work, "verify"):
        return Outcome(state={"verify": read_back(ctx, work)})


def tell(ctx: PhaseContext) -> Outcome:
    """Say what was done."""
    return conclude(ctx, _work(ctx), ctx.state["verify"])


def _counts(ledger: Ledger) -> dict[str, Any]:
    """What an undo's result says, in the words of every undo."""
    found = {"nodes": ledger.nodes, "relationships": ledger.relationships, "rejected": ledger.rejected}
    return {**found, "created": 0, "updated": 0, "deleted": 0}


def _work(ctx: PhaseContext) -> Work:
    return Work.of(ctx, UNDO_JOB, words=("updated", "rejected"))
