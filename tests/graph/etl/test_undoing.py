"""What an import has changed is taken back, but for what others have changed since."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from graph.etl.jobs import settling, stages
from graph.etl.jobs.ending import leftovers_remove
from graph.etl.staging import Staging, planning
from graph.etl.staging.undoing import Undoing
from jobs.models import Execution
from jobs.services import execution_cancel
from tenants.context import tenant_scope
from tests.graph.etl.graphs import written
from tests.graph.etl.running import (
    N,
    R,
    graph_hash,
    graph_of,
    imported,
    job_of,
    lines_of,
    ran,
    result_of,
    started,
    stored,
    walked,
)
from tests.graph.writes.graphs import change

if TYPE_CHECKING:
    from security.principal import Principal

from tests.graph.etl.running import TOWN


@pytest.mark.parametrize("mode", ["merge", "replace"])
def test_undoing_an_import_gives_back_the_graph_of_before(curator: "Principal", mode: str) -> None:
    imported(curator, TOWN)
    before = graph_hash(curator.tenant_id)
    more = [
        N("ada", ("Poet",), {"name": 7}),
        N("new", ("Person",), {}),
        R("r1", "KNOWS", "ada", "new", {}),
        R(None, "KNOWS", "ada", "bob", {"changed": 1}),
        R(None, "LIVES_IN", "new", "new", {}),
    ]
    result = result_of(imported(curator, [*more, TOWN[1]], mode=mode))
    assert graph_hash(curator.tenant_id) != before
    undone = result_of(ran(curator, "etl.undo", file_id=result["undo_file_id"]))
    assert undone["rejected"] == 0
    assert undone["verify"]["ok"]
    assert graph_hash(curator.tenant_id) == before
    redone = result_of(ran(curator, "etl.undo", file_id=undone["undo_file_id"]))
    assert redone["rejected"] == 0
    assert graph_hash(curator.tenant_id) != before


def test_undoing_spares_what_others_have_changed_since(curator: "Principal") -> None:
    result = result_of(imported(curator, TOWN))
    own = str(curator.tenant_id)
    change("MATCH (n:Person {tenant_id: $tenant, orig_id: 'ada'}) SET n.name = 'Countess'", tenant=own)
    change(
        "MATCH (a:Town {tenant_id: $tenant}) "
        "CREATE (a)-[:NEAR]->(:Town {tenant_id: $tenant, orig_id: 'ostia'})",
        tenant=own,
    )
    strict = ran(curator, "etl.undo", file_id=result["undo_file_id"], strict=True)
    assert strict.execution.error["code"] == "import_rejected"
    undone = result_of(ran(curator, "etl.undo", file_id=result["undo_file_id"]))
    reasons = {
        each["text"]: each["reason"] for each in lines_of(curator.tenant_id, undone["dead_letter_file_id"])
    }
    assert reasons == {"ada": "it has been changed since", "rome": "it has got relationships since"}
    left = {record.orig_id for record in graph_of(curator.tenant_id) if isinstance(record, N)}
    assert left == {"ada", "rome", "ostia"}


def test_settling_an_undo_again_comes_to_the_same(curator: "Principal") -> None:
    result = result_of(imported(curator, TOWN))
    own = str(curator.tenant_id)
    change("MATCH (n:Person {tenant_id: $tenant, orig_id: 'ada'}) SET n.name = 'Countess'", tenant=own)
    other = result_of(imported(curator, [N("bob", ("Person",), {"name": "Bobby"})]))
    change("MATCH (n:Person {tenant_id: $tenant, orig_id: 'bob'}) DETACH DELETE n", tenant=own)
    for file_id in (result["undo_file_id"], other["undo_file_id"]):
        job_id = started(curator, "etl.undo", file_id=file_id)
        walked(job_id, phases=1)
        with Staging(job_id, holder=uuid4()) as staging:
            settled = []
            for _ in range(2):
                Undoing(staging, curator.tenant_id, lambda: None).run()
                nodes = staging.run("SELECT orig_id, action FROM nodes ORDER BY orig_id").fetchall()
                letters = staging.run("SELECT line, reason, text FROM dead_letters").fetchall()
                settled.append((nodes, letters))
        assert settled[0] == settled[1]
        assert settled[0][1]
        walked(job_id)


def test_an_import_and_its_undo_that_were_cancelled_are_undone_as_far_as_they_have_come(
    curator: "Principal", monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(by_then: int, type_name: str, **payload: Any) -> dict[str, Any]:
        job_id = started(curator, type_name, **payload)
        walked(job_id, phases=by_then)
        with tenant_scope(curator.tenant_id):
            execution_cancel(execution=Execution.objects.get(pk=job_id))
        found: dict[str, Any] = job_of(job_id).result
        leftovers_remove(limit=100)
        assert job_of(job_id).result | {"seconds": 0} == found | {"seconds": 0}
        return found

    imported(curator, TOWN)
    before = graph_hash(curator.tenant_id)
    for owner in (planning, stages, settling):
        name = "BATCH_ROWS" if owner is planning else "SLICE_BATCHES"
        monkeypatch.setattr(owner, name, 1)
    more = [N("ada", ("Poet",), {"name": 7}), N("bob", ("Poet",), {}), N("new", ("Poet",), {}), TOWN[2]]
    file_id = str(stored(curator, written(more, "jsonl")).pk)
    half = cancelled(4, "etl.import", file_id=file_id, mode="replace")
    changed = half["created"] + half["updated"] + half["deleted"]
    loaded = graph_hash(curator.tenant_id)
    assert (changed, half["complete"], loaded != before) == (2, False, True)
    back = cancelled(3, "etl.undo", file_id=half["undo_file_id"])
    assert back["created"] + back["updated"] + back["deleted"] == 1
    again = result_of(ran(curator, "etl.undo", file_id=back["undo_file_id"]))
    assert (again["rejected"], graph_hash(curator.tenant_id)) == (0, loaded)
    last = result_of(ran(curator, "etl.undo", file_id=half["undo_file_id"]))
    assert (last["rejected"], graph_hash(curator.tenant_id)) == (0, before)
