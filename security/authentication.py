"""From a request to a principal: a bearer token (RFC 6750), or the session cookie of an operator's login."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import cast

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from platform_project.http.errors import PermissionRefused, PlatformError
from platform_project.http.refusals import FrameworkError
from security import issuer
from security.errors import InvalidToken, Unauthenticated
from security.jwks import KeySource, RemoteKeys
from security.jwt import Claims, verify
from security.models import User
from security.principal import Principal
from security.scopes import Scope
from security.tenancy import MACHINE_TOKENS, PLATFORM_SLUG, acting_tenant, active_tenant
from tenants.config import TenantConfig

TENANT_HEADER = "X-Tenant-Id"


def principal_of(request: HttpRequest) -> Principal:
    """Who sends a request to a plain Django view: by its bearer token, else by its session cookie.

    It reads the database and perhaps the issuer's keys: an async view calls it on a thread.

    Raises:
        Unauthenticated: neither is there.
        InvalidToken: the token is not valid.
        TenantSuspended: its tenant is not let in.
        PermissionRefused: a session without its CSRF token (unsafe methods).
    """
    if (token := _bearer_token(request)) is not None:
        return _principal_from_token(request, token)
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active:
        raise Unauthenticated
    try:
        SessionAuthentication().enforce_csrf(cast(Request, request))  # Django's own check: either will do
    except PermissionDenied as error:
        raise PermissionRefused(str(error.detail)) from error
    return _principal_from_user(request, user)


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer <JWT>``."""

    def authenticate(self, request: Request) -> tuple[Principal, None] | None:
        """The token's principal; None when the request brings no token."""
        try:
            if (token := _bearer_token(request._request)) is None:
                return None
            principal = _principal_from_token(request._request, token)
        except PlatformError as error:
            raise FrameworkError(error) from error
        _remember(request, principal)
        return principal, None

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401."""
        return "Bearer"


class OperatorSessionAuthentication(SessionAuthentication):
    """The login of the admin; without a tenant of their own, operators act in the platform tenant."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The operator who is logged in; None when nobody is."""
        if (found := super().authenticate(request)) is None:
            return None
        user: User = found[0]
        try:
            principal = _principal_from_user(request._request, user)
        except PlatformError as error:
            raise FrameworkError(error) from error
        _remember(request, principal)
        return user, None


def _remember(request: Request, principal: Principal) -> None:
    request._request.principal = principal  # type: ignore[attr-defined]


def _bearer_token(request: HttpRequest) -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return None
    if kind.lower() != "bearer" or not token.strip():
        raise InvalidToken("The header Authorization must be: Bearer <token>.")
    return token.strip()


def _principal_from_token(request: HttpRequest, token: str) -> Principal:
    keys, trusted_issuer = _trusted()
    claims = verify(token, keys=keys, issuer=trusted_issuer, audience=settings.OIDC_AUDIENCE)
    tenant = active_tenant(claims.tenant)
    return _acting(request, _principal_from_claims(claims, tenant), tenant)


def _principal_from_claims(claims: Claims, tenant: TenantConfig) -> Principal:
    if claims.service:
        if not tenant.has(MACHINE_TOKENS):
            raise InvalidToken("The token's tenant takes no tokens of services.")
        return Principal.machine(sub=claims.sub, tenant_id=tenant.id, scopes=claims.scopes or ())
    return Principal.person(sub=claims.sub, tenant_id=tenant.id, roles=claims.roles, claimed=claims.scopes)


def _principal_from_user(request: HttpRequest, user: User) -> Principal:
    if user.tenant_id is None and not user.is_superuser:
        # A field that was forgotten must not make somebody an operator of the whole platform.
        raise Unauthenticated("Your login belongs to no tenant.")
    tenant = active_tenant(str(user.tenant_id or PLATFORM_SLUG))
    principal = Principal.person(sub=user.get_username(), tenant_id=tenant.id, roles=user.roles)
    return _acting(request, principal, tenant)


def _acting(request: HttpRequest, principal: Principal, own: TenantConfig) -> Principal:
    """The principal in the tenant that the request is for, also known to the logs from here on."""
    tenant = acting_tenant(
        own=own,
        requested=request.headers.get(TENANT_HEADER),
        may_choose=principal.can(Scope.ADMIN_ALL),
    )
    structlog.contextvars.bind_contextvars(tenant_id=str(tenant.id), sub=principal.sub)
    return replace(principal, tenant_id=tenant.id)


def _trusted() -> tuple[KeySource, str]:
    """The keys and the name of the one issuer whose tokens are accepted."""
    if settings.OIDC_ISSUER:
        return _remote_keys(settings.OIDC_ISSUER, settings.OIDC_JWKS_URL), settings.OIDC_ISSUER
    if not issuer.is_available():
        raise ImproperlyConfigured("Outside development, OIDC_ISSUER must be set.")
    return issuer.DevelopmentKeys.of(Path(settings.STATE_DIR)), issuer.ISSUER


@lru_cache(maxsize=8)
def _remote_keys(issuer_url: str, jwks_url: str | None) -> RemoteKeys:
    return RemoteKeys(issuer=issuer_url, jwks_url=jwks_url)
