"""The graph room."""

from typing import Any

from celery.signals import worker_process_init
from django.apps import AppConfig


class GraphConfig(AppConfig):
    """Bolt client, live schema, Cypher and natural language over the tenant's graph."""

    name = "graph"
    verbose_name = "Graph"

    def ready(self) -> None:
        """Let each worker build the parser's table before its first question waits for it."""
        worker_process_init.connect(_warm_up, dispatch_uid="graph.warm_up")


def _warm_up(**_: Any) -> None:
    from graph.cypher import parse

    parse("RETURN 1")
