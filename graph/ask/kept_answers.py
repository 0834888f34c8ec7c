"""What was asked and what answered it, for the catalogue of known questions."""

from uuid import UUID

from graph.ask.selectors import question_visible
from graph.nl.catalogue.proposal import Answered, NothingToKeep, register_answers
from security.principal import Principal


@register_answers
def answer_of_question(principal: Principal, question_id: UUID) -> Answered:
    """A question and the query that answered it, as the stages of its answer have it.

    Raises:
        NotFound: there is no such question, or it is not the principal's to see.
        NothingToKeep: it was not answered by a query.
    """
    job = question_visible(principal=principal, question_id=question_id)
    if not job.result or job.result["outcome"] != "answer":
        raise NothingToKeep
    drafts = [
        stage["output"]
        for stage in job.result["stages"]
        if stage["name"] in ("catalogue", "parse") and "cypher" in stage["output"]
    ]
    if not drafts:
        raise NothingToKeep
    return Answered.by(drafts[-1], question=job.payload["question"])
