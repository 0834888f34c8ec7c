from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What spans rooms: maintenance, cleanup, the schedule's own work, the databases' endpoints."""

    name = "platform_project.operations"

    def ready(self) -> None:
        """Register cleaners, job types and the entries of the schedule."""
        from platform_project.operations import modules, schedule  # noqa: F401

        # Cleaners first: the cleanup's payload names them.
        modules.import_each("platform_project.operations.cleaners")
        modules.import_each("platform_project.operations.jobs")
