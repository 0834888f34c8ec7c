"""A small graph of one tenant and the same of another, fresh for each test: tests change it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.graph.writes import graphs

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from security.principal import Principal
    from tenants.models import Tenant


@dataclass(frozen=True)
class Workshop:
    """The tenants, somebody who may write, and what the first one's graph holds."""

    tenant: "Tenant"
    other: "Tenant"
    curator: "Principal"
    admin: "Principal"

    def rows(self, text: str, *, tenant: "Tenant | None" = None, **params: Any) -> list[list[Any]]:
        """The rows of a query with ``$tenant``."""
        return graphs.rows(text, tenant=str((tenant or self.tenant).pk), **params)

    def change(self, text: str) -> None:
        """Change the first tenant's graph behind everybody's back."""
        graphs.change(text, tenant=str(self.tenant.pk))

    def count(self, text: str, *, tenant: "Tenant | None" = None) -> int:
        """How many things a pattern with ``$tenant`` matches."""
        [[number]] = self.rows(f"MATCH {text} RETURN count(*)", tenant=tenant)
        return int(number)


@pytest.fixture(scope="package", autouse=True)
def _connections() -> Iterator[None]:
    yield
    from graph import client

    client.close()


@pytest.fixture
def workshop(tenant: "Tenant", other_tenant: "Tenant") -> Iterator[Workshop]:
    from tests.factories import make_principal

    for each in (tenant, other_tenant):
        graphs.fill(each.pk)
    yield Workshop(
        tenant, other_tenant, make_principal(tenant, "curator", sub="carla"), make_principal(tenant, "admin")
    )
    for each in (tenant, other_tenant):
        graphs.empty(each.pk)
