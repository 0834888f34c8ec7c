from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:  # pytest may read this file before Django is set up
    from django.test import Client

    from tenants.models import Tenant


def login(**fields: object) -> "Client":
    """A client that is logged in as a new operator."""
    from django.test import Client

    from security.models import User

    client = Client()
    client.force_login(User.objects.create_user(username=f"o-{uuid4().hex[:12]}", is_staff=True, **fields))
    return client


@pytest.fixture
def superuser() -> "Client":
    return login(is_superuser=True, roles=["admin"])


@pytest.fixture
def operator(tenant: "Tenant") -> "Client":
    return login(tenant=tenant, roles=["operator"])


@pytest.fixture
def viewer(tenant: "Tenant") -> "Client":
    return login(tenant=tenant, roles=["viewer"])
