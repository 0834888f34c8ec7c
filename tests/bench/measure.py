"""Drain queues, take latencies, and count what each run asks of PostgreSQL and Redis."""

import os
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import redis
from django.conf import settings
from django.db import connections

from graph.sample import Size, load_sample
from platform_project.devstack.servers.postgres import PostgresServer
from security.principal import Principal
from tests.bench import yardstick
from tests.bench.scenarios import SCENARIOS, Scenario
from tests.factories import make_principal, make_tenant
from tests.processes import Process, wait_until, worker


@dataclass(frozen=True)
class Sample:
    """One scenario in one round: runs a second, median seconds of one alone, and what a run costs."""

    runs_per_second: float
    median_seconds: float
    cpu_seconds: float
    redis_commands: float


def somebody_with_a_graph() -> Principal:
    """For whom everything runs, with the sample in their tenant's graph."""
    tenant = make_tenant()
    load_sample(tenant_id=tenant.pk, tenant=tenant.slug, size=Size.M)
    return make_principal(tenant)


def measure(principal: Principal, *, rounds: int, runs: int, single: int) -> dict[Scenario, list[Sample]]:
    """Every scenario in every round, in turn, so that a slow minute of the machine meets all of them."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(yardstick.TABLES)
        owner.execute(f"GRANT ALL ON bench_runs, bench_events TO {settings.DATABASES['engine']['USER']}")
    samples: defaultdict[Scenario, list[Sample]] = defaultdict(list)
    for number in range(1, rounds + 1):
        for scenario in SCENARIOS:
            sample = _sample(scenario, principal, runs=int(runs * scenario.share), single=single)
            samples[scenario].append(sample)
            print(
                f"round {number}, {scenario.name}: {sample.runs_per_second:.0f} runs/s,"
                f" p50 {sample.median_seconds * 1000:.1f} ms",
                flush=True,
            )
    return dict(samples)


def _sample(scenario: Scenario, principal: Principal, *, runs: int, single: int) -> Sample:
    # Queued while nobody works: what is drained is the worker's speed alone.
    queued = [scenario.start(principal) for _ in range(runs)]
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        wait_until(
            lambda: broker.llen("batch.new") + broker.llen("interactive.new") >= runs, what="the doorbell"
        )
    before = _redis_commands()
    process = _worker(scenario)
    try:
        # Starting is no part of it: Django's imports cost more than a hundred runs.
        started = process.cpu_seconds()
        _wait_for(scenario, queued)
        spent = process.cpu_seconds() - started
        commands = _redis_commands() - before
        for _ in range(single):
            one = scenario.start(principal)
            queued.append(one)
            _wait_for(scenario, [one], pause=0.004)
        latencies = sorted(scenario.seconds(queued[runs:]))
    finally:
        process.stop()
    return Sample(
        runs_per_second=runs / scenario.drained_in(queued[:runs]),
        median_seconds=latencies[len(latencies) // 2],
        cpu_seconds=spent / runs,
        redis_commands=commands / runs,
    )


def _wait_for(scenario: Scenario, runs: Sequence[UUID], *, pause: float = 0.1) -> None:
    end = time.monotonic() + 120
    while scenario.count_ended(runs) < len(runs):
        if time.monotonic() > end:
            raise TimeoutError(f"{scenario.name}: {len(runs)} runs did not end")
        time.sleep(pause)


def count_statements(
    scenario: Scenario, principal: Principal, postgres: PostgresServer, *, runs: int = 50
) -> float:
    """SQL statements of one run (BEGIN and COMMIT count), as PostgreSQL logs them in a pass of its own."""
    with psycopg.connect(postgres.administrator_url, autocommit=True) as administrator:
        administrator.execute("ALTER SYSTEM SET log_statement = 'all'")
        administrator.execute("SELECT pg_reload_conf()")
        try:
            queued = [scenario.start(principal) for _ in range(runs)]
            ours = _database_process()
            process = _worker(scenario)
            offset = postgres.process.log.stat().st_size
            _wait_for(scenario, queued)
            process.stop()
        finally:
            administrator.execute("ALTER SYSTEM RESET log_statement")
            administrator.execute("SELECT pg_reload_conf()")
    with postgres.process.log.open(errors="replace") as log:
        log.seek(offset)
        logged = [line for line in log if "LOG:  statement:" in line or "LOG:  execute " in line]
    return sum(f"[{ours}]" not in line and "pg_reload_conf" not in line for line in logged) / runs


def _worker(scenario: Scenario) -> Process:
    return worker(application="tests.bench.yardstick", **scenario.environment)


def _redis_commands() -> int:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return int(client.info("stats")["total_commands_processed"])


def _database_process() -> int:
    return int(_scalar("SELECT pg_backend_pid()"))


def _scalar(query: str) -> Any:
    with connections["engine"].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
