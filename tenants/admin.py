"""Tenants in the admin."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from security.operators import AccessByRole, coloured, is_superuser, operator_of
from tenants.models import Tenant


class TenantForm(forms.ModelForm[Tenant]):
    """A tenant whose time zone is one that exists."""

    timezone = forms.ChoiceField(
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
        initial="UTC",
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Tenant
        fields = ("slug", "name", "status", "timezone")


@admin.register(Tenant)
class TenantAdmin(AccessByRole, ModelAdmin):  # type: ignore[misc]
    """Superusers make and change tenants; other staff see their own."""

    form = TenantForm
    list_display = ("name", "slug", "state", "timezone", "created_at")
    list_display_links = ("name",)
    list_filter = ("status",)
    search_fields = ("name", "slug")
    show_full_result_count = False
    # One at a time, after the question whether anything depends on it.
    actions = None
    fieldsets = ((None, {"fields": ("slug", "name", "status", "timezone")}),)

    @coloured("Status", ordering="status", colours={"active": "success", "suspended": "danger"})
    def state(self, tenant: Tenant) -> str:
        """Whether its people are let in."""
        return tenant.status

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenant]:
        """All for superusers, their own for others: this table has no row-level security."""
        queryset: QuerySet[Tenant] = super().get_queryset(request)
        user = operator_of(request)
        if user is None or user.is_superuser:
            return queryset
        return queryset.filter(pk__in=[user.tenant_id] if user.tenant_id else [])

    def get_readonly_fields(self, request: HttpRequest, obj: Tenant | None = None) -> tuple[str, ...]:
        """Tokens and the graph know a tenant by its slug, so it stays."""
        return () if obj is None else ("slug",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        """Superusers only."""
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        """Superusers, for a tenant that nothing depends on; one that had a life is suspended instead."""
        return is_superuser(request) and obj is not None and not has_dependants(obj)


def has_dependants(tenant: Tenant) -> bool:
    """Whether any table has a row of this tenant; call it where all tenants are visible."""
    relations: list[Any] = [
        field for field in Tenant._meta.get_fields(include_hidden=True) if field.one_to_many
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: tenant}).exists()
        for relation in relations
    )
