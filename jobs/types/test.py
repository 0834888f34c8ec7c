"""A job that tries from within a worker what jobs rely on: the database, Redis, and room for files."""

import os
import tempfile
import time
from collections.abc import Callable

import redis
from celery import chain
from django.conf import settings

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.errors import ExecutionFailed
from jobs.models import Job
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from tenants.context import tenant_scope

PAYLOAD = {
    "type": "object",
    "properties": {
        "count": {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 1},
        "test": {"enum": ["all", "database", "redis", "files"], "default": "all"},
    },
    "additionalProperties": False,
}


def _try_database(ctx: PhaseContext) -> None:
    with tenant_scope(ctx.tenant_id):
        Job.objects.get(pk=ctx.execution_id)


def _try_redis(ctx: PhaseContext) -> None:
    timeout = settings.REDIS_TIMEOUT_SECONDS
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=timeout, socket_connect_timeout=timeout
    ) as client:
        client.ping()


def _try_files(ctx: PhaseContext) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(ctx.execution_id.bytes)
        file.flush()
        os.fsync(file.fileno())


_TRIALS: dict[str, Callable[[PhaseContext], None]] = {
    "database": _try_database,
    "redis": _try_redis,
    "files": _try_files,
}


@phase("jobs.test.try")
def try_everything(ctx: PhaseContext) -> Outcome:
    """Try each as often as asked, and keep the slowest time of each in milliseconds."""
    payload = ctx.state["payload"]
    wanted = payload.get("test", "all")
    slowest: dict[str, float] = {}
    for name, trial in _TRIALS.items():
        if wanted not in ("all", name):
            continue
        slowest[name] = max(_milliseconds(ctx, name, trial) for _ in range(payload.get("count", 1)))
    message = ", ".join(f"{name} {milliseconds} ms" for name, milliseconds in slowest.items())
    return Outcome(
        state={"slowest_ms": slowest}, events=(progress_event(stage="try", message=message, percent=90),)
    )


def _milliseconds(ctx: PhaseContext, name: str, trial: Callable[[PhaseContext], None]) -> float:
    ctx.check_cancelled()
    began = time.perf_counter()
    try:
        trial(ctx)
    except (redis.RedisError, OSError) as error:
        raise ExecutionFailed(f"The test of {name} failed: {type(error).__name__}.") from error
    return round(1000 * (time.perf_counter() - began), 3)


@phase("jobs.test.report", inline=True)
def report(ctx: PhaseContext) -> Outcome:
    """Record how long everything took."""
    result = {"slowest_ms": ctx.state["slowest_ms"], "count": ctx.state["payload"].get("count", 1)}
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result))


register_job_type(
    "test",
    description="Tries from within a worker what jobs rely on, and says how long it took.",
    payload_schema=PAYLOAD,
    stages=chain(try_everything.si(), report.si()),
)
