"""Ring the doorbell: tell workers which executions can go on.

A message that is not sent is not a loss: recovery sends another for a row that nobody claims.
"""

import queue
import threading
from collections.abc import Sequence
from typing import Final

import structlog
from kombu.exceptions import OperationalError

from jobs import metrics
from jobs.engine.admission import admit
from jobs.engine.commits import Committed, Touched
from jobs.engine.flows import get_flow
from jobs.stream.publish import publish
from platform_project.http import trace

logger: Final = structlog.get_logger(__name__)


def ring(executions: Sequence[Touched]) -> int:
    """Send a message for each execution that can go on; return how many were sent.

    The message carries the row's time of dispatch, by which recovery sees how old a queue's messages are.
    """
    sent = 0
    for execution in executions:
        if not execution.is_runnable or execution.dispatched_at is None:
            continue
        try:
            link = get_flow(execution.flow).link_at(execution.phase, execution.phase_count)
        except LookupError:
            # Another release's: its own processes go on with it, and the rest must not wait for that.
            logger.warning("flow_unknown", flow=execution.flow, execution_id=str(execution.id))
            continue
        try:
            with trace.below(execution.traceparent):
                link.apply_async(  # type: ignore[call-arg]  # the stubs lack root_id
                    args=(str(execution.id), execution.phase),
                    queue=execution.queue,
                    root_id=str(execution.id),
                    headers={"d": execution.dispatched_at.isoformat()},
                )
        except (OperationalError, OSError) as error:
            logger.warning("broker_unreachable", error=str(error), unsent=len(executions) - sent)
            metrics.UNSENT.labels("messages").inc(len(executions) - sent)
            break
        sent += 1
    return sent


def announce(committed: Committed, *, going_on: bool = False) -> None:
    """Send the messages that a commit calls for, and publish its events.

    Args:
        going_on: this task goes on with the execution itself.
    """
    ring([row for row in committed.executions if not (going_on and row.whose == "self")])
    publish(committed)
    metrics.count_commit(committed)
    for tenant_id in {row.tenant_id for row in committed.executions if row.makes_room}:
        ring(admit(tenant_id))


class Doorbell:
    """A background thread that announces, so that a request never waits for Redis.

    What does not fit its bounded queue, or is in it when the process dies, is found by recovery.
    """

    def __init__(self) -> None:
        self._waiting: queue.Queue[Committed] = queue.Queue(maxsize=10_000)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def announce_soon(self, committed: Committed) -> None:
        """Announce a commit from the background thread."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait(committed)
        except queue.Full:
            logger.warning("doorbell_full")

    def _run(self) -> None:
        while True:
            committed = self._waiting.get()
            try:
                announce(committed)
            except Exception:
                # The thread must outlive whatever a broker's client raises.
                logger.exception("doorbell_failed")


doorbell: Final = Doorbell()
