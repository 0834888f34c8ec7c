"""Somebody who may load graphs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from security.principal import Principal
    from tenants.models import Tenant


@pytest.fixture
def curator(tenant: "Tenant") -> "Iterator[Principal]":
    """A data engineer of a fresh tenant, whose graph is emptied afterwards."""
    from tests.factories import make_principal
    from tests.graph.writes.graphs import change

    yield make_principal(tenant, "data_engineer")
    owner = str(tenant.pk)
    change("MATCH (n {tenant_id: $tenant}) DETACH DELETE n", tenant=owner)
    change("MATCH (n:_Marker {owner: $tenant}) DELETE n", tenant=owner)
