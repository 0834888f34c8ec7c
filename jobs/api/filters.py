"""What lists of executions can be narrowed and ordered by."""

from typing import Any

from django.db.models import QuerySet
from django_filters import BooleanFilter, CharFilter, MultipleChoiceFilter, UUIDFilter
from django_filters.rest_framework import FilterSet

from jobs.models import Execution, Job, wire_status
from jobs.selectors import dead_letters
from platform_project.http.filters import MomentFilter, OrderingFilter


class StatusFilter(MultipleChoiceFilter):
    """``status``, which may stand several times, in the words that the API uses for a kind of execution."""

    def __init__(self, kind: Execution.Kind) -> None:
        self._statuses: dict[str, list[str]] = {}
        for status in Execution.Status.values:
            self._statuses.setdefault(wire_status(kind, status), []).append(status)
        super().__init__(
            choices=[(word, word) for word in self._statuses],
            label="Only with this status; may be repeated.",
        )

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        """The rows whose executions have one of the statuses."""
        statuses = [status for word in value for status in self._statuses[word]]
        return qs.filter(execution__status__in=statuses) if value else qs


class ExecutionFilters(FilterSet):
    """What holds for every kind: when it was made."""

    created_after = MomentFilter(
        field_name="execution__created_at", lookup_expr="gte", label="Only made at this moment or later."
    )
    created_before = MomentFilter(
        field_name="execution__created_at", lookup_expr="lt", label="Only made before this moment."
    )
    # Ids are in the order of time (UUIDv7), and have the index.
    ordering = OrderingFilter(created_at="pk")


class JobFilters(ExecutionFilters):
    """``GET /v1/jobs``."""

    status = StatusFilter(Execution.Kind.JOB)
    type = CharFilter(label="Only of this type.")
    owner = CharFilter(
        field_name="execution__subject", label="Only of this subject; for those who see the jobs of others."
    )


class AdminJobFilters(JobFilters):
    """``GET /v1/admin/jobs``."""

    tenant_id = UUIDFilter(field_name="tenant_id", label="Only of this tenant.")
    dead_letter = BooleanFilter(
        method="only_dead_letters",
        label="Only those that ran out of attempts or time, and that nobody has done again.",
    )

    def only_dead_letters(self, rows: QuerySet[Job], name: str, value: bool) -> QuerySet[Job]:
        """The dead letters, or all the others."""
        return dead_letters(rows) if value else rows.exclude(pk__in=dead_letters(rows).values("pk"))
