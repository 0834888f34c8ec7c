"""What this room counts. Labels are words of the program: names of flows, kinds and verdicts, never ids.

The counts are of what processes have seen; a process that is killed between a commit and its count takes that
one along. What is exactly true is in the tables.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from uuid import UUID

from prometheus_client import Counter, Gauge, Histogram

from jobs.engine.flows import get_flow

if TYPE_CHECKING:
    from jobs.engine.commits import Committed
    from jobs.engine.recovery import Recovered

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)

CREATED: Final = Counter(
    "platform_executions_created", "Executions that were created, children included.", ["kind", "flow"]
)
ENDED: Final = Counter("platform_executions_ended", "Executions that have ended.", ["kind", "flow", "status"])
WAIT: Final = Histogram(
    "platform_execution_wait_seconds", "From its row to its first claim.", ["kind", "flow"], buckets=_SECONDS
)
RUN: Final = Histogram(
    "platform_execution_run_seconds", "From its first claim to its end.", ["kind", "flow"], buckets=_SECONDS
)
CLAIMS: Final = Counter(
    "platform_claims", "Messages that reached a worker, by what came of them.", ["verdict"]
)
PHASE: Final = Histogram(
    "platform_phase_seconds", "One phase with its commit, however it went.", ["phase"], buckets=_SECONDS
)
RECOVERED: Final = Counter(
    "platform_recovered_executions", "Executions that recovery has sent on or ended, by why.", ["why"]
)
RECOVERY_PASS: Final = Histogram(
    "platform_recovery_pass_seconds", "One pass of recovery.", buckets=(0.01, 0.05, 0.1, 0.5, 1, 5)
)
RECOVERY_LAST: Final = Gauge(
    "platform_recovery_last_pass_timestamp_seconds",
    "When recovery has last looked at everything.",
    multiprocess_mode="mostrecent",
)
UNSENT: Final = Counter(
    "platform_publish_failures", "What Redis did not take: messages to workers, events to streams.", ["what"]
)
STREAMS: Final = Gauge(
    "platform_sse_clients", "Clients that follow an execution now.", multiprocess_mode="livesum"
)
STREAMED: Final = Counter("platform_sse_events", "Events that were sent to clients.")
SLOW_CLIENTS: Final = Counter(
    "platform_sse_slow_clients", "Clients that were dropped since they did not read."
)


def count_commit(committed: "Committed") -> None:
    """Count what a commit has created and ended."""
    for row in committed.executions:
        if row.whose in ("self", "child") and row.event_seq == 1:
            CREATED.labels(*_labels(row.flow)).inc()
        elif row.whose == "self" and row.finished_at is not None:
            kind, flow = _labels(row.flow)
            ENDED.labels(kind, flow, row.status).inc()
            if row.started_at is not None:
                RUN.labels(kind, flow).observe((row.finished_at - row.started_at).total_seconds())


def count_start(flow: str, execution_id: UUID) -> None:
    """Count how long an execution has waited for its first claim; its id says when it was made (UUIDv7)."""
    created_at = (execution_id.int >> 80) / 1000
    WAIT.labels(*_labels(flow)).observe(max(time.time() - created_at, 0.0))


@contextmanager
def timing_phase(name: str) -> Iterator[None]:
    """Observe how long a phase takes."""
    with PHASE.labels(name).time():
        yield


@contextmanager
def timing_pass() -> Iterator["list[Recovered]"]:
    """Observe a pass of recovery; the block appends what it did."""
    done: list[Recovered] = []
    with RECOVERY_PASS.time():
        yield done
    for recovered in done:
        for why, count in vars(recovered).items():
            RECOVERED.labels(why).inc(count)
    RECOVERY_LAST.set_to_current_time()


def _labels(flow: str) -> tuple[str, str]:
    """Kind and name of a flow that this process knows; another release's are one."""
    try:
        return str(get_flow(flow).kind), flow
    except KeyError:
        return "other", "other"
