"""Other words for what a graph holds, in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from graph.admin.access import OwnOrGlobalAdmin, writer_of
from graph.admin.forms import OwnRow
from graph.models import Synonym
from graph.nl.catalogue.services import synonym_delete, synonym_save
from graph.nl.catalogue.validation import SYNONYM_FIELDS, synonym_faults
from security.operators import TenantFilter, is_superuser


class SynonymForm(OwnRow, forms.ModelForm[Synonym]):
    """A phrase and what it stands for."""

    class Meta:
        model = Synonym
        fields = ("phrase", "kind", "name", "tenant")

    def clean(self) -> dict[str, Any]:
        """Refuse what is no synonym, each fault beside its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for fault in synonym_faults({name: cleaned.get(name) for name in SYNONYM_FIELDS}):
                self.add_error(fault["pointer"].strip("/"), fault["detail"])
        if not self.errors and self.is_taken(self.instance, cleaned, "kind", "phrase"):
            self.add_error("phrase", "This phrase has a meaning of the kind already.")
        return cleaned


@admin.register(Synonym)
class SynonymAdmin(OwnOrGlobalAdmin):
    """Other words. Those of all tenants are written by superusers, a tenant's own by its curators."""

    form = SynonymForm
    list_display = ("phrase", "kind", "name", "holds_for")
    list_filter = ("kind", TenantFilter)
    search_fields = ("phrase", "name")

    def get_fields(self, request: HttpRequest, obj: Synonym | None = None) -> tuple[str, ...]:
        """Only superusers choose for whom it holds, and only of a new one."""
        *about, tenant = SynonymForm.Meta.fields
        if obj:
            return (*about, "holds_for")
        return (*about, tenant) if is_superuser(request) else tuple(about)

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        """Save it by the service, for the operator's own tenant unless a superuser has chosen."""
        if not change:
            obj.tenant_id = self.tenant_of(request, form.cleaned_data.get("tenant"))
        synonym_save(by=writer_of(request), row=obj)

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        """Delete one, by the service."""
        synonym_delete(by=writer_of(request), row=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Synonym]) -> None:
        """Delete several, by the service."""
        for row in queryset:
            synonym_delete(by=writer_of(request), row=row)
