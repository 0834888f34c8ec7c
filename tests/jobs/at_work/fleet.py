"""The worker that all tests of this folder share."""

from tests.processes import EVERY_QUEUE, Process, worker

# A shorter lease than the other tests' makes each death cheaper.
LEASE = {"ENGINE_LEASE_SECONDS": "1.5", "ENGINE_HEARTBEAT_SECONDS": "0.3"}
TICKS = "tests.ticks"
"""A queue of the schedule's messages that nobody but these tests sends to."""


def new_worker() -> Process:
    """A worker of every class of work and of the tests' ticks; armed, it dies over a change of the graph."""
    return worker(application="tests.graph.writes.dying", queues=f"{EVERY_QUEUE},{TICKS}", **LEASE)
