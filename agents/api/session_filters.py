"""What lists of sessions and of their steps can be narrowed to."""

from django_filters import CharFilter, MultipleChoiceFilter, UUIDFilter
from django_filters.rest_framework import FilterSet

from agents.models import Session, Step
from platform_project.http.filters import MomentFilter, OrderingFilter


class SessionFilters(FilterSet):
    """Which sessions, and in which order; the last used first unless said otherwise."""

    status = MultipleChoiceFilter(
        choices=Session.Status.choices, distinct=False, label="Only with this status; may be repeated."
    )
    user_id = CharFilter(field_name="subject", label="Whose they are.")
    manager = CharFilter(label="Who leads their workers.")
    updated_after = MomentFilter(
        field_name="updated_at", lookup_expr="gte", label="Only used at this moment or later."
    )
    updated_before = MomentFilter(
        field_name="updated_at", lookup_expr="lt", label="Only those not used since this moment."
    )
    ordering = OrderingFilter(updated_at="updated_at", created_at="pk")


class SessionStepFilters(FilterSet):
    """Which steps of a session."""

    status = MultipleChoiceFilter(
        choices=Step.Status.choices, distinct=False, label="Only with this status; may be repeated."
    )
    action = CharFilter(label="What was done; of an added step its type.")
    tool = CharFilter(label="By which tool.")
    run_id = UUIDFilter(label="In which run.")
