"""What the list of files can be narrowed by."""

from django_filters import CharFilter, MultipleChoiceFilter, UUIDFilter
from django_filters.rest_framework import FilterSet

from graph.files.models import GraphFile
from platform_project.http.filters import MomentFilter, OrderingFilter


class FileFilters(FilterSet):
    """``GET /v1/graph/files``."""

    kind = MultipleChoiceFilter(
        choices=GraphFile.Kind.choices, label="Only those of this kind; may be repeated."
    )
    # `format` is how the API's own answer is to look.
    file_format = CharFilter(field_name="format", label="Only those of this format.")
    q = CharFilter(field_name="name", lookup_expr="icontains", label="Only those with this text in the name.")
    sha256 = CharFilter(label="Only those with this hash.")
    created_by = CharFilter(label="Only those of this subject.")
    made_by = UUIDFilter(label="Only those that this job has written.")
    created_after = MomentFilter(
        field_name="created_at", lookup_expr="gte", label="Only those made then or later."
    )
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt", label="Only those made earlier.")
    ordering = OrderingFilter(created_at="pk", name="name", size="size")
