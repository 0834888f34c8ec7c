"""A tenant whose graph is emptied after each test, and somebody who changes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.graph.mutations import graphs

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from graph.mutations.given import Author
    from security.principal import Principal
    from tenants.models import Tenant


@dataclass(frozen=True)
class Desk:
    """A tenant, and somebody who may write."""

    tenant: "Tenant"
    curator: "Principal"

    def author(self, invocation_id: UUID | None = None) -> "Author":
        """The curator within an invocation, a new one unless it is named."""
        from graph.mutations.given import Author
        from tenants.ids import new_id

        return Author(self.tenant.pk, self.curator.sub, invocation_id or new_id())

    def count(self, pattern: str = "(n {tenant_id: $tenant})") -> int:
        """How often a pattern with ``$tenant`` is there."""
        return graphs.count(self.tenant.pk, pattern)

    def rows(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows of a query with ``$tenant``."""
        return graphs.rows(text, tenant=str(self.tenant.pk), **params)

    def change(self, text: str) -> None:
        """Change the graph behind everybody's back."""
        graphs.change(text, tenant=str(self.tenant.pk))


@pytest.fixture(scope="package", autouse=True)
def _connections() -> Iterator[None]:
    yield
    from graph import client

    client.close()


@pytest.fixture
def desk(tenant: "Tenant") -> Iterator[Desk]:
    from tests.factories import make_principal

    yield Desk(tenant, make_principal(tenant, "curator", sub="carla"))
    graphs.empty(tenant.pk)
