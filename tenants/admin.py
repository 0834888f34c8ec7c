"""Tenants in the admin."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.enums import ActionVariant

from security.operators import AccessByRole, coloured, is_superuser, operator_of
from security.principal import Principal
from security.roles import Role
from security.tenancy import PLATFORM_SLUG
from tenants import services
from tenants.configuration import configuration
from tenants.forms import PurgeForm, TenantForm, feature_fields, limit_fields, setting_fields, tenant_form
from tenants.models import Tenant

STATUS_COLOURS: Final = {"active": "success", "suspended": "warning", "deleting": "danger"}


@admin.register(Tenant)
class TenantAdmin(AccessByRole, ModelAdmin):  # type: ignore[misc]
    """Superusers onboard, change, suspend and remove tenants; other staff read about their own."""

    list_display = ("name", "slug", "state", "runs", "jobs", "own_limit", "created_at")
    list_display_links = ("name",)
    list_filter = ("status",)
    search_fields = ("name", "slug", "admin_email")
    show_full_result_count = False
    actions = None
    actions_detail = ("suspend", "resume", "purge")

    @coloured("Status", ordering="status", colours=STATUS_COLOURS)
    def state(self, tenant: Tenant) -> str:
        """Whether its people are let in."""
        return tenant.status

    @admin.display(description="Runs, last day", ordering="runs_of_day")
    def runs(self, tenant: Any) -> int:
        """How many questions were asked."""
        return int(tenant.runs_of_day)

    @admin.display(description="Jobs, last day", ordering="jobs_of_day")
    def jobs(self, tenant: Any) -> int:
        """How many jobs were started."""
        return int(tenant.jobs_of_day)

    @admin.display(description="Jobs at once", ordering="concurrent_jobs")
    def own_limit(self, tenant: Tenant) -> str:
        """How many jobs may be under way."""
        return str(tenant.concurrent_jobs or "default")

    @admin.display(description="Configuration")
    def all_of_it(self, tenant: Tenant) -> str:
        """Limits, flags, settings and metadata in words."""
        shown = configuration(tenant)
        parts = ("limits", "features", "settings", "metadata")
        lines = (f"{name}: {value}" for part in parts for name, value in shown[part].items())
        return "\n".join(lines)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenant]:
        """All for superusers, their own for others: this table has no row-level security."""
        queryset: QuerySet[Tenant] = super().get_queryset(request)
        queryset = queryset.annotate(runs_of_day=_of_last_day("run"), jobs_of_day=_of_last_day("job"))
        user = operator_of(request)
        if user is None or user.is_superuser:
            return queryset
        return queryset.filter(pk__in=[user.tenant_id] if user.tenant_id else [])

    def get_form(
        self, request: HttpRequest, obj: Tenant | None = None, change: bool = False, **kwargs: Any
    ) -> type[TenantForm]:
        """The form, with a field for everything that is registered."""
        form: type[TenantForm] = super().get_form(request, obj, change, form=tenant_form(), **kwargs)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Tenant | None = None) -> list[Any]:
        """What superusers fill in; a summary for those who only read."""
        about = (None, {"fields": ("name", "slug", *(("state",) if obj else ()), "admin_email")})
        if not self.has_change_permission(request, obj):
            return [about, ("Configuration", {"fields": ("all_of_it",)})]
        roles = tuple(limit_fields())
        pairs = [roles[first : first + 2] for first in range(0, len(roles), 2)]
        return [
            about,
            (
                "Limits",
                {
                    "fields": ("concurrent_jobs", *pairs),
                    "description": "How much may be under way at once: of the tenant as a whole, and of one "
                    "person by role. What is empty is as the deployment has it.",
                },
            ),
            ("Features", {"fields": tuple(feature_fields())}),
            ("Settings", {"fields": tuple(setting_fields())}),
            ("Metadata", {"fields": ("metadata",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Tenant | None = None) -> tuple[str, ...]:
        """Tokens and the graph know a tenant by its slug, so it stays."""
        return ("state", "all_of_it") if obj is None else ("slug", "state", "all_of_it")

    def save_model(self, request: HttpRequest, obj: Tenant, form: TenantForm, change: bool) -> None:
        """Do what the form says with the services that the API uses."""
        by, changes = _principal_of(request), form.changes()
        if change:
            recorded = services.tenant_update(by=by, tenant_id=obj.pk, changes=changes)
        else:
            recorded = services.tenant_create(by=by, slug=form.cleaned_data["slug"], **changes)
        obj.pk = recorded.tenant.pk
        obj._state.adding = False
        obj.refresh_from_db()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        """Superusers only, and no longer once it is being deleted."""
        return is_superuser(request) and (obj is None or obj.status != Tenant.Status.DELETING)

    def has_delete_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        """Never by this form: what a tenant holds is purged by a job."""
        return False

    def has_suspend_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Superusers, for a tenant that is let in."""
        return self._may_switch(request, object_id, Tenant.Status.ACTIVE)

    def has_resume_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Superusers, for a tenant that is suspended."""
        return self._may_switch(request, object_id, Tenant.Status.SUSPENDED)

    def has_purge_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Superusers, for any tenant but the platform's own."""
        return self._may_switch(request, object_id, *Tenant.Status)

    def _may_switch(self, request: HttpRequest, object_id: str | None, *statuses: Tenant.Status) -> bool:
        if not is_superuser(request):
            return False
        tenant = self.get_object(request, str(object_id))
        return tenant is not None and tenant.slug != PLATFORM_SLUG and tenant.status in statuses

    @action(  # type: ignore[untyped-decorator]
        description="Suspend",
        permissions=["suspend"],
        icon="block",
        dialog={
            "title": "Suspend this tenant?",
            "description": "Its tokens and logins stop to work at once, and nothing new of it is begun. "
            "What it has stays, and it can be resumed.",
            "form_submit_text": "Suspend it",
        },
    )
    def suspend(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        """Shut its people out."""
        return self._switch(request, object_id, Tenant.Status.SUSPENDED, "suspended")

    @action(  # type: ignore[untyped-decorator]
        description="Resume",
        permissions=["resume"],
        icon="play_arrow",
        dialog={
            "title": "Resume this tenant?",
            "description": "Its people are let in again, and what waited goes on.",
            "form_submit_text": "Resume it",
        },
    )
    def resume(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        """Let its people in again."""
        return self._switch(request, object_id, Tenant.Status.ACTIVE, "active again")

    def _switch(self, request: HttpRequest, object_id: str, status: Tenant.Status, word: str) -> HttpResponse:
        changes = {"status": status.value}
        recorded = services.tenant_update(
            by=_principal_of(request), tenant_id=UUID(object_id), changes=changes
        )
        self.log_change(request, recorded.tenant, f"It is {word}.")
        self.message_user(request, f"“{recorded.tenant.name}” is {word}.", messages.SUCCESS)
        return _go_to(reverse("admin:tenants_tenant_change", args=[object_id]))

    @action(  # type: ignore[untyped-decorator]
        description="Delete",
        permissions=["purge"],
        icon="delete_forever",
        variant=ActionVariant.DANGER,
        dialog={
            "title": "Delete this tenant with all it holds?",
            "description": "Its runs, jobs, sessions, logins and graph are removed by a job, and it is shut "
            "out at once. Nothing of this can be taken back.",
            "form_class": PurgeForm,
            "form_submit_text": "Delete it for good",
        },
    )
    def purge(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        """Start the job that removes it with all it holds."""
        asked = services.tenant_purge(by=_principal_of(request), tenant_id=UUID(object_id))
        tenant = Tenant.objects.get(pk=object_id)
        self.log_change(request, tenant, f"Its deletion was asked for: job {asked.job_id}.")
        self.message_user(request, f"Job {asked.job_id} removes “{tenant.name}”.", messages.SUCCESS)
        return _go_to(reverse("admin:jobs_job_change", args=[asked.job_id]))


def _go_to(url: str) -> HttpResponse:
    """Leave a dialog, which is sent by htmx: an ordinary redirect would be shown inside of it."""
    return HttpResponse(headers={"HX-Redirect": url})


def _principal_of(request: HttpRequest) -> Principal:
    """The superuser as an administrator of the platform's own tenant."""
    platform = Tenant.objects.get(slug=PLATFORM_SLUG)
    return Principal.person(sub=request.user.get_username(), tenant_id=platform.pk, roles=[Role.ADMIN.value])


def _of_last_day(kind: str) -> Coalesce:
    """How many executions of a kind a tenant has begun since yesterday."""
    # The page stands in a low room and counts rows of a higher one: by name, as the sidebar does.
    executions = apps.get_model("jobs", "Execution")
    since = int((timezone.now() - timedelta(days=1)).timestamp() * 1000)
    counted = (
        # Ids are in the order of time (UUIDv7), and the index has them.
        executions._base_manager.filter(tenant=OuterRef("pk"), kind=kind, pk__gte=UUID(int=since << 80))
        .order_by()
        .values("tenant")
        .annotate(total=Count("*"))
        .values("total")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
