"""Which tenant a caller acts in."""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from security.errors import InvalidToken, TenantMismatch
from tenants.models import Tenant

# So long may a tenant that was just suspended go on: looking it up costs a round trip per request.
CACHE_SECONDS: Final = 5
PLATFORM_SLUG: Final = "platform"


@dataclass(frozen=True, slots=True)
class ActiveTenant:
    """A tenant that may be acted in."""

    id: UUID
    slug: str

    def is_called(self, reference: str) -> bool:
        """Whether an id or a slug names this tenant."""
        return reference.lower() in (self.slug, str(self.id))


def active_tenant(reference: str) -> ActiveTenant:
    """The active tenant with this id or slug, as it was at most five seconds ago.

    Raises:
        InvalidToken: there is none, or it is suspended.
    """
    return _look_up(reference, int(time.monotonic() / CACHE_SECONDS))


@lru_cache(maxsize=1024)
def _look_up(reference: str, period: int) -> ActiveTenant:
    try:
        named: dict[str, UUID | str] = {"pk": UUID(reference)}
    except ValueError:
        named = {"slug": reference}
    row = Tenant.objects.filter(status=Tenant.Status.ACTIVE, **named).values_list("pk", "slug").first()
    if row is None:
        raise InvalidToken("The token's tenant does not exist or is not active.")
    return ActiveTenant(*row)


def acting_tenant(*, own: ActiveTenant, requested: str | None, may_choose: bool) -> ActiveTenant:
    """The tenant of a request whose header asks for ``requested``.

    The header confirms the tenant of the token. Administrators of the platform tenant may choose with it.

    Raises:
        TenantMismatch: it names another tenant, and the caller may not choose or there is no such tenant.
    """
    if requested is None or own.is_called(requested):
        return own
    if not (may_choose and own.slug == PLATFORM_SLUG):
        raise TenantMismatch
    try:
        return active_tenant(requested)
    except InvalidToken as error:
        raise TenantMismatch("The header X-Tenant-Id names no active tenant.") from error
