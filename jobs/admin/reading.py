"""Rows that the admin shows on pages made for reading."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from security.operators import AccessByRole, is_superuser


class ReadOnlyAdmin(AccessByRole, ModelAdmin):  # type: ignore[misc]
    """Rows that nobody edits, each on a page made for reading instead of a form."""

    show_full_result_count = False
    list_per_page = 50
    list_filter_sheet = False
    # What lists leave out: heavy columns that only the page of one row shows.
    deferred: ClassVar[tuple[str, ...]] = ()

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The columns, and whose the rows are for those who see several tenants."""
        columns: tuple[str, ...] = tuple(self.list_display)
        return (*columns, "tenant") if is_superuser(request) else columns

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows for lists."""
        queryset: QuerySet[Any] = super().get_queryset(request)
        return queryset.defer(*self.deferred)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """One row with all of its columns; None when there is none."""
        try:
            return self.get_queryset(request).defer(None).get(pk=object_id)
        except (self.model.DoesNotExist, ValidationError):
            return None

    def row_or_404(self, request: HttpRequest, object_id: UUID) -> Any:
        """One row, for a view of its own.

        Raises:
            Http404: there is none that the operator may see.
        """
        row = self.get_object(request, str(object_id)) if self.has_view_permission(request) else None
        if row is None:
            raise Http404
        return row

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search by id when the words are one, and by the search fields otherwise."""
        try:
            return self.search_by_id(queryset, UUID(search_term.strip())), False
        except ValueError:
            found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term)
            return found

    def search_by_id(self, queryset: QuerySet[Any], wanted: UUID) -> QuerySet[Any]:
        """The rows that an id finds."""
        return queryset.filter(pk=wanted)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """No form: the page's own template shows the row."""
        return []

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show the page of a row."""
        context.update({"title": str(obj)[:80], "subtitle": None, **self.page(request, obj)})
        response: HttpResponse = super().render_change_form(request, context, add, change, form_url, obj)
        return response

    def page(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page's template shows."""
        raise NotImplementedError
