"""One worker and one recovery process at work."""

from collections.abc import Iterator

import pytest

from tests.jobs.at_work.fleet import LEASE, new_worker
from tests.processes import Process, recovery


@pytest.fixture(scope="package", autouse=True)
def workers() -> Iterator[list[Process]]:
    """The worker; a test that kills it puts another in its place."""
    repairing = recovery(**LEASE)
    fleet = [new_worker()]
    yield fleet
    for process in (*fleet, repairing):
        process.kill()
