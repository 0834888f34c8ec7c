"""The health page: every operator looks, superusers pull the lever."""

from collections.abc import Iterator

import pytest
from django.test import Client

from platform_project.health import checks, drain
from security.roles import Role
from tenants.models import Tenant
from tests.admin.conftest import login

PAGE = "/admin/health/"


@pytest.fixture(autouse=True)
def in_service(settings: object) -> Iterator[None]:
    """A busy machine is not a broken one, and afterwards nobody is drained."""
    settings.HEALTH_TIMEOUT = 5  # type: ignore[attr-defined]
    checks._watch.cache_clear()
    yield
    drain.resume_deployment(by="test")
    checks._watch.cache_clear()


@pytest.mark.parametrize("role", Role)
def test_an_operator_of_any_role_sees_every_component(role: Role, tenant: Tenant) -> None:
    client = login(tenant=tenant, roles=[role])
    text = client.get(PAGE).content.decode()
    for name in ("postgres", "redis", "graph", "workers", "beat", "recovery", "storage"):
        assert name in text
    assert "interactive.new: " in text
    assert f'href="{PAGE}"' in client.get("/admin/").content.decode()


@pytest.mark.parametrize("roles", [[], ["janitor"]])
def test_staff_without_a_role_see_nothing_of_it(roles: list[str], tenant: Tenant) -> None:
    client = login(tenant=tenant, roles=roles)
    assert client.get(PAGE).status_code == 403
    assert f'href="{PAGE}"' not in client.get("/admin/").content.decode()


def test_strangers_are_sent_to_the_login() -> None:
    assert Client().get(PAGE)["Location"].startswith("/admin/login/")


def test_only_superusers_drain_the_platform(superuser: Client, tenant: Tenant) -> None:
    operator = login(tenant=tenant, roles=["admin"])
    assert "Back into service" not in operator.get(PAGE).content.decode()
    assert operator.post(f"{PAGE}drain/", {"switch": "on"}).status_code == 403
    assert drain.look() is None
    assert superuser.get(f"{PAGE}drain/").status_code == 405
    assert superuser.post(f"{PAGE}drain/", {"switch": "on", "why": "new release"})["Location"] == PAGE
    drained = drain.look()
    assert drained is not None
    assert drained.why == "new release"
    text = superuser.get(PAGE).content.decode()
    assert "Draining" in text
    assert "new release" in text
    superuser.post(f"{PAGE}drain/", {"switch": "off"})
    assert drain.look() is None
