"""The Celery application of a worker that can be told to die once the graph has a change."""

import os
from pathlib import Path
from typing import Any

from tests.flows import HOOKS, app

DIE_BEFORE_APPROVAL = HOOKS / "die-before-recording-an-approval"
DIE_BEFORE_INVOCATION = HOOKS / "die-before-recording-an-invocation"
DIE_BETWEEN_BATCHES = HOOKS / "die-between-batches"
DIE_WHILE_EXPORTING = [
    HOOKS / f"die-while-exporting-{step}" for step in ("read_graph", "mask", "write", "new_file_writer")
]
"""Each behind what one stage has done on disk."""

# Django is set up by now.
from graph.etl.exporting import work
from graph.mutations import bulk
from graph.writes import jobs as changes
from tools import services as tools

_record_approval = changes.approval_record_applied
_record_invocation = tools.invocation_record
_transact = bulk.transact


def record_approval(**given: Any) -> None:
    """Keep that an approved change was made, or die before."""
    _die_if(DIE_BEFORE_APPROVAL)
    _record_approval(**given)


def record_invocation(**given: Any) -> None:
    """Keep what a tool has answered, or die before."""
    _die_if(DIE_BEFORE_INVOCATION)
    _record_invocation(**given)


def transact(*given: Any, **named: Any) -> Any:
    """Bring a batch, and die behind it."""
    applied = _transact(*given, **named)
    _die_if(DIE_BETWEEN_BATCHES)
    return applied


def dying(step: str, hook: Path) -> Any:
    """A step of an export, and death behind it."""
    original = getattr(work, step)

    def work_and_die(*given: Any, **named: Any) -> Any:
        made = original(*given, **named)
        _die_if(hook)
        return made

    return work_and_die


def _die_if(hook: Path) -> None:
    """Once, when that is armed."""
    try:
        hook.unlink()
    except FileNotFoundError:
        return
    os._exit(1)


changes.approval_record_applied = record_approval
tools.invocation_record = record_invocation
bulk.transact = transact
for hook in DIE_WHILE_EXPORTING:
    step = hook.name.removeprefix("die-while-exporting-")
    setattr(work, step, dying(step, hook))

__all__ = ("app",)
