"""What jobs have left that ended outside of their stages goes, by one at a time, before others go on."""

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from graph.errors import GraphUnavailable
from graph.etl.errors import LeftoversRemain
from graph.etl.jobs import ending
from graph.etl.jobs.ending import leftovers_of_tenant_remove, leftovers_remove
from graph.etl.loading import Load
from graph.etl.staging import folder_of
from graph.etl.statements import statements_of
from graph.etl.stored_values import held_ids
from tests.graph.etl.graphs import written
from tests.graph.etl.running import (
    TOWN,
    graph_hash,
    graph_of,
    imported,
    job_of,
    markers,
    ran,
    result_of,
    started,
    stored,
    walked,
)
from tests.graph.etl.test_disturbed import cancel
from tests.graph.writes.graphs import change

if TYPE_CHECKING:
    from security.principal import Principal


def test_what_is_locked_while_leftovers_go_is_open_for_writing(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without that, a network's disk refuses an exclusive lock.
    modes, flock = list[int](), fcntl.flock

    def lock(file: int, operation: int) -> None:
        modes.append(fcntl.fcntl(file, fcntl.F_GETFL) & os.O_ACCMODE)
        flock(file, operation)

    monkeypatch.setattr(fcntl, "flock", lock)
    job_id = started(curator, "etl.import", file_id=str(stored(curator, written(TOWN, "jsonl")).pk))
    walked(job_id, phases=1)
    cancel(curator, job_id)
    leftovers_remove(limit=100)
    assert set(modes) == {os.O_RDWR}
    assert not folder_of(job_id).exists()


def cancelled_import(by: "Principal") -> UUID:
    """One that has loaded something, and that nobody has taken away."""
    job_id = started(by, "etl.import", file_id=str(stored(by, written(TOWN, "jsonl")).pk))
    walked(job_id, phases=3)
    cancel(by, job_id)
    return job_id


def test_a_job_waits_until_others_have_taken_away_what_is_left(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_away() -> None:
        leftovers_of_tenant_remove(tenant_id=curator.tenant_id, check_cancelled=waits.set)

    waits, job_id = Event(), cancelled_import(curator)
    with ending._alone(job_id), monkeypatch.context() as patched:
        patched.setattr(ending, "WAIT_SECONDS", 0.1)
        leftovers_remove(limit=100)
        with pytest.raises(LeftoversRemain):
            take_away()
        assert waits.is_set()
    assert folder_of(job_id).exists()
    waits.clear()
    with ThreadPoolExecutor(1) as other:
        with ending._alone(job_id):
            done = other.submit(take_away)
            assert waits.wait(10)
            assert not done.done()
        done.result()
    assert (folder_of(job_id).exists(), markers(curator.tenant_id)) == (False, 0)


def test_a_job_does_not_go_on_when_what_is_left_cannot_be_taken_away(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Load) -> None:
        raise GraphUnavailable

    job_id = cancelled_import(curator)
    with monkeypatch.context() as patched:
        patched.setattr(Load, "forget", fail)
        leftovers_remove(limit=100)
        with pytest.raises(GraphUnavailable):
            leftovers_of_tenant_remove(tenant_id=curator.tenant_id, check_cancelled=lambda: None)
    assert folder_of(job_id).exists()
    result_of(imported(curator, TOWN))
    assert not folder_of(job_id).exists()


def test_what_only_reads_the_graph_takes_nothing_away(curator: "Principal") -> None:
    job_id = cancelled_import(curator)
    steps = [{"step": "relabel", "label": "Person", "where": "born > 0", "add": ["Old"]}]
    result_of(ran(curator, "etl.export"))
    result_of(ran(curator, "etl.transform", steps=steps, dry_run=True))
    assert folder_of(job_id).exists()
    result_of(ran(curator, "etl.transform", steps=steps))
    assert not folder_of(job_id).exists()


@pytest.mark.parametrize("place", ["graph.etl.loading.statements_of", "graph.etl.loading.Load.apply"])
def test_of_a_worker_that_wakes_after_the_end_no_marker_is_left(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    from jobs.models import Execution

    job_id = started(curator, "etl.import", file_id=str(stored(curator, written(TOWN, "jsonl")).pk))
    walked(job_id, phases=2)

    def end_elsewhere(*given: Any) -> Any:
        Execution.unscoped.using("engine").filter(pk=job_id).update(lease_until=None, lease_token=None)
        cancel(curator, job_id)
        leftovers_remove(limit=100)
        return {"statements_of": statements_of, "apply": apply}[place.rsplit(".", 1)[1]](*given)

    apply = Load.apply
    monkeypatch.setattr(place, end_elsewhere)
    walked(job_id, phases=1)
    assert (markers(curator.tenant_id) > 0) == (graph_of(curator.tenant_id) != []) == place.endswith("apply")
    leftovers_remove(limit=100)
    assert (folder_of(job_id).exists(), markers(curator.tenant_id)) == (False, 0)
    assert job_of(job_id).execution.status == "cancelled"


@pytest.mark.parametrize("content", [b"", b"not what it was\n" * 1_000])
@pytest.mark.parametrize("kind", ["etl.import", "etl.transform"])
def test_what_a_job_has_left_goes_although_its_work_cannot_be_read(
    curator: "Principal", kind: str, content: bytes
) -> None:
    imported(curator, TOWN)
    before = graph_hash(curator.tenant_id)
    payload: dict[str, Any] = {
        "etl.import": {"file_id": str(stored(curator, written(TOWN, "jsonl")).pk), "mode": "replace"},
        "etl.transform": {"steps": [{"step": "derive", "label": "Town", "property": "x", "value": "1"}]},
    }[kind]
    job_id = started(curator, kind, **payload)
    walked(job_id, phases=2)
    said = job_of(job_id).result
    cancel(curator, job_id)
    [kept] = [each for each in folder_of(job_id).iterdir() if each.suffix in (".sqlite3", ".json")]
    kept.write_bytes(content)
    change(
        "MATCH (n:Person {tenant_id: $tenant, orig_id: 'ada'}) SET n.orig_id = $held + 'ada'",
        tenant=str(curator.tenant_id),
        held=held_ids(f"etl:{job_id}"),
    )
    change(
        "CREATE (:_Marker {owner: $tenant, key: $key})", tenant=str(curator.tenant_id), key=f"etl:{job_id}"
    )
    leftovers_of_tenant_remove(tenant_id=curator.tenant_id, check_cancelled=lambda: None)
    assert (folder_of(job_id).exists(), markers(curator.tenant_id)) == (False, 0)
    assert graph_hash(curator.tenant_id) == before
    if kind == "etl.transform":
        assert job_of(job_id).result == said


def test_one_folder_that_cannot_be_taken_away_does_not_keep_the_others(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**given: Any) -> None:
        raise OSError

    job_ids = [cancelled_import(curator), started(curator, "etl.export")]
    cancel(curator, job_ids[1])
    folder_of(job_ids[1]).mkdir()
    monkeypatch.setattr(ending, "_folders", lambda: job_ids)
    with monkeypatch.context() as patched:
        patched.setattr(ending, "files_left_behind_delete", fail)
        assert leftovers_remove(limit=100) == 1
    assert [folder_of(each).exists() for each in job_ids] == [True, False]
    assert leftovers_remove(limit=1) == 1
    assert not folder_of(job_ids[0]).exists()
