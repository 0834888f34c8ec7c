"""A worker is killed while nodes have other ids for the moment, and nobody goes on: they get theirs back."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from graph import client
from graph.etl.jobs.ending import leftovers_remove
from graph.etl.records import Record
from graph.etl.staging import folder_of
from jobs.models import Execution
from jobs.services import execution_cancel
from tenants.context import tenant_scope
from tests.executions import ended
from tests.flows import armed
from tests.graph.dying.points import WHILE_A_TRANSFORM_HOLDS_IDS, WHILE_AN_IMPORT_HOLDS_IDS
from tests.graph.etl.graphs import hash_of, written
from tests.graph.etl.held import put
from tests.graph.etl.running import N, R, graph_hash, job_of, markers, result_of, started, stored
from tests.graph.mutations.conftest import Desk
from tests.processes import Process, wait_until

# Labels of its own, whose constraints no other test meets.
HUMAN, BOSS, ELDER = (f"{name}{uuid4().hex[:8]}" for name in ("Human", "Boss", "Elder"))
RECORDS: list[Record] = [
    *(N(f"n{i}", (BOSS, HUMAN), {"i": i}) for i in range(8)),
    *(R(f"r{i}", "LEADS", f"n{i}", f"n{i + 1}", {}) for i in range(7)),
]
MOVED: list[Record] = [N(f"n{i}", (BOSS, ELDER, HUMAN), {"i": i}) for i in range(8)]


@pytest.fixture
def filled(desk: Desk) -> Iterator[Desk]:
    """A tenant with nodes under several constraints."""
    for label in (HUMAN, BOSS, ELDER):
        client.define(client.dialect().unique_constraint(label, ("tenant_id", "orig_id")))
    put(desk.tenant.pk, RECORDS)
    yield desk
    leftovers_remove(limit=100)


def cancelled_after_a_death(desk: Desk, point: Path, job_id: UUID) -> None:
    """Its worker has been killed at the point, and it has ended before another went on."""
    wait_until(lambda: not point.exists(), what="the death")
    with tenant_scope(desk.tenant.pk):
        execution_cancel(execution=Execution.objects.get(pk=job_id))
    assert ended(job_id).status == "cancelled"


def held(desk: Desk) -> int:
    """How many nodes have another id than theirs."""
    return desk.count("(n {tenant_id: $tenant}) WHERE n.orig_id STARTS WITH '\x1aheld:'")


def test_what_a_cancelled_transform_holds_goes_back_with_what_it_has_left(
    workers: Process, filled: Desk
) -> None:
    steps = [{"step": "relabel", "label": HUMAN, "where": "i >= 0", "add": [ELDER]}]
    with armed(WHILE_A_TRANSFORM_HOLDS_IDS):
        job_id = started(filled.curator, "etl.transform", steps=steps)
        cancelled_after_a_death(filled, WHILE_A_TRANSFORM_HOLDS_IDS, job_id)
    assert held(filled) == len(MOVED)
    leftovers_remove(limit=100)
    assert graph_hash(filled.tenant.pk) == hash_of(RECORDS)
    assert (markers(filled.tenant.pk), folder_of(job_id).exists()) == (0, False)
    assert job_of(job_id).result["changed"] == 0


def test_what_a_cancelled_import_holds_goes_back_before_the_next_looks(
    workers: Process, filled: Desk
) -> None:
    file_id = str(stored(filled.curator, written(MOVED, "jsonl")).pk)
    with armed(WHILE_AN_IMPORT_HOLDS_IDS):
        job_id = started(filled.curator, "etl.import", file_id=file_id)
        cancelled_after_a_death(filled, WHILE_AN_IMPORT_HOLDS_IDS, job_id)
    assert held(filled) == len(MOVED)
    again = started(filled.curator, "etl.import", file_id=file_id)
    ended(again)
    result = result_of(job_of(again))
    assert (result["created"], result["updated"], held(filled)) == (0, len(MOVED), 0)
    assert graph_hash(filled.tenant.pk) == hash_of([*MOVED, *RECORDS[len(MOVED) :]])
    assert (markers(filled.tenant.pk), folder_of(job_id).exists()) == (0, False)
    assert job_of(job_id).result["updated"] == 0
