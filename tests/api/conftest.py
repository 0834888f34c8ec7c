"""Workers at work, and people who ask."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tenants.models import Tenant
    from tests.web import Client, Web, Workers


@pytest.fixture(scope="package", autouse=True)
def workers(web: "Web") -> "Iterator[Workers]":
    from tests.web import Workers

    workers = Workers()
    yield workers
    workers.kill()


@pytest.fixture
def ada(web: "Web", tenant: "Tenant") -> "Iterator[Client]":
    """A user of a fresh tenant, whose graph is empty."""
    with web.client(tenant) as client:
        yield client


@pytest.fixture
def scientist(web: "Web", sampled: "Tenant") -> "Iterator[Client]":
    """A user of the tenant with the sample."""
    with web.client(sampled) as client:
        yield client


@pytest.fixture
def platform_tenant() -> "Tenant":
    from security.tenancy import PLATFORM_SLUG
    from tenants.models import Tenant

    return Tenant.objects.get_or_create(slug=PLATFORM_SLUG, defaults={"name": "Platform"})[0]


@pytest.fixture
def platform(web: "Web", platform_tenant: "Tenant") -> "Iterator[Client]":
    """An administrator of the platform's own tenant."""
    with web.client(platform_tenant, "admin", sub="root") as client:
        yield client


@pytest.fixture
def admin(web: "Web", tenant: "Tenant") -> "Iterator[Client]":
    """An administrator of an ordinary tenant."""
    with web.client(tenant, "admin") as client:
        yield client
