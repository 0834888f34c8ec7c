"""What an import has changed is taken back, but for what others have changed since."""

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from graph.etl.staging import Staging
from graph.etl.staging.undoing import Undoing
from tests.graph.etl.running import (
    N,
    R,
    graph_hash,
    graph_of,
    imported,
    lines_of,
    ran,
    result_of,
    started,
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
