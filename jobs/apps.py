from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

import celery_app  # noqa: F401  (phases are shared tasks: they belong to the current application)


class JobsConfig(AppConfig):
    """The execution engine, its event streams, and jobs."""

    name = "jobs"

    def ready(self) -> None:
        """Register the job types and the tasks of the schedule, whose entries come with each migration."""
        import jobs.schedule.tasks  # noqa: F401
        from jobs.registry import import_job_types

        import_job_types()
        post_migrate.connect(_ensure_entries, sender=self, dispatch_uid="schedule.entries")


def _ensure_entries(using: str, **_: Any) -> None:
    from django.db import connections

    from jobs.schedule.entries import entries_ensure

    # Going back to before the schedule's tables sends this signal too.
    if "django_celery_beat_periodictask" in connections[using].introspection.table_names():
        entries_ensure(using=using)
