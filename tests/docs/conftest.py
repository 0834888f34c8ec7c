"""The platform as the README finds it: the sample's tenants, and web, worker and recovery running."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tests.web import Web


@pytest.fixture(scope="package")
def web(django_db_blocker: pytest.FixtureRequest) -> "Iterator[Web]":
    from django.core.management import call_command

    from tests.processes import recovery, worker
    from tests.web import Web

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("bootstrap_demo", size="S")
    processes = [Web(), worker(application="celery_app"), recovery()]
    yield processes[0]
    for process in processes:
        process.stop()
