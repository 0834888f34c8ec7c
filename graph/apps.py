"""The graph room."""

from typing import Any

from celery.signals import worker_init
from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GraphConfig(AppConfig):
    """Bolt client, live schema, Cypher and natural language over the tenant's graph."""

    name = "graph"
    verbose_name = "Graph"

    def ready(self) -> None:
        """Register the jobs of this room, load what ships after each migration, and warm up each worker.

        The first question would wait for the parser's table otherwise; made before the worker forks, it is
        there for all its children at once.
        """
        from graph.analytics import cache  # noqa: F401
        from graph.analytics import jobs as analyses  # noqa: F401
        from graph.ask import jobs as questions  # noqa: F401
        from graph.ask import kept_answers  # noqa: F401
        from graph.etl.jobs import import_job_types
        from graph.files import holdings, models  # noqa: F401
        from graph.writes import jobs as changes  # noqa: F401

        import_job_types()
        post_migrate.connect(_load_shipped, sender=self, dispatch_uid="graph.load_shipped")
        worker_init.connect(_warm_up, dispatch_uid="graph.warm_up")


def _warm_up(**_: Any) -> None:
    from graph.cypher import parse

    parse("RETURN 1")


def _load_shipped(*, using: str, apps: Any = None, **_: Any) -> None:
    from graph.nl.catalogue.shipped import load_shipped

    load_shipped(using=using, **({"apps": apps} if apps else {}))
