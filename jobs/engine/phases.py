"""Make a function a phase: a named Celery task that the engine runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task

from jobs.engine.flows import PhaseBody, PhaseTask
from jobs.engine.runner import run_phase


def phase(
    name: str,
    *,
    inline: bool = False,
    repeated: bool = False,
    time_limit: timedelta = timedelta(minutes=5),
) -> Callable[[PhaseBody], PhaseTask]:
    """Make a function a phase.

    The function gets a ``PhaseContext`` and returns an ``Outcome``, or None when nothing is to be kept. It
    may be run again after a crash, so it works first and leaves all writing to the outcome. A
    ``TransientError`` is tried again later, as often as is allowed; ``NotYet`` lets it be done again later
    without being counted; any other error fails the execution.

    Args:
        name: of the Celery task, ``room.verb``; it stays when the function moves.
        inline: it goes on in the same task as the phase before it, when that was quick.
        repeated: runs as often as an earlier phase said (``Outcome.repetitions``).
        time_limit: then the worker's child is killed, and this attempt is over.
    """

    def decorate(body: PhaseBody) -> PhaseTask:
        def run(execution_id: str, phase_index: int) -> str:
            return run_phase(execution_id=UUID(execution_id), phase=phase_index)

        run.__doc__ = body.__doc__
        options: dict[str, Any] = {
            "name": name,
            "base": PhaseTask,
            "body": staticmethod(body),
            "inline": inline,
            "repeated": repeated,
            "time_limit": time_limit.total_seconds(),
            "seconds": time_limit.total_seconds(),
        }
        task: PhaseTask = shared_task(**options)(run)
        return task

    return decorate
