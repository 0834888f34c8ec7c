from django.apps import AppConfig

import celery_app  # noqa: F401  (phases are shared tasks: they belong to the current application)


class JobsConfig(AppConfig):
    """The execution engine, its event streams, and jobs."""

    name = "jobs"

    def ready(self) -> None:
        """Register the job types."""
        from jobs.registry import import_job_types

        import_job_types()
