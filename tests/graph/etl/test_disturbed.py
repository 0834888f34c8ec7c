"""Imports that are cancelled, disturbed by others, overtaken or slow."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from graph.errors import GraphTimeout
from graph.etl.jobs.ending import leftovers_remove
from graph.etl.loading import Load, prepare_indexes
from graph.etl.staging import Intake, Staging, batch, choose_keys, folder_of, plan, remove
from graph.etl.statements import statements_of
from graph.etl.stored_values import held_ids
from jobs.errors import Cancelled
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.running import (
    N,
    graph_hash,
    graph_of,
    imported,
    job_of,
    ran,
    result_of,
    started,
    stored,
    walked,
)
from tests.graph.writes.graphs import change

if TYPE_CHECKING:
    from security.principal import Principal

from tests.graph.etl.graphs import written
from tests.graph.etl.running import TOWN, markers


def cancel(by: "Principal", execution_id: UUID) -> None:
    from jobs.models import Execution
    from jobs.services import execution_cancel
    from tenants.context import tenant_scope

    with tenant_scope(by.tenant_id):
        execution_cancel(execution=Execution.objects.get(pk=execution_id))


def test_a_job_that_is_cancelled_says_what_it_has_loaded(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.etl.staging import planning

    monkeypatch.setattr(planning, "BATCH_ROWS", 2)
    monkeypatch.setattr("graph.etl.jobs.stages.SLICE_BATCHES", 1)
    monkeypatch.setattr("graph.etl.jobs.settling.SLICE_BATCHES", 1)
    job_id = started(curator, "etl.import", file_id=str(stored(curator, written(TOWN, "jsonl")).pk))
    walked(job_id, phases=3)
    loaded = graph_of(curator.tenant_id)
    assert loaded
    cancel(curator, job_id)
    assert walked(job_id).status == "cancelled"
    assert graph_of(curator.tenant_id) == loaded
    assert job_of(job_id).result["created"] == len(loaded)
    assert folder_of(job_id).exists()
    with monkeypatch.context() as patched:
        # Whoever takes it away dies before the end, and another begins again.
        patched.setattr("graph.etl.jobs.ending.remove", lambda _: None)
        leftovers_remove(limit=100)
    assert folder_of(job_id).exists()
    leftovers_remove(limit=100)
    assert not folder_of(job_id).exists()
    assert markers(curator.tenant_id) == 0
    assert job_of(job_id).result["created"] == len(loaded)


def test_what_was_loaded_can_be_undone_although_its_staging_is_lost(curator: "Principal") -> None:
    job_id = started(curator, "etl.import", file_id=str(stored(curator, written(TOWN, "jsonl")).pk))
    walked(job_id, phases=3)
    said = job_of(job_id).result
    remove(job_id)
    change(
        "MATCH (n:Person {tenant_id: $tenant, orig_id: 'ada'}) SET n.orig_id = $held + 'ada'",
        tenant=str(curator.tenant_id),
        held=held_ids(f"etl:{job_id}"),
    )
    assert walked(job_id).status == "failed"
    leftovers_remove(limit=100)
    assert not folder_of(job_id).exists()
    assert graph_hash(curator.tenant_id) == hash_of(TOWN)
    assert job_of(job_id).result == said
    result_of(ran(curator, "etl.undo", file_id=said["undo_file_id"]))
    assert graph_of(curator.tenant_id) == []


def test_a_strict_import_that_others_have_disturbed_is_taken_back(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.etl.staging import planning

    imported(curator, TOWN[:2])
    before = graph_hash(curator.tenant_id)
    monkeypatch.setattr(planning, "BATCH_ROWS", 1)
    job_id = started(
        curator, "etl.import", file_id=str(stored(curator, written(TOWN, "jsonl")).pk), strict=True
    )
    walked(job_id, phases=2)
    change(
        "MATCH (n:Person {tenant_id: $tenant, orig_id: 'bob'}) DETACH DELETE n", tenant=str(curator.tenant_id)
    )
    walked(job_id)
    job = job_of(job_id)
    assert (job.execution.status, job.execution.error["code"]) == ("failed", "import_rejected")
    assert job.result["taken_back"]
    imported(curator, [TOWN[1]])
    assert graph_hash(curator.tenant_id) == before


def test_an_import_that_others_have_disturbed_says_so_and_keeps_what_it_has_loaded(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.etl.staging import planning

    imported(curator, TOWN[:2])
    monkeypatch.setattr(planning, "BATCH_ROWS", 1)
    job_id = started(curator, "etl.import", file_id=str(stored(curator, written(TOWN, "jsonl")).pk))
    walked(job_id, phases=2)
    change(
        "MATCH (n:Person {tenant_id: $tenant, orig_id: 'bob'}) DETACH DELETE n", tenant=str(curator.tenant_id)
    )
    walked(job_id)
    job = job_of(job_id)
    assert (job.execution.status, job.execution.error["code"]) == ("failed", "conflict")
    assert (job.result["complete"], job.result["created"]) == (False, len(graph_of(curator.tenant_id)) - 1)


def test_of_two_who_apply_a_batch_at_the_same_time_one_does(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.etl.staging import planning

    execution_id = uuid4()
    load = Load(curator.tenant_id, execution_id)
    with Staging(execution_id, holder=uuid4()) as staging:
        intake = Intake(staging)
        for line, record in enumerate(TOWN, start=1):
            intake.take(record, line=line)
        intake.flush()
        prepare_indexes(choose_keys(staging, indexed=()))
        monkeypatch.setattr(planning, "BATCH_ROWS", 1)
        for number in range(plan(staging)):
            statements = statements_of(staging, batch(staging, number), curator.tenant_id)
            with ThreadPoolExecutor(2) as both:
                done = list(both.map(lambda _: load.apply(number, statements), range(2)))  # noqa: B023
            assert sorted(done) == [False, True]
    assert graph_hash(curator.tenant_id) == hash_of(TOWN)
    load.forget()
    remove(execution_id)


def test_a_statement_that_takes_too_long_is_given_its_rows_in_parts(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    apply, sizes = Load._apply, []

    def slow(self: Load, transaction: Any, **given: Any) -> bool:
        sizes.append(given["most"])
        if given["most"] > 60:
            raise GraphTimeout
        return apply(self, transaction, **given)

    monkeypatch.setattr(Load, "_apply", slow)
    records = [N(f"n{i}", ("Thing",), {}) for i in range(300)]
    assert result_of(imported(curator, records))["created"] == 300
    assert sizes == [300, 75, 50]


def test_a_cancel_is_heard_while_sqlite_works(curator: "Principal") -> None:
    heard = 0

    def check() -> None:
        nonlocal heard
        heard += 1
        if heard == 3:
            raise Cancelled

    execution_id = uuid4()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with (
        pytest.raises(Cancelled),
        Staging(execution_id, holder=uuid4(), check=check) as staging,
        staging.transaction(),
    ):
        staging.run(endless)
    remove(execution_id)


@pytest.mark.parametrize("taken", [False, True])
def test_a_node_gets_its_id_back_from_the_job_that_holds_it_alone(curator: "Principal", taken: bool) -> None:
    own = str(curator.tenant_id)
    imported(curator, [N("ada", ("Person",), {}), N("bob", ("Person",), {}), N("eve", ("Person",), {})])
    poets = [N(name, ("Poet",), {}) for name in ("ada", "bob", "eve")]
    job_id = started(curator, "etl.import", file_id=str(stored(curator, written(poets, "jsonl")).pk))
    walked(job_id, phases=2)
    other = held_ids(f"etl:{uuid4()}")
    hold = "MATCH (n:Person {tenant_id: $tenant, orig_id: $id}) SET n.orig_id = $held + $id"
    for name, held in (
        ("ada", held_ids(f"etl:{job_id}")),
        ("bob", held_ids(f"etl:{job_id}")),
        ("eve", other),
    ):
        change(hold, tenant=own, id=name, held=held)
    if taken:
        change("CREATE (:Person {tenant_id: $tenant, orig_id: 'ada', new: true})", tenant=own)
    cancel(curator, job_id)
    leftovers_remove(limit=100)
    found = {each.orig_id for each in graph_of(curator.tenant_id)}
    kept = {f"{held_ids(f'etl:{job_id}')}ada"} if taken else set()
    assert found == {"ada", "bob", f"{other}eve", *kept}
    assert not folder_of(job_id).exists()
