"""What the list of tenants can be narrowed by."""

from django_filters import CharFilter, ChoiceFilter
from django_filters.rest_framework import FilterSet

from tenants.models import Tenant


class TenantFilters(FilterSet):
    """``GET /v1/admin/tenants``."""

    status = ChoiceFilter(choices=Tenant.Status.choices, label="Only with this status.")
    name = CharFilter(lookup_expr="icontains", label="Only those whose name contains this.")
