"""One worker, of which a child dies where a test tells it to, and one recovery process."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.mutations import conftest as mutations
from tests.graph.writes import conftest as writes
from tests.jobs.at_work.fleet import LEASE
from tests.processes import Process, recovery, worker

desk, workshop = mutations.desk, writes.workshop


@pytest.fixture(scope="package")
def workers(django_db_blocker: Any) -> Iterator[Process]:
    from graph import client
    from tests.executions import end_everything

    with django_db_blocker.unblock():
        end_everything()  # what other tests have approved is not to be made now
    repairing = recovery(**LEASE)
    process = worker(application="tests.graph.dying.application", **LEASE)
    yield process
    process.kill()
    repairing.kill()
    client.close()
