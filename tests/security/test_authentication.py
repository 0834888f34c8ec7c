"""From a request to a principal, over HTTP."""

import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from security import issuer
from security.jwt import MAX_TOKEN_BYTES
from security.models import User
from security.tenancy import MACHINE_TOKENS, PLATFORM_SLUG
from tenants.models import Tenant
from tests.security.conftest import Bearer
from tests.security.identity_provider import IdentityProvider

pytestmark = pytest.mark.urls("tests.security.sample_urls")


@pytest.fixture
def platform_tenant() -> Tenant:
    return Tenant.objects.get_or_create(slug=PLATFORM_SLUG, defaults={"name": "Platform"})[0]


def operator(tenant: Tenant | None, *roles: str) -> User:
    return User.objects.create_user(username=f"o-{uuid4().hex[:12]}", tenant=tenant, roles=list(roles))


def with_token(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_me_says_who_asks_and_what_they_may_do(bearer: Bearer, tenant: Tenant) -> None:
    response = bearer("user", scopes=["graph:read"]).get("/v1/auth/me")
    assert response.json() == {
        "sub": "ada",
        "username": "ada",
        "tenant_id": str(tenant.pk),
        "roles": ["user"],
        "scopes": ["graph:read"],
        "permissions": ["graph:read", "graph:schema"],
    }
    assert response["Cache-Control"] == "no-store"


def test_a_machine_token_has_its_scopes_and_no_role(bearer: Bearer) -> None:
    body = bearer("admin", service=True, scopes=["internal:all"]).get("/v1/auth/me").json()
    assert (body["roles"], body["permissions"]) == ([], ["internal:all"])


def test_without_a_token_the_challenge_is_bearer() -> None:
    response = APIClient().get("/v1/auth/me")
    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "Bearer ", "Bearer", "Basic YTpi", f"Bearer {'x' * (MAX_TOKEN_BYTES + 1)}"]
)
def test_a_bad_header_is_refused_as_an_invalid_token(header: str, accept: str) -> None:
    client = APIClient()
    for path in ("/v1/auth/me", "/v1/public"):
        response = client.get(path, HTTP_AUTHORIZATION=header, HTTP_ACCEPT=accept)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_tenant_that_does_not_exist_or_is_not_active_is_refused(tenant: Tenant) -> None:
    def refusal(tenant_id: UUID) -> tuple[int, str]:
        token = issuer.mint(sub="ada", tenant_id=tenant_id, roles=["admin"])
        response = with_token(token).get("/v1/auth/me")
        return response.status_code, response.json()["code"]

    assert refusal(uuid4()) == (401, "invalid_token")
    for status in (Tenant.Status.SUSPENDED, Tenant.Status.DELETING):
        tenant.status = status
        tenant.save()
        assert refusal(tenant.pk) == (403, "tenant_suspended")


def test_a_tenant_may_take_no_tokens_of_machines(bearer: Bearer, tenant: Tenant) -> None:
    tenant.features = {MACHINE_TOKENS.name: False}
    tenant.save()
    assert bearer(service=True, scopes=["read"]).get("/v1/auth/me").status_code == 401
    assert bearer("user").get("/v1/auth/me").status_code == 200


def test_an_operators_login_lasts_as_long_as_the_tenant_is_active(tenant: Tenant) -> None:
    person, superuser = operator(tenant, "user"), operator(tenant, "admin")
    superuser.is_superuser = True
    superuser.save()
    clients = (APIClient(), APIClient())
    for client, user in zip(clients, (person, superuser), strict=True):
        client.force_login(user)
        assert client.get("/v1/auth/me").status_code == 200
    tenant.status = Tenant.Status.SUSPENDED
    tenant.save()
    # Nobody is logged in any more but the superuser, who may resume it and not act in it.
    codes = [client.get("/v1/auth/me").json()["code"] for client in clients]
    assert codes == ["unauthenticated", "tenant_suspended"]


def test_the_views_tenant_is_the_tokens_and_is_forgotten_afterwards(
    bearer: Bearer, tenant: Tenant, other_tenant: Tenant
) -> None:
    for each in (tenant, other_tenant):
        assert bearer("user", tenant=each).get("/v1/known").json() == {"tenant": str(each.pk)}
    assert APIClient().get("/v1/public").json() == {"tenant": None}


@pytest.mark.parametrize("name", ["pk", "slug"])
def test_the_tenant_header_may_confirm(bearer: Bearer, tenant: Tenant, name: str) -> None:
    response = bearer("user").get("/v1/known", HTTP_X_TENANT_ID=str(getattr(tenant, name)))
    assert response.json() == {"tenant": str(tenant.pk)}


