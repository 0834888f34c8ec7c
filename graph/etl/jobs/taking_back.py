"""What ``etl.undo`` does with what a transform has changed, stage by stage."""

import time
from typing import Any, Final
from uuid import UUID

from graph.etl.jobs.changing import Work, conclude, look, make_changes, nothing_done, read_back
from graph.etl.transforms.changes import NodeChange
from graph.etl.transforms.errors import TransformRejected
from graph.etl.transforms.loading import changes_of
from graph.files.models import GraphFile
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome

UNDO_JOB: Final = "etl.undo"


def is_for(ctx: PhaseContext) -> bool:
    """Whether the job takes back a transform; from its second stage on."""
    return bool(ctx.state.get("of_transform"))


def extract(ctx: PhaseContext, file: GraphFile) -> Outcome:
    """Count what was changed."""
    counts = {"nodes": 0, "relationships": 0}
    for change, _ in changes_of(file):
        counts["nodes" if isinstance(change, NodeChange) else "relationships"] += 1
        ctx.check_cancelled()
    result = {**counts, **nothing_done(), "dead_letter_file_id": None, "complete": False}
    return Outcome(state={"began_at": time.time(), "of_transform": True, "result": result})


def transform(ctx: PhaseContext) -> Outcome:
    """Of a strict job, look first whether all of it can be taken back."""
    if not ctx.state["payload"].get("strict", False):
        return Outcome()
    changed_since = look(_work(ctx), "transform").other
    if changed_since:
        raise TransformRejected(
            f"{changed_since:,} records have been changed since, and the undo is strict. Nothing was changed."
        )
    return Outcome()


def load(ctx: PhaseContext) -> Outcome:
    """Make of each record what it was."""
    return make_changes(_work(ctx))


def verify(ctx: PhaseContext) -> Outcome:
    """Read back what was taken back."""
    return Outcome(state={"verify": read_back(_work(ctx))})


def tell(ctx: PhaseContext) -> Outcome:
    """Say what was done, in the words of every undo."""
    said: dict[str, Any] = {**ctx.state["result"]}
    updated, rejected = said.pop("changed"), said.pop("missed")
    result = {**said, "created": 0, "updated": updated, "deleted": 0, "rejected": rejected}
    return conclude(ctx, UNDO_JOB, result, ctx.state["verify"])


def _work(ctx: PhaseContext) -> Work:
    result = ctx.state["result"]
    total = result["nodes"] + result["relationships"]
    return Work(ctx, UNDO_JOB, UUID(ctx.state["payload"]["file_id"]), total, result, takes_back=True)
