"""What the list of approvals can be narrowed by."""

from django_filters import CharFilter, MultipleChoiceFilter
from django_filters.rest_framework import FilterSet

from graph.writes.models import WriteApproval
from graph.writes.statements import KINDS


class ApprovalFilters(FilterSet):
    """``GET /v1/graph/approvals``."""

    status = MultipleChoiceFilter(
        field_name="state",
        choices=[(state, state) for state in WriteApproval.STATES],
        label="Only with this status; may be repeated.",
    )
    kind = MultipleChoiceFilter(
        field_name="statement__kind",
        choices=[(kind, kind) for kind in KINDS],
        label="Only changes of this kind; may be repeated.",
    )
    proposed_by = CharFilter(field_name="subject", label="Only those that this subject has proposed.")
