"""The Celery application of a worker that is killed, where told, once the graph has a transform's batch."""

import os
import signal
from typing import Any

from tests.flows import HOOKS, app

DIE_BEHIND_A_BATCH = HOOKS / "die-behind-a-batch-of-a-transform"

# Django is set up by now.
from graph.etl.transforms import loading

_apply_batch = loading.apply_batch


def apply_and_die(*given: Any, **named: Any) -> Any:
    applied = _apply_batch(*given, **named)
    _die_if(DIE_BEHIND_A_BATCH)
    return applied


def _die_if(hook: Any) -> None:
    try:
        hook.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


loading.apply_batch = apply_and_die

__all__ = ("app",)
