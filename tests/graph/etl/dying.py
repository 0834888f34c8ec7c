"""The Celery application of a worker of small batches that is killed at points of an import, once at each."""

import os
import signal
from collections.abc import Callable
from typing import Any

from tests.flows import app
from tests.graph.etl.dying_points import hook


def dying(point: str, work: Callable[..., Any], *, after: bool, at: int = 1) -> Callable[..., Any]:
    """``work``, that kills its process once when it is called the ``at``-th time and the point is armed."""
    calls = 0

    def work_or_die(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        result = work(*args, **kwargs) if after else None
        if calls >= at and hook(point).exists():
            hook(point).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return result if after else work(*args, **kwargs)

    return work_or_die


# Django is set up by now.
from graph.etl.jobs import settling, stages
from graph.etl.loading import Load
from graph.etl.staging import planning, taking
from graph.etl.staging.taking import Intake

stages.SLICE_BATCHES = settling.SLICE_BATCHES = 4
planning.BATCH_ROWS = 10
taking.BUFFERED_RECORDS = 30
Intake.flush = dying("reading", Intake.flush, after=True, at=2)  # type: ignore[method-assign]
Load._apply = dying("changing", Load._apply, after=True, at=3)  # type: ignore[method-assign]
Load.apply = dying("changed", Load.apply, after=True, at=6)  # type: ignore[method-assign]
stages.tidy = dying("concluding", stages.tidy, after=True)

__all__ = ("app",)
