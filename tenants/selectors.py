"""Read tenants, as far as a principal may see them."""

from uuid import UUID

from django.db.models import QuerySet

from platform_project.http.errors import NotFound
from security.principal import Principal
from security.tenancy import acts_platform_wide
from tenants.config import id_or_slug
from tenants.models import Tenant


def tenants_visible(principal: Principal) -> QuerySet[Tenant]:
    """All tenants to those who act in the platform's own; their own to others."""
    if acts_platform_wide(principal):
        return Tenant.objects.all()
    return Tenant.objects.filter(pk=principal.tenant_id)


def tenant_visible(*, principal: Principal, reference: str) -> Tenant:
    """The tenant with this id or slug.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    named = id_or_slug(reference)
    field = "pk" if isinstance(named, UUID) else "slug"
    tenant = tenants_visible(principal).filter(**{field: named}).first() if named else None
    if tenant is None:
        raise NotFound(f"There is no tenant {reference}.")
    return tenant
