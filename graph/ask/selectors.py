"""Read questions that were asked."""

from uuid import UUID

from graph.ask.services import ASK_JOB
from jobs.models import Job
from jobs.selectors import job_visible
from platform_project.http.errors import NotFound
from security.principal import Principal


def question_visible(*, principal: Principal, question_id: UUID) -> Job:
    """The job of one question.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    job = job_visible(principal=principal, job_id=question_id)
    if job.type != ASK_JOB:
        raise NotFound(f"There is no question {question_id}.")
    return job