def test_the_tenant_header_never_leads_elsewhere(bearer: Bearer, other_tenant: Tenant) -> None:
    response = bearer("admin").get("/v1/known", HTTP_X_TENANT_ID=other_tenant.slug)
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


def test_administrators_of_the_platform_tenant_may_choose(
    bearer: Bearer, platform_tenant: Tenant, other_tenant: Tenant
) -> None:
    chosen = bearer("admin", tenant=platform_tenant).get("/v1/known", HTTP_X_TENANT_ID=other_tenant.slug)
    assert chosen.json() == {"tenant": str(other_tenant.pk)}
    refused = bearer("user", tenant=platform_tenant).get("/v1/known", HTTP_X_TENANT_ID=other_tenant.slug)
    assert refused.status_code == 403
    unknown = bearer("admin", tenant=platform_tenant).get("/v1/known", HTTP_X_TENANT_ID="nowhere")
    assert unknown.status_code == 403


def test_an_operators_login_counts(tenant: Tenant) -> None:
    client = APIClient()
    client.force_login(operator(tenant, "viewer"))
    body = client.get("/v1/auth/me").json()
    assert (body["tenant_id"], body["roles"]) == (str(tenant.pk), ["viewer"])


def test_a_superuser_without_tenant_acts_in_the_platform_tenant(platform_tenant: Tenant) -> None:
    user = operator(None, "admin")
    user.is_superuser = True
    user.save()
    client = APIClient()
    client.force_login(user)
    assert client.get("/v1/auth/me").json()["tenant_id"] == str(platform_tenant.pk)


def test_another_operator_without_tenant_acts_in_none(platform_tenant: Tenant) -> None:
    client = APIClient()
    client.force_login(operator(None, "admin"))
    response = client.get("/v1/auth/me")
    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


def test_a_login_needs_its_csrf_token_to_change_anything(tenant: Tenant) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(operator(tenant, "user"))
    for path in ("/v1/by-method", "/v1/plain"):
        response = client.post(path)
        assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


@pytest.mark.parametrize("login", ["token", "session"])
def test_a_plain_view_knows_its_caller(bearer: Bearer, tenant: Tenant, login: str) -> None:
    client = bearer("user")
    if login == "session":
        client = APIClient()
        client.force_login(operator(tenant, "user"))
    assert client.get("/v1/plain").json()["tenant_id"] == str(tenant.pk)
    assert APIClient().get("/v1/plain").status_code == 401


def test_a_superuser_is_an_admin() -> None:
    user = User.objects.create_superuser(username=f"s-{uuid4().hex[:12]}")
    assert user.roles == ["admin"]


class TestIdentityProvider:
    """With ``OIDC_ISSUER`` set, only the provider's tokens count."""

    @pytest.fixture(autouse=True)
    def _configured(self, settings: Settings, provider: IdentityProvider) -> None:
        settings.OIDC_ISSUER = provider.issuer

    def claims(self, provider: IdentityProvider, tenant: Tenant, **changes: Any) -> dict[str, Any]:
        base = {"iss": provider.issuer, "aud": "agentic-platform", "sub": "ada", "tenant_id": tenant.slug}
        return {**base, "exp": int(time.time()) + 60, "roles": ["user"], **changes}

    def test_its_tokens_are_believed_also_after_a_rotation(
        self, provider: IdentityProvider, tenant: Tenant
    ) -> None:
        claims = self.claims(provider, tenant)
        body = with_token(provider.sign(claims)).get("/v1/auth/me").json()
        assert (body["tenant_id"], body["roles"]) == (str(tenant.pk), ["user"])
        provider.rotate("second")
        assert with_token(provider.sign(claims, kid="second")).get("/v1/auth/me").status_code == 200

    def test_the_development_issuer_is_off(self, bearer: Bearer) -> None:
        assert bearer("admin").get("/v1/auth/me").status_code == 401
        assert APIClient().get("/.well-known/jwks.json").status_code == 404

    def test_while_it_is_down_the_answer_is_503(self, provider: IdentityProvider, tenant: Tenant) -> None:
        provider.broken = True
        response = with_token(provider.sign(self.claims(provider, tenant))).get("/v1/auth/me")
        assert (response.status_code, response.json()["code"]) == (503, "identity_provider_unavailable")


def test_the_development_issuers_keys_are_published() -> None:
    response = APIClient().get("/.well-known/jwks.json")
    assert response.json()["keys"][0]["alg"] == "RS256"
