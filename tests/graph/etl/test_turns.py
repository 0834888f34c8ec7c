"""Jobs that change a tenant's graph come one after another, and each finds what the one before has left."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.graph.etl.graphs import hash_of, written
from tests.graph.etl.running import (
    TOWN,
    N,
    R,
    graph_hash,
    imported,
    job_of,
    markers,
    result_of,
    started,
    stored,
    walked,
)
from tests.graph.writes.graphs import change

if TYPE_CHECKING:
    from uuid import UUID

    from graph.etl.records import Record
    from security.principal import Principal

OTHER: list["Record"] = [
    N("bob", ("Person",), {"name": "Robert", "born": 1808}),
    N("eve", ("Person",), {"name": "Eve"}),
    R("r2", "KNOWS", "eve", "bob", {}),
]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a job has more than one phase of loading."""
    from graph.etl.staging import planning

    monkeypatch.setattr(planning, "BATCH_ROWS", 2)
    monkeypatch.setattr("graph.etl.jobs.stages.SLICE_BATCHES", 1)
    monkeypatch.setattr("graph.etl.jobs.settling.SLICE_BATCHES", 1)


def importing(by: "Principal", records: list["Record"], *, phases: int = 3, **payload: Any) -> "UUID":
    """An import that has begun to load after three phases, unless it waits for its turn."""
    file = stored(by, written(records, "jsonl"))
    job_id = started(by, "etl.import", file_id=str(file.pk), **payload)
    walked(job_id, phases=phases)
    return job_id


def is_held(job_id: "UUID") -> bool:
    return job_of(job_id).execution.held


def test_two_imports_of_the_same_records_at_the_same_time_both_come_in(curator: "Principal") -> None:
    first, second = importing(curator, TOWN), importing(curator, OTHER)
    assert (is_held(first), is_held(second)) == (False, True)
    loaded = [result_of(job_of(walked(each).pk)) for each in (first, second)]
    assert [each["verify"]["ok"] for each in loaded] == [True, True]
    assert loaded[1]["updated"] == 1
    both = graph_hash(curator.tenant_id)
    assert result_of(imported(curator, OTHER))["created"] == 0
    assert graph_hash(curator.tenant_id) == both
    assert markers(curator.tenant_id) == 0


def test_a_strict_import_is_taken_back_by_its_child_before_the_next_begins(curator: "Principal") -> None:
    imported(curator, TOWN[:2])
    refused = importing(curator, TOWN, phases=2, strict=True)
    following = importing(curator, OTHER)
    tenant_id = str(curator.tenant_id)
    change("MATCH (n:Person {tenant_id: $tenant, orig_id: 'bob'}) DETACH DELETE n", tenant=tenant_id)
    ended = walked(refused)
    assert (ended.error["code"], job_of(refused).result["taken_back"]) == ("import_rejected", True)
    loaded = walked(following)
    assert result_of(job_of(following))["verify"]["ok"]
    assert ended.finished_at <= loaded.started_at
    assert graph_hash(curator.tenant_id) == hash_of([TOWN[0], *OTHER])


def test_every_job_that_changes_the_graph_waits_and_those_that_read_do_not(curator: "Principal") -> None:
    undo = {"file_id": result_of(imported(curator, OTHER))["undo_file_id"]}
    steps = {"steps": [{"step": "cast", "label": "Person", "property": "born", "to": "integer"}]}
    importing(curator, TOWN)
    for type_name, payload, waits in (
        ("etl.undo", undo, True),
        ("graph.seed", {}, True),
        ("etl.transform", steps, True),
        ("etl.transform", {**steps, "dry_run": True}, False),
        ("etl.export", {}, False),
    ):
        assert is_held(started(curator, type_name, **payload)) == waits, type_name


def test_one_that_was_cancelled_is_done_again_when_its_turn_comes(curator: "Principal") -> None:
    from jobs.services import execution_cancel, job_retry
    from tenants.context import tenant_scope

    first, second = importing(curator, TOWN), importing(curator, OTHER)
    with tenant_scope(curator.tenant_id):
        execution_cancel(execution=job_of(first).execution)
        again = job_retry(by=curator, job=job_of(first)).pk
    for each in (second, again):
        assert result_of(job_of(walked(each).pk))["verify"]["ok"]
    assert job_of(second).execution.finished_at <= job_of(again).execution.started_at


def test_an_approved_change_waits_as_well(curator: "Principal") -> None:
    from graph.writes.services import WRITE_JOB
    from jobs.registry import get_job_type

    assert get_job_type(WRITE_JOB).group_for({}) == get_job_type("etl.import").group_for({}) != ""
