"""Read runs and their steps, as far as a principal may see them."""

from uuid import UUID

from django.db.models import QuerySet

from agents.models import AgentRun, Step
from jobs.selectors import visible
from platform_project.http.errors import NotFound
from security.principal import Principal


def runs_visible(*, principal: Principal) -> QuerySet[AgentRun]:
    """The runs that the principal may see."""
    return visible(AgentRun.objects.all(), principal)


def run_visible(*, principal: Principal, run_id: UUID) -> AgentRun:
    """One run.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    run = runs_visible(principal=principal).filter(pk=run_id).first()
    if run is None:
        raise NotFound(f"There is no run {run_id}.")
    return run


def steps_of_run(run: AgentRun) -> QuerySet[Step]:
    """The steps of a run, in their order."""
    return Step.objects.filter(run=run).order_by("index")
