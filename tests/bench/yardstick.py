"""The yardstick: a bare Celery chain of five tasks, each of which does one UPDATE, one INSERT and one commit.

It has the engine's Celery settings (acks late, the same transport), its connections and its roles, and none
of the engine's promises: no lease, no recovery, no order of events, no tenant.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

import django

django.setup()

from celery import chain, shared_task
from django.db import connections, transaction

import tests.flows  # noqa: F401
from celery_app import app

TABLES = """
CREATE TABLE IF NOT EXISTS bench_runs (id uuid PRIMARY KEY, step int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(), started_at timestamptz,
  finished_at timestamptz) WITH (fillfactor = 70);
CREATE TABLE IF NOT EXISTS bench_events (run_id uuid NOT NULL, step int NOT NULL, data jsonb NOT NULL,
  created_at timestamptz NOT NULL, PRIMARY KEY (run_id, step));
"""
STEPS = 5


@shared_task(name="bench.step", ignore_result=True)
def step(run_id: str, number: int) -> None:
    """One step of a run."""
    with transaction.atomic(using="engine"), connections["engine"].cursor() as cursor:
        cursor.execute(
            "UPDATE bench_runs SET step = %s, started_at = COALESCE(started_at, clock_timestamp()),"
            " finished_at = CASE WHEN %s = 5 THEN clock_timestamp() END WHERE id = %s",
            [number, number, run_id],
        )
        cursor.execute(
            "INSERT INTO bench_events VALUES (%s, %s, %s::jsonb, clock_timestamp())",
            [run_id, number, '{"stage": "step", "percent": 20}'],
        )


def start(run_id: str) -> None:
    """Record a run and send its chain."""
    with connections["engine"].cursor() as cursor:
        cursor.execute("INSERT INTO bench_runs (id) VALUES (%s)", [run_id])
    links = (step.si(run_id, number).set(queue="batch.new") for number in range(1, STEPS + 1))
    chain(*links).apply_async()


__all__ = ("app",)
