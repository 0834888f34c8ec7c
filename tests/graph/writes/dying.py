"""The Celery application of a worker that can be told to die once the graph has a change."""

import os
from typing import Any

from tests.flows import HOOKS, app

DIE_BEFORE_RECORDING = HOOKS / "die-before-recording"

# Django is set up by now.
from graph.writes import jobs

_record = jobs.approval_record_applied


def die_or_record(**given: Any) -> None:
    """Die once, when that is armed."""
    try:
        DIE_BEFORE_RECORDING.unlink()
    except FileNotFoundError:
        _record(**given)
    else:
        os._exit(1)


jobs.approval_record_applied = die_or_record

__all__ = ("app",)
