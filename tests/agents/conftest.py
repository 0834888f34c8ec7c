"""A tenant without a graph."""

from uuid import UUID

import pytest

from tenants.ids import new_id


@pytest.fixture
def tenant_id() -> UUID:
    return new_id()
