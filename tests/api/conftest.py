"""The web process, a worker and a recovery process, once for this folder, and a tenant with a graph."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tenants.models import Tenant
    from tests.web import Client, Web, Workers


@pytest.fixture(scope="package")
def web() -> "Iterator[Web]":
    from tests.web import Web

    process = Web()
    yield process
    process.stop()


@pytest.fixture(scope="package", autouse=True)
def workers(web: "Web") -> "Iterator[Workers]":
    from tests.processes import recovery
    from tests.web import Workers

    repairing = recovery()
    workers = Workers()
    yield workers
    workers.stop()
    repairing.stop()


@pytest.fixture(scope="package")
def sampled(django_db_blocker: pytest.FixtureRequest) -> "Tenant":
    """A tenant whose graph holds the sample."""
    from graph.sample import Size, load_sample
    from tests.factories import make_tenant

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        tenant = make_tenant()
        load_sample(tenant_id=tenant.pk, tenant=tenant.slug, size=Size.S)
    return tenant


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
