"""What is measured. A scenario knows how to start runs, and how to see from the database when they ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connections

from agents.services import Question, run_create
from platform_project.devstack.ask import DEMO_QUESTION
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.ids import new_id
from tests.bench import yardstick
from tests.executions import start_demo


@dataclass(frozen=True, eq=False)
class Scenario:
    """One column of the comparison.

    Attributes:
        start: starts one run and returns its id.
        table: where its rows have ``created_at``, ``started_at`` and ``finished_at``.
        environment: of its worker.
        share: of the runs of a round that it gets, when each of them is long.
    """

    name: str
    start: Callable[[Principal], UUID]
    table: str = "executions"
    environment: dict[str, str] = field(default_factory=dict)
    throughput_goal: float | None = None
    latency_goal: float | None = None
    share: float = 1.0

    def seconds(self, runs: Sequence[UUID]) -> list[float]:
        """How long each of these runs that has ended took from its row to its end."""
        return [float(value) for (value,) in self._ask("EXTRACT(epoch FROM finished_at - created_at)", runs)]

    def drained_in(self, runs: Sequence[UUID]) -> float:
        """Seconds from the beginning of the first of these runs until the end of the last."""
        ((seconds,),) = self._ask("EXTRACT(epoch FROM max(finished_at) - min(started_at))", runs)
        return float(seconds)

    def count_ended(self, runs: Sequence[UUID]) -> int:
        """How many of these runs have ended."""
        ((count,),) = self._ask("count(*)", runs)
        return int(count)

    def _ask(self, what: str, runs: Sequence[UUID]) -> list[tuple[Any, ...]]:
        with connections["engine"].cursor() as cursor:
            cursor.execute(
                f"SELECT {what} FROM {self.table} WHERE id = ANY(%s) AND finished_at IS NOT NULL",
                [list(runs)],
            )
            return cursor.fetchall()


def _start_bare(principal: Principal) -> UUID:
    run_id = new_id()
    yardstick.start(str(run_id))
    return run_id


BARE = Scenario("bare Celery chain", _start_bare, table="bench_runs")
INLINE = Scenario("engine, inline", start_demo, throughput_goal=1.2, latency_goal=1.0)
HANDED_OVER = Scenario(
    "engine, every phase handed over",
    start_demo,
    environment={"ENGINE_INLINE_BUDGET_SECONDS": "0"},
    throughput_goal=0.5,
)


def _start_question(principal: Principal) -> UUID:
    with tenant_scope(principal.tenant_id):
        return run_create(principal=principal, question=Question(prompt=DEMO_QUESTION)).pk


QUESTION = Scenario("a question to the graph, 15 phases", _start_question, share=0.2)

# What is added here is measured in every round, and has a row in the table.
SCENARIOS: tuple[Scenario, ...] = (BARE, INLINE, HANDED_OVER, QUESTION)
