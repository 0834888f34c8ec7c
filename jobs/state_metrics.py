"""What PostgreSQL and Redis are asked when somebody reads the metrics: every web process says the same."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Final

import redis
import structlog
from django.conf import settings
from django.db import Error, connections
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from jobs.engine.flows import all_queues
from jobs.engine.recovery import INFINITELY_OLD, watermarks

logger: Final = structlog.get_logger(__name__)

_LIVE: Final = """
SELECT kind, CASE WHEN held THEN 'held' ELSE status END, count(*) FROM executions
WHERE status IN ('pending', 'running', 'waiting') GROUP BY 1, 2
"""


class StateCollector(Collector):
    """Queues and live executions. What cannot be asked just now is left out, and the rest is told."""

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: to be registered must not take a database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Ask both."""
        try:
            yield from _queues()
        except redis.RedisError as error:
            logger.warning("queues_not_measured", error=str(error))
        try:
            yield _live()
        except Error as error:
            connections["engine"].close()
            logger.warning("executions_not_counted", error=str(error))


def _queues() -> Iterator[Metric]:
    depth = GaugeMetricFamily("platform_queue_messages", "Messages that wait in a queue.", labels=["queue"])
    age = GaugeMetricFamily(
        "platform_queue_oldest_seconds",
        "How long the oldest message of a queue has waited.",
        labels=["queue"],
    )
    oldest = watermarks(_broker())
    now = datetime.now(UTC)
    for name in all_queues():
        depth.add_metric([name], float(_broker().llen(name)))
        dispatched_at = oldest.get(name)
        if dispatched_at != INFINITELY_OLD:
            waited = now - datetime.fromisoformat(dispatched_at) if dispatched_at else now - now
            age.add_metric([name], max(waited.total_seconds(), 0.0))
    yield depth
    yield age


def _live() -> Metric:
    live = GaugeMetricFamily(
        "platform_executions_live", "Executions that have not ended.", labels=["kind", "status"]
    )
    with connections["engine"].cursor() as cursor:
        cursor.execute(_LIVE)
        for kind, status, count in cursor.fetchall():
            live.add_metric([kind, status], count)
    return live


@cache
def _broker() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
