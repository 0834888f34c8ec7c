"""Runs in the words and shapes that people read."""

from typing import Any, Final

from django.urls import reverse

from agents.models import AgentRun
from jobs import presentation

# The colours of outcomes, in unfold's names.
OUTCOME_COLOURS: Final = {
    "answer": "success",
    "refusal": "danger",
    "explanation": "info",
    "clarification": "warning",
    "unknown": "warning",
    "confirmation": "info",
    "text": "default",
}


def run_line(run: AgentRun) -> dict[str, Any]:
    """A run as a line of a table."""
    status = presentation.status_of(run.execution)
    return {
        "run": run,
        "href": reverse("admin:agents_agentrun_change", args=[run.pk]),
        "status": status,
        "colour": presentation.STATUS_COLOURS[status],
        "outcome_colour": OUTCOME_COLOURS.get(run.outcome),
        "created": presentation.moment(run.execution.created_at),
        "took": presentation.took(run.execution),
    }
