"""The broker's queues: how much waits in each, and whether messages are safe there."""

from typing import Any

from django.conf import settings

from jobs.engine.flows import all_queues
from platform_project.health.connections import redis
from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component


@component("broker")
def probe() -> Finding:
    """Count the messages of every queue."""
    queues = (*all_queues(), settings.CELERY_TASK_DEFAULT_QUEUE)
    with redis(settings.CELERY_BROKER_URL) as client, client.pipeline(transaction=False) as pipeline:
        for queue in queues:
            pipeline.llen(queue)
        pipeline.info("memory")
        *depths, memory = pipeline.execute()
    details: dict[str, Any] = {"queues": dict(zip(queues, depths, strict=True))}
    policy = memory.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        # https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#key-eviction
        return Finding(Health.DEGRADED, "it may evict messages", {**details, "maxmemory_policy": policy})
    return Finding(details=details)
