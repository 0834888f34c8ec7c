"""Every module of this folder begins with nothing under way: recovery looks at all tenants."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def _nothing_left(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    from tests.executions import end_everything

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        end_everything()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        end_everything()
