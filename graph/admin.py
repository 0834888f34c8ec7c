"""The catalogue of known questions in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from graph.models import CataloguePattern
from security.operators import AccessByRole, TenantFilter, is_superuser, operator_of
from security.roles import Role

KINDS = ("count", "ranking", "groups", "list", "table")


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines as a list, without the empty ones."""
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]


class CataloguePatternForm(forms.ModelForm[CataloguePattern]):
    """A pattern, its questions one a line."""

    questions = LinesField(help_text="One a line, e.g. which files come from {file:text}")
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS], widget=UnfoldAdminSelectWidget)

    class Meta:
        model = CataloguePattern
        fields = ("name", "enabled", "questions", "cypher", "kind", "subject", "subject_plural", "tenant")


@admin.register(CataloguePattern)
class CataloguePatternAdmin(AccessByRole, ModelAdmin):  # type: ignore[misc]
    """Known questions. Those of all tenants are written by superusers, a tenant's own by its curators."""

    editors = frozenset({Role.ADMIN, Role.CURATOR, Role.DATA_ENGINEER})
    form = CataloguePatternForm
    list_display = ("name", "first_question", "kind", "enabled", "holds_for")
    list_filter = ("enabled", "kind", TenantFilter)
    list_filter_sheet = False
    list_select_related = ("tenant",)
    search_fields = ("name", "questions", "cypher")
    show_full_result_count = False

    @admin.display(description="Question")
    def first_question(self, pattern: CataloguePattern) -> str:
        """The first of its questions."""
        return pattern.questions[0] if pattern.questions else ""

    @admin.display(description="Holds for", ordering="tenant")
    def holds_for(self, pattern: CataloguePattern) -> str:
        """Whose it is."""
        return pattern.tenant.name if pattern.tenant else "all tenants"

    def get_fields(self, request: HttpRequest, obj: CataloguePattern | None = None) -> tuple[str, ...]:
        """Only superusers choose for whom it holds."""
        fields = CataloguePatternForm.Meta.fields
        return fields if is_superuser(request) else fields[:-1]

    def save_model(self, request: HttpRequest, obj: CataloguePattern, form: Any, change: bool) -> None:
        """Save it for the operator's own tenant, unless a superuser has chosen."""
        user = operator_of(request)
        if user is not None and not user.is_superuser:
            obj.tenant_id = user.tenant_id
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Those who may edit, for their own tenant."""
        return super().has_add_permission(request) and self._is_own(request, None)

    def has_change_permission(self, request: HttpRequest, obj: CataloguePattern | None = None) -> bool:
        """Those who may edit, within their own tenant."""
        return super().has_change_permission(request, obj) and self._is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: CataloguePattern | None = None) -> bool:
        """As for changes."""
        return super().has_delete_permission(request, obj) and self._is_own(request, obj)

    def _is_own(self, request: HttpRequest, pattern: CataloguePattern | None) -> bool:
        user = operator_of(request)
        if user is None or user.is_superuser:
            return user is not None
        return user.tenant_id is not None and (pattern is None or pattern.tenant_id == user.tenant_id)
