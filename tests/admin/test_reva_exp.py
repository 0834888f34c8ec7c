from typing import Any
import pytest
from tests.admin.conftest import login
PAGE = "/admin/graph/analytics/"

def test_escape(sampled: Any, tenant: Any) -> None:
    stranger = login(tenant=tenant, roles=["user"])
    page = stranger.get(f"{PAGE}?tenant={sampled.pk}")
    assert "RUNS" not in page.content.decode()

def test_garbage(tenant: Any, superuser: Any) -> None:
    assert login(tenant=tenant, roles=["user"]).get(f"{PAGE}?tenant=nonsense").status_code == 200

def test_garbage_super(superuser: Any) -> None:
    assert superuser.get(f"{PAGE}?tenant=nonsense").status_code == 200
