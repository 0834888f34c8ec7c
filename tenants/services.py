"""Onboard, change, suspend and remove tenants."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from platform_project.http.conditional import one_change_at_a_time
from platform_project.http.errors import InvalidRequest, NotFound, PermissionRefused
from security.models import User
from security.principal import Principal
from security.roles import Role
from security.tenancy import PLATFORM_SLUG, acts_platform_wide
from tenants import removal
from tenants.configuration import configuration, configure, invalid, slug_of
from tenants.context import tenant_scope
from tenants.errors import TenantExists, TenantIsDeleting, TenantIsThePlatform, TenantNotEmpty
from tenants.ids import new_id
from tenants.models import Tenant

logger: Final = structlog.get_logger(__name__)

# What an administrator may change of the own tenant; the rest is the platform's to say.
OWN_FIELDS: Final = frozenset({"name", "admin_email", "metadata", "settings"})
# Deleting begins with a purge, and has no way back.
SWITCHABLE: Final = (Tenant.Status.ACTIVE.value, Tenant.Status.SUSPENDED.value)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A tenant after a change, and the id under which the logs have the change.

    ``changed`` is false when everything was as it was asked for.
    """

    tenant: Tenant
    event_id: UUID
    changed: bool


@dataclass(frozen=True, slots=True)
class Purge:
    """The job that purges a tenant, and the id under which the logs have that it was asked for."""

    job_id: UUID
    event_id: UUID


@transaction.atomic
def tenant_create(
    *,
    by: Principal,
    name: str,
    admin_email: str,
    slug: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    limits: Mapping[str, Any] | None = None,
    features: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    operator: str | None = None,
) -> Recorded:
    """Onboard a tenant: its limits, flags and settings, and perhaps its first operator.

    Safe to repeat: the same configuration again changes nothing. The slug follows from the name unless it is
    given. The operator's login has no password: a superuser sets one, or an identity provider knows them.

    Raises:
        PermissionRefused: only the platform's administrators may.
        ValidationFailed: something in it is not valid.
        TenantExists: the slug or the operator's name is taken, with another configuration.
    """
    _require_platform_wide(by)
    tenant = Tenant(slug=slug or slug_of(name))
    changes = {
        "name": name,
        "admin_email": admin_email,
        "metadata": metadata or {},
        "limits": limits or {},
        "features": features or {},
        "settings": settings or {},
    }
    configure(tenant, changes)
    existing = _insert(tenant)
    _require_same(existing or tenant, tenant, operator)
    changed = existing is None
    if operator is not None and not User.objects.filter(username=operator).exists():
        _make_operator(existing or tenant, operator)
        changed = True
    return _recorded("tenant_onboarded", existing or tenant, by=by, changed=changed, fields=changes)


def change_of(tenant_id: UUID) -> str:
    """The name by which changes of a tenant wait for each other, from wherever they are asked for."""
    return f"tenant {tenant_id}"


@transaction.atomic
def tenant_update(*, by: Principal, tenant_id: UUID, changes: Mapping[str, Any]) -> Recorded:
    """Change some of a tenant's fields: ``name``, ``admin_email``, ``status``, and merged into what they are
    (RFC 7386: null drops a key) ``metadata``, ``limits``, ``features`` and ``settings``.

    A tenant that is not active is shut out with the commit: its tokens and its operators' logins stop
    working, and nothing more of it is begun until it is active again.

    Raises:
        InvalidRequest: no field is given.
        PermissionRefused: a field is only the platform's administrators' to change.
        ValidationFailed: something in it is not valid.
        NotFound: there is no such tenant.
        TenantIsDeleting, TenantIsThePlatform: it stays as it is.
    """
    if not changes:
        raise InvalidRequest("Name at least one field to change.")
    if beyond := sorted(set(changes) - OWN_FIELDS):
        _require_platform_wide(by, what=f"change {', '.join(beyond)}")
    one_change_at_a_time(change_of(tenant_id))
    tenant = Tenant.objects.select_for_update(no_key=True).filter(pk=tenant_id).first()
    if tenant is None:
        raise NotFound(f"There is no tenant {tenant_id}.")
    if tenant.status == Tenant.Status.DELETING:
        raise TenantIsDeleting
    if changes.get("status", tenant.status) not in SWITCHABLE:
        raise invalid("/status", "invalid_choice", f"One of {', '.join(SWITCHABLE)}.")
    if tenant.slug == PLATFORM_SLUG and changes.get("status", tenant.status) != tenant.status:
        raise TenantIsThePlatform
    before = (tenant.status, configuration(tenant))
    configure(tenant, changes)
    changed = before != (tenant.status, configuration(tenant))
    if changed:
        tenant.save()
    return _recorded("tenant_changed", tenant, by=by, changed=changed, fields=changes)


