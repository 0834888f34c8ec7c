"""Who asks the graph, and who writes which rows of the catalogue.

Superusers write those of all tenants, curators their tenant's own.
"""

from typing import Any, Final
from uuid import UUID

import structlog
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from redis import RedisError
from unfold.admin import ModelAdmin

from graph.models import TenantOrGlobal
from jobs.admin.creation import principal_of
from platform_project.http.refusals import RateLimited
from security.operators import AccessByRole, is_superuser, operator_of
from security.principal import Principal
from security.roles import Role
from security.scopes import Scope
from security.tenancy import PLATFORM_SLUG
from tenants.models import Tenant

logger: Final = structlog.get_logger(__name__)

EVERYBODY: Final = "all tenants"
PER_MINUTE: Final = 60
"""Questions, trials and expansions of one operator."""


def may_ask(request: HttpRequest) -> bool:
    """Whether the operator may ask a graph: with the scope to read it, and a graph that is theirs."""
    user = operator_of(request)
    if user is None or not (user.is_superuser or user.tenant_id):
        return False
    return principal_of(user).can(Scope.GRAPH_READ)


def count_question(request: HttpRequest) -> None:
    """Count what an operator asks of a graph; a cache that does not answer stops nobody.

    Raises:
        RateLimited: it is more than ``PER_MINUTE``.
    """
    key = f"graph-console:{request.user.pk}:{int(timezone.now().timestamp()) // 60}"
    try:
        cache.add(key, 0, timeout=120)
        asked = cache.incr(key)
    except (RedisError, ValueError):
        logger.warning("graph_console_not_counted")
        return
    if asked > PER_MINUTE:
        raise RateLimited(f"You may ask {PER_MINUTE} times a minute. Wait a little, then ask again.")


def writer_of(request: HttpRequest) -> Principal:
    """For whom the services write: a superuser acts as an administrator of the platform's own tenant."""
    user = operator_of(request)
    assert user is not None, "the admin lets nobody else in"  # noqa: S101
    if user.is_superuser:
        tenant_id: UUID = Tenant.objects.get(slug=PLATFORM_SLUG).pk
        return Principal.person(sub=user.get_username(), tenant_id=tenant_id, roles=[Role.ADMIN])
    return Principal.person(
        sub=user.get_username(), tenant_id=user.tenant_id or UUID(int=0), roles=user.roles
    )


class OwnOrGlobalAdmin(AccessByRole, ModelAdmin):  # type: ignore[misc]
    """Rows of a tenant or of all: seen by everybody of the staff, written as this module says."""

    editors = frozenset({Role.ADMIN, Role.CURATOR, Role.DATA_ENGINEER})
    list_filter_sheet = False
    list_select_related = ("tenant",)
    show_full_result_count = False

    def tenant_of(self, request: HttpRequest, chosen: Tenant | None) -> UUID | None:
        """Whose a new row is: the chosen tenant's or of all for superusers, otherwise the operator's own."""
        user = operator_of(request)
        if user is not None and user.is_superuser:
            return chosen.pk if chosen else None
        return user.tenant_id if user else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Those who may edit, for their own tenant."""
        return super().has_add_permission(request) and self._is_own(request, None)

    def has_change_permission(self, request: HttpRequest, obj: TenantOrGlobal | None = None) -> bool:
        """Those who may edit, within their own tenant."""
        return super().has_change_permission(request, obj) and self._is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: TenantOrGlobal | None = None) -> bool:
        """As for changes."""
        return super().has_delete_permission(request, obj) and self._is_own(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whose a row is, is said once."""
        return (*super().get_readonly_fields(request, obj), *(("holds_for",) if obj else ()))

    @admin.display(description="Holds for", ordering="tenant")
    def holds_for(self, row: TenantOrGlobal) -> str:
        """Whose it is."""
        return row.tenant.name if row.tenant else EVERYBODY

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """For whom a new row holds: a tenant, or all. Tenants are not made here by the way."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label, field.empty_label = "Holds for", EVERYBODY
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A field without the links that add and change what it refers to."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, told whose a new row becomes when its fields do not say."""
        form = super().get_form(request, obj, change, **kwargs)
        form.own_tenant_id = self.tenant_of(request, None)
        return form

    def _is_own(self, request: HttpRequest, row: TenantOrGlobal | None) -> bool:
        if is_superuser(request):
            return True
        user = operator_of(request)
        return (
            user is not None
            and user.tenant_id is not None
            and (row is None or row.tenant_id == user.tenant_id)
        )
