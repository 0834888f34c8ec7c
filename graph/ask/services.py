"""Ask a question as an execution."""

from typing import Final

from jobs.models import Job
from jobs.services import job_create
from security.principal import Principal

ASK_JOB: Final = "graph.ask"
MAX_QUESTION: Final = 4_000
"""Characters of one question."""


def question_ask(*, principal: Principal, question: str, dry_run: bool = False) -> Job:
    """Queue a question; its answer is the job's result.

    Args:
        dry_run: everything but the execution: the query, what validation says of it, and its plan.

    Raises:
        UnknownJobType: this deployment runs no questions as jobs.
        PermissionRefused, ValidationFailed: as for ``job_create``.
    """
    payload = {"question": question, "dry_run": dry_run}
    return job_create(principal=principal, type_name=ASK_JOB, payload=payload)
