"""What the list of runs can be narrowed and ordered by."""

from django_filters import MultipleChoiceFilter, UUIDFilter

from agents.intent import Category
from agents.models import AgentRun
from jobs.api.filters import ExecutionFilters, StatusFilter
from jobs.models import Execution


class RunFilters(ExecutionFilters):
    """``GET /v1/agent-runs``."""

    status = StatusFilter(Execution.Kind.RUN)
    category = MultipleChoiceFilter(
        choices=[(category.value, category.value) for category in Category],
        label="Only of this category; may be repeated.",
        distinct=False,
    )
    outcome = MultipleChoiceFilter(
        choices=[(outcome.value, outcome.value) for outcome in AgentRun.Outcome],
        label="Only with this outcome; may be repeated.",
        distinct=False,
    )
    session_id = UUIDFilter(field_name="session", label="Only of this session.")
