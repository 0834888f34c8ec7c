"""The sample graph of the graph room's tests, and a tenant without one."""

from uuid import UUID

import pytest

from tenants.ids import new_id
from tests.graph.conftest import demo

__all__ = ("demo",)


@pytest.fixture
def tenant_id() -> UUID:
    return new_id()
