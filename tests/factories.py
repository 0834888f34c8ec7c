"""The smallest valid rows, tokens and clients."""

from uuid import uuid4

from security.principal import Principal
from security.roles import Role
from tenants.models import MAX_CONCURRENT_JOBS, Tenant


def make_tenant(*, slug: str | None = None) -> Tenant:
    """A tenant of its own for a test, whose people may have as much under way as they like."""
    slug = slug or f"t-{uuid4().hex[:12]}"
    return Tenant.objects.create(
        slug=slug,
        name=slug,
        concurrent_jobs=MAX_CONCURRENT_JOBS,
        role_limits={role.value: {"concurrent_jobs": MAX_CONCURRENT_JOBS} for role in Role},
    )


def make_principal(tenant: Tenant, *roles: str, sub: str | None = None) -> Principal:
    """Somebody in the tenant; a user unless roles are given."""
    return Principal.person(sub=sub or f"u-{uuid4().hex[:8]}", tenant_id=tenant.pk, roles=roles or ("user",))
