from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.security.identity_provider import IdentityProvider

if TYPE_CHECKING:  # pytest may read this file before Django is set up
    from rest_framework.test import APIClient

    from tenants.models import Tenant

Bearer = Callable[..., Any]


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    """An identity provider on loopback."""
    with IdentityProvider().running() as running:
        yield running


@pytest.fixture
def bearer(tenant: "Tenant") -> Bearer:
    """Makes clients with a token of the development issuer."""
    from rest_framework.test import APIClient

    from security import issuer

    def make(
        *roles: str,
        tenant: "Tenant" = tenant,
        service: bool = False,
        scopes: list[str] | None = None,
    ) -> "APIClient":
        token = issuer.mint(sub="ada", tenant_id=tenant.pk, roles=roles, scopes=scopes, service=service)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    return make