@transaction.atomic
def tenant_delete(
    *, by: Principal, tenant_id: UUID, patience_seconds: float = removal.REQUEST_SECONDS
) -> UUID:
    """Delete a tenant that holds nothing; the id under which the logs have it.

    Args:
        patience_seconds: how long another server is waited for that may hold something of it.

    Raises:
        PermissionRefused: only the platform's administrators may.
        NotFound: there is no such tenant.
        TenantIsThePlatform: it stays.
        TenantNotEmpty: it holds something; ``blockers`` counts what.
        TransientError: another server did not say what it holds.
    """
    _require_platform_wide(by)
    # Before the row is locked: as long as it is, nobody can add to what the tenant has.
    outside = removal.blockers_outside(tenant_id, seconds=patience_seconds)
    tenant = _to_be_removed(by=by, tenant_id=tenant_id)
    if found := outside + removal.blockers_in_tables(tenant.pk):
        raise TenantNotEmpty(found)
    with tenant_scope(tenant.pk):
        tenant.delete()
    return _recorded("tenant_deleted", tenant, by=by, changed=True, fields=()).event_id


@transaction.atomic
def tenant_purge(*, by: Principal, tenant_id: UUID) -> Purge:
    """Shut a tenant out for good, and start the job that removes it with all it holds.

    Safe to repeat: while a job is under way, it is the answer.

    Raises:
        PermissionRefused: only the platform's administrators may.
        NotFound: there is no such tenant.
        TenantIsThePlatform: it stays.
    """
    tenant = _to_be_removed(by=by, tenant_id=tenant_id)
    job_id = removal.start_purge(by, tenant)
    recorded = _recorded("tenant_purge_asked", tenant, by=by, changed=True, fields=["status"])
    return Purge(job_id, recorded.event_id)


@transaction.atomic
def tenant_mark_deleting(*, by: Principal, tenant_id: UUID) -> Tenant:
    """Shut a tenant out for good; the job that purges it begins with this.

    Raises:
        PermissionRefused, NotFound, TenantIsThePlatform: as for ``tenant_purge``.
    """
    tenant = _to_be_removed(by=by, tenant_id=tenant_id)
    if tenant.status != Tenant.Status.DELETING:
        tenant.status = Tenant.Status.DELETING
        tenant.save()
    return tenant


def _require_platform_wide(by: Principal, *, what: str = "onboard and remove tenants") -> None:
    if not acts_platform_wide(by):
        raise PermissionRefused(f"Only administrators of the platform's own tenant {what}.")


def _insert(tenant: Tenant) -> Tenant | None:
    """Insert it, or find the one that has the slug."""
    try:
        with transaction.atomic():
            tenant.save(force_insert=True)
    except IntegrityError:
        return Tenant.objects.get(slug=tenant.slug)
    return None


def _require_same(existing: Tenant, asked: Tenant, operator: str | None) -> None:
    """Go on when the tenant that has the slug is as it was asked for."""
    if existing.status == Tenant.Status.DELETING:
        raise TenantIsDeleting
    found, wanted = configuration(existing), configuration(asked)
    conflicts = {
        name: {"existing": found[name], "requested": wanted[name]}
        for name in wanted
        if found[name] != wanted[name]
    }
    taken = User.objects.filter(username=operator).exclude(tenant=existing)
    if operator is not None and taken.exists():
        conflicts["operator"] = {"existing": "of another tenant", "requested": operator}
    if conflicts:
        raise TenantExists(conflicts)


def _make_operator(tenant: Tenant, username: str) -> None:
    user = User(
        username=username,
        email=tenant.admin_email,
        tenant=tenant,
        roles=[Role.ADMIN.value],
        is_staff=True,
    )
    user.set_unusable_password()
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        raise invalid("/operator", "invalid", error.messages[0]) from error
    user.save()


def _to_be_removed(*, by: Principal, tenant_id: UUID) -> Tenant:
    """The tenant, locked: until the transaction ends, nobody adds a row that belongs to it."""
    _require_platform_wide(by)
    tenant = Tenant.objects.select_for_update().filter(pk=tenant_id).first()
    if tenant is None:
        raise NotFound(f"There is no tenant {tenant_id}.")
    if tenant.slug == PLATFORM_SLUG:
        raise TenantIsThePlatform
    return tenant


def _recorded(event: str, tenant: Tenant, *, by: Principal, changed: bool, fields: Any) -> Recorded:
    event_id = new_id()
    logger.info(
        event,
        event_id=str(event_id),
        by=by.sub,
        tenant=tenant.slug,
        fields=sorted(fields),
        changed=changed,
    )
    return Recorded(tenant, event_id, changed)
