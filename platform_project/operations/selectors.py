"""Read the jobs that work on the databases."""

from uuid import UUID

from jobs.models import Job
from jobs.selectors import with_progress
from platform_project.operations.kinds import PREFIX


def database_job(job_id: UUID) -> Job | None:
    """A maintenance job of the active tenant, whoever started it; None when there is none of this id."""
    jobs = Job.objects.filter(type__startswith=PREFIX).select_related("execution")
    job: Job | None = with_progress(jobs).filter(pk=job_id).first()
    return job
