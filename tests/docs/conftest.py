"""The platform as the README finds it: the sample's tenants, and a worker at work."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tests.web import Web


@pytest.fixture(scope="package")
def web(web: "Web", django_db_blocker: pytest.FixtureRequest) -> "Iterator[Web]":
    from django.core.management import call_command

    from tests.processes import worker

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("bootstrap_demo", size="S")
    at_work = worker(application="celery_app")
    yield web
    at_work.kill()
