"""Which tenant a caller acts in, whether it is let in, and who acts for the whole platform."""

from typing import Final

from security.errors import InvalidToken, TenantMismatch
from security.principal import Principal
from tenants.config import TenantConfig, tenant_config
from tenants.errors import TenantSuspended
from tenants.options import register_feature

PLATFORM_SLUG: Final = "platform"

MACHINE_TOKENS: Final = register_feature(
    "machine_tokens", description="Tokens of services are accepted, beside those of people."
)


def active_tenant(reference: str) -> TenantConfig:
    """The active tenant with this id or slug.

    Raises:
        InvalidToken: there is none.
        TenantSuspended: its people are not let in.
    """
    if (tenant := tenant_config(reference)) is None:
        raise InvalidToken("The token's tenant does not exist.")
    if not tenant.is_active:
        raise TenantSuspended
    return tenant


def acting_tenant(*, own: TenantConfig, requested: str | None, may_choose: bool) -> TenantConfig:
    """The tenant of a request whose header asks for ``requested``.

    The header confirms the tenant of the token. Administrators of the platform tenant may choose with it.

    Raises:
        TenantMismatch: it names another tenant, and the caller may not choose or there is no such tenant.
        TenantSuspended: the chosen tenant is not active.
    """
    if requested is None or own.is_called(requested):
        return own
    if not (may_choose and own.slug == PLATFORM_SLUG):
        raise TenantMismatch
    try:
        return active_tenant(requested)
    except InvalidToken as error:
        raise TenantMismatch("The header X-Tenant-Id names no tenant.") from error


def acts_platform_wide(principal: Principal) -> bool:
    """Whether the principal acts in the platform's own tenant, and so for all of them.

    What it may do there is still said by its scopes.
    """
    tenant = tenant_config(principal.tenant_id)
    return tenant is not None and tenant.slug == PLATFORM_SLUG
