"""``manage.py token``."""

import io

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from rest_framework.test import APIClient

from tenants.models import Tenant

pytestmark = pytest.mark.urls("tests.security.sample_urls")


def token(*arguments: str) -> str:
    out = io.StringIO()
    call_command("token", *arguments, stdout=out)
    return out.getvalue()


def me(*arguments: str) -> dict[str, object]:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token(*arguments).strip()}")
    body: dict[str, object] = client.get("/v1/auth/me").json()
    return body


def test_it_prints_a_token_and_nothing_else(tenant: Tenant) -> None:
    printed = token("--tenant", tenant.slug)
    assert printed.count("\n") == 1
    assert printed.count(".") == 2


def test_the_defaults_are_a_user_of_the_tenant(tenant: Tenant) -> None:
    body = me("--tenant", str(tenant.pk))
    assert (body["sub"], body["roles"], body["tenant_id"]) == (
        f"user@{tenant.slug}",
        ["user"],
        str(tenant.pk),
    )


def test_roles_add_up_and_scopes_narrow(tenant: Tenant) -> None:
    body = me(
        *("--tenant", tenant.slug, "--role", "viewer", "--role", "auditor", "--sub", "eve"),
        *("--scope", "graph:read", "--scope", "security:check"),
    )
    assert (body["sub"], body["roles"]) == ("eve", ["auditor", "viewer"])
    assert body["permissions"] == ["graph:schema", "security:check"]


def test_a_machine_token_is_internal_unless_scopes_are_given(tenant: Tenant) -> None:
    assert me("--tenant", tenant.slug, "--service")["permissions"] == ["internal:all"]
    assert me("--tenant", tenant.slug, "--service", "--scope", "jobs:read")["permissions"] == ["jobs:read"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--tenant", "nowhere"], "No such active tenant"),
        (["--role", "superuser"], "No such role"),
        (["--scope", "graph:delete"], "No such scope"),
        (["--ttl", "0"], "at least one second"),
        (["--service", "--role", "admin"], "no role"),
    ],
)
def test_what_makes_no_sense_is_refused(tenant: Tenant, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        token("--tenant", tenant.slug, *arguments)


@pytest.mark.parametrize(("is_development", "oidc_issuer"), [(False, None), (True, "https://idp.example")])
def test_it_refuses_where_the_built_in_issuer_is_off(
    settings: Settings, tenant: Tenant, is_development: bool, oidc_issuer: str | None
) -> None:
    settings.IS_DEVELOPMENT, settings.OIDC_ISSUER = is_development, oidc_issuer
    with pytest.raises(CommandError, match="development"):
        token("--tenant", tenant.slug)
