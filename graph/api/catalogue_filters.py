"""What the list of patterns can be narrowed by."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import BooleanFilter, CharFilter, ChoiceFilter
from django_filters.rest_framework import FilterSet

from graph.models import LANGUAGES, CataloguePattern
from platform_project.http.filters import OrderingFilter


class PatternFilters(FilterSet):
    """``GET /v1/graph/catalog``."""

    q = CharFilter(method="having", label="Only those with this text in name, description or questions.")
    category = CharFilter(label="Only those of this category.")
    language = ChoiceFilter(
        choices=list(LANGUAGES.items()), method="in_language", label="Only those that can be asked in it."
    )
    enabled = BooleanFilter(label="Only those that are switched on, or off.")
    source = ChoiceFilter(choices=CataloguePattern.Source.choices, label="Only those that come from there.")
    shared = BooleanFilter(
        field_name="tenant", lookup_expr="isnull", label="Only those of all tenants, or your own."
    )
    ordering = OrderingFilter(created_at="pk", name="name", updated_at="updated_at")

    def having(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those that say it somewhere."""
        return queryset.filter(
            Q(name__icontains=value) | Q(description__icontains=value) | Q(questions__icontains=value)
        )

    def in_language(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those with questions in the language."""
        return queryset.filter(questions__has_key=value)
