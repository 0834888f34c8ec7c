"""The workers: without them work is accepted and waits."""

from typing import Any

from django.conf import settings

from jobs.engine.flows import all_queues
from jobs.liveness import Kind, living
from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component


@component("workers")
def probe() -> Finding:
    """Look for workers that live, and for queues that none of them serves."""
    workers = living(Kind.WORKER)
    if not workers:
        return Finding(Health.UNAVAILABLE, "none shows a sign of life")
    served = {queue for worker in workers for queue in worker.about["queues"]}
    unserved = sorted({*all_queues(), settings.CELERY_TASK_DEFAULT_QUEUE} - served)
    details: dict[str, Any] = {
        "count": len(workers),
        "processes": sum(worker.about["processes"] for worker in workers),
        "workers": {
            worker.name: {"age_seconds": worker.age_seconds, "queues": worker.about["queues"]}
            for worker in workers
        },
    }
    if unserved:
        return Finding(Health.DEGRADED, "queues without a worker", {**details, "unserved": unserved})
    return Finding(details=details)
