"""Follow a job in a terminal: a bar that moves, what the job says, and how it ended."""

import math
import time
from typing import Any, Final

from django.core.management.base import CommandError, OutputWrapper

from jobs.engine.flows import Flow
from jobs.liveness import Kind, living
from jobs.models import Event, Execution, Job
from jobs.selectors import events_after, turn_before
from jobs.services import execution_cancel
from tenants.context import tenant_scope

LOOK_SECONDS: Final = 0.25
WORKERS_SECONDS: Final = 5.0
"""How long nothing has to happen until it is asked whether there are workers at all."""
_PAGE: Final = 200
_WIDTH: Final = 24


class NoWorker(CommandError):
    """Nobody would do the job."""


def require_worker(flow: Flow) -> None:
    """Go on when some worker serves the queues of a flow.

    Raises:
        NoWorker: none does.
        redis.RedisError: Redis does not answer.
    """
    if not has_worker(flow):
        raise NoWorker(
            f"No worker serves the queues {flow.queues}.*: the job would wait. Start one (make up does), "
            "and try again."
        )


def has_worker(flow: Flow) -> bool:
    """Whether some worker serves what the flow puts its messages into."""
    served = {queue for worker in living(Kind.WORKER) for queue in worker.about["queues"]}
    return {flow.continuing_queue, f"{flow.queues}.new"} <= served


class Follower:
    """Shows one job until it ends.

    Ctrl-C asks the job to stop, and its end is still shown; a second one leaves it to itself.
    """

    def __init__(self, job: Job, flow: Flow, out: OutputWrapper) -> None:
        self._job = job
        self._flow = flow
        self._out = out
        self._is_terminal = out.isatty()
        self._seen = 0
        self._stage = ""
        self._told_at = time.monotonic()
        self._is_cancelling = False

    def follow(self) -> Execution:
        """Show what happens; the execution once it has ended.

        Raises:
            CommandError: somebody has pressed Ctrl-C twice.
        """
        while True:
            try:
                execution = self._look()
                if execution.is_terminal:
                    self._show_events()
                    self._end_bar()
                    return execution
                time.sleep(LOOK_SECONDS)
            except KeyboardInterrupt:
                self._interrupted()

    def _interrupted(self) -> None:
        if self._is_cancelling:
            raise CommandError(f"Job {self._job.pk} goes on without being watched.", returncode=130)
        self._is_cancelling = True
        self._say("Stopping the job; Ctrl-C again leaves it to itself.")
        with tenant_scope(self._job.tenant_id):
            execution_cancel(execution=Execution.objects.get(pk=self._job.pk))

    def _look(self) -> Execution:
        if self._show_events():
            self._told_at = time.monotonic()
        elif time.monotonic() - self._told_at > WORKERS_SECONDS:
            self._told_at = math.inf  # Once is enough, until something happens again.
            self._say_why_not()
        with tenant_scope(self._job.tenant_id):
            execution: Execution = Execution.objects.get(pk=self._job.pk)
        return execution

    def _say_why_not(self) -> None:
        if not has_worker(self._flow):
            self._say("Nobody works on it just now: no worker shows a sign of life.")
            return
        with tenant_scope(self._job.tenant_id):
            before = turn_before(Execution.objects.get(pk=self._job.pk))
        if before is not None:
            self._say(f"It waits for the end of job {before.pk}, which changes the same graph.")

    def _show_events(self) -> bool:
        """Show what is new; whether anything is."""
        with tenant_scope(self._job.tenant_id):
            found = events_after(execution_id=self._job.pk, seq=self._seen, limit=_PAGE)
        for event in found:
            self._seen = event["data"]["seq"]
            if event["name"] == Event.Name.PROGRESS:
                self._show_progress(event["data"])
        return bool(found)

    def _show_progress(self, data: dict[str, Any]) -> None:
        left = data.get("seconds_left")
        rest = "" if left is None else f", {left // 60}:{left % 60:02} left"
        line = f"{bar(data['percent'])} {data['stage']:<9} {data['message']}{rest}"
        if self._is_terminal:
            self._out.write(f"\r\x1b[K{line}", ending="")
            self._out.flush()
        elif data["stage"] != self._stage:
            self._out.write(line)
        self._stage = data["stage"]

    def _say(self, text: str) -> None:
        """Write a line of its own, below the bar."""
        self._end_bar()
        self._out.write(text)

    def _end_bar(self) -> None:
        if self._is_terminal and self._stage:
            self._out.write("")
        self._stage = ""


def bar(percent: float) -> str:
    """How far it is, for the eye."""
    done = round(_WIDTH * min(max(percent, 0.0), 100.0) / 100)
    return f"[{'#' * done}{'.' * (_WIDTH - done)}] {percent:5.1f} %"
