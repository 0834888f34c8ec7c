"""The Celery application of a worker of small batches that is killed where it is told to, once at a point."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.flows import app
from tests.graph.dying import points

__all__ = ("app",)

# Django is set up by now.
from graph.etl.exporting import work as exporting
from graph.etl.jobs import settling, stages
from graph.etl.loading import Load
from graph.etl.staging import planning, taking
from graph.etl.staging.taking import Intake
from graph.etl.transforms import applying, changes, loading
from graph.mutations import bulk
from graph.writes import jobs as writing
from tools import services as tools

stages.SLICE_BATCHES = settling.SLICE_BATCHES = 4  # type: ignore[misc, attr-defined]
planning.BATCH_ROWS = 10  # type: ignore[misc]
taking.BUFFERED_RECORDS = 30  # type: ignore[misc]
changes.BATCH_ROWS = 20  # type: ignore[misc]


def deadly(work: Callable[..., Any], point: Path, *, before: bool = False, at: int = 1) -> Callable[..., Any]:
    """``work``, at whose ``at``-th call since a point is armed the process is killed."""
    calls = 0

    def work_and_die(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += point.exists()
        dies = calls >= at
        if dies and before:
            die(point)
        made = work(*given, **named)
        if dies:
            die(point)
        return made

    return work_and_die


def die(point: Path) -> None:
    """Once, when that is armed."""
    try:
        point.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def replace(owner: Any, name: str, point: Path, **when: Any) -> None:
    """Let a function of a module, or a method, be deadly."""
    setattr(owner, name, deadly(getattr(owner, name), point, **when))


replace(writing, "approval_record_applied", points.BEFORE_RECORDING_AN_APPROVAL, before=True)
replace(tools, "invocation_record", points.BEFORE_RECORDING_AN_INVOCATION, before=True)
replace(bulk, "transact", points.BETWEEN_BATCHES_OF_A_TOOL)
replace(loading, "apply_batch", points.BEHIND_A_BATCH_OF_A_TRANSFORM)
replace(applying, "apply_batch", points.WHILE_A_TRANSFORM_HOLDS_IDS, before=True)
replace(Load, "_apart", points.WHILE_AN_IMPORT_HOLDS_IDS)
for point in points.OF_AN_EXPORT:
    replace(exporting, point.name.rsplit("-", 1)[-1], point)
take, change, commit, tidy = points.OF_AN_IMPORT
replace(Intake, "flush", take, at=2)
replace(Load, "_apply", change, at=3)
replace(Load, "apply", commit, at=6)
replace(stages, "tidy", tidy)
