"""What a run was asked and what answered it, for the graph's catalogue of known questions."""

from uuid import UUID

from agents.models import AgentRun
from agents.selectors import run_visible, steps_of_run
from graph.nl.catalogue.proposal import Answered, NothingToKeep, register_answers
from security.principal import Principal


@register_answers
def answer_of_run(principal: Principal, run_id: UUID) -> Answered:
    """The question of a run and the query that answered it, as its steps have it.

    A run whose prompt chose one of several readings answers the question that was asked before it.

    Raises:
        NotFound: there is no such run, or it is not the principal's to see.
        NothingToKeep: it was not answered by a query.
    """
    run = run_visible(principal=principal, run_id=run_id)
    if run.outcome != AgentRun.Outcome.ANSWER:
        raise NothingToKeep
    steps = steps_of_run(run).values_list("output", flat=True)
    if choosing := steps.filter(action="classify", output__has_key="chosen").first():
        chosen = choosing["chosen"]
        return Answered.by(chosen["draft"], question=chosen["question"])
    drafted = steps.filter(action__in=("catalogue", "parse"), output__has_key="cypher").last()
    if not drafted:
        raise NothingToKeep
    return Answered.by(drafted, question=run.prompt)
