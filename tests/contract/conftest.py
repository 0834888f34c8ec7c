"""Nobody works: what is queued stays so, and is cancelled at the end."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tests.contract.world import World
    from tests.web import Web


@pytest.fixture(scope="package")
def world(web: "Web", django_db_blocker: pytest.FixtureRequest) -> "Iterator[World]":
    from tests.contract.world import World

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        world = World(web)
    yield world
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        world.close()
