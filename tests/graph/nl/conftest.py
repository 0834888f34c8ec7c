"""Who writes the catalogue."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from security.principal import Principal
    from tenants.models import Tenant


@pytest.fixture
def curator(tenant: "Tenant") -> "Principal":
    from tests.factories import make_principal

    return make_principal(tenant, "curator")


@pytest.fixture
def platform() -> "Principal":
    from tenants.models import Tenant
    from tests.factories import make_principal

    tenant, _ = Tenant.objects.get_or_create(slug="platform", defaults={"name": "Platform"})
    return make_principal(tenant, "admin")
