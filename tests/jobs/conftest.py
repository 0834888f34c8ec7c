"""Every module of this folder begins with nothing under way: recovery looks at all tenants."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tenants.models import Tenant
    from tests.jobs.streams import Source


@pytest.fixture(scope="module", autouse=True)
def _nothing_left(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    from tests.executions import end_everything

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        end_everything()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        end_everything()


@pytest.fixture
def platform() -> "Iterator[Tenant]":
    """The platform's tenant, whose jobs of the schedule end with the test."""
    from jobs.models import Execution
    from jobs.schedule.services import SUBJECT
    from jobs.services import execution_cancel
    from security.tenancy import PLATFORM_SLUG
    from tenants.context import tenant_scope
    from tenants.models import Tenant

    tenant, _ = Tenant.objects.get_or_create(slug=PLATFORM_SLUG, defaults={"name": "Platform operators"})
    yield tenant
    with tenant_scope(tenant.pk):
        live = Execution.objects.exclude(status__in=Execution.TERMINAL)
        for execution in live.filter(subject=SUBJECT):
            execution_cancel(execution=execution)


@pytest.fixture
def source(tenant: "Tenant") -> "Source":
    """An execution whose events the test writes."""
    from tests.jobs.streams import Source

    return Source(tenant)
