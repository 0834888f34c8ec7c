"""A worker is killed while it transforms a graph: each change is made once, and undone to what was."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from graph.etl.records import NodeRecord, Record, RelationshipRecord
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.held import empty, held
from tests.processes import Process, recovery, wait_until, worker

if TYPE_CHECKING:
    from tenants.models import Tenant

COUNT = 600
STEPS: list[dict[str, Any]] = [
    {"step": "derive", "label": "Counter", "property": "n", "value": "n + 1"},
    {"step": "relabel", "label": "Counter", "where": "n % 2 = 0", "add": ["Even"]},
    {"step": "rename_type", "from": "NEXT_COUNTER", "to": "FOLLOWED_BY", "where": "twin"},
]


def graph(*, done: bool) -> list[Record]:
    """A chain with two relationships between each and the next, before or after the steps."""
    nodes = [
        NodeRecord(
            f"c{i}",
            ("Counter", "Even") if done and i % 2 else ("Counter",),
            {"n": i + done},
        )
        for i in range(COUNT)
    ]
    edges = [
        RelationshipRecord(
            None, "FOLLOWED_BY" if done and twin else "NEXT_COUNTER", f"c{i}", f"c{i + 1}", {"twin": twin}
        )
        for i in range(0, COUNT - 1, 4)
        for twin in (True, False)
    ]
    return [*nodes, *edges]


@pytest.fixture
def workers() -> Iterator[Process]:
    """A worker of which a child is killed once where it is told to."""
    from tests.executions import end_everything

    end_everything()
    repairing = recovery()
    process = worker(application="tests.graph.etl.dying_transform")
    yield process
    process.stop()
    repairing.stop()


def killed(hook: str, start: Any) -> Any:
    """The ended execution of a job whose worker was killed at a hook."""
    from tests.executions import ended
    from tests.flows import HOOKS, armed

    with armed(HOOKS / hook):
        execution_id = start()
        wait_until(lambda: not (HOOKS / hook).exists(), what="the death")
    execution = ended(execution_id)
    assert (execution.status, execution.error) == ("succeeded", None)
    return execution_id


def test_a_transform_and_its_undo_survive_kills(workers: Process, tenant: "Tenant") -> None:
    from tests.factories import make_principal
    from tests.graph.etl.running import imported, job_of, result_of, started

    by = make_principal(tenant, "curator")
    try:
        result_of(imported(by, graph(done=False)))
        before = hash_of(held(tenant.pk))
        first = killed("die-behind-a-batch-of-a-transform", lambda: started(by, "etl.transform", steps=STEPS))
        result = result_of(job_of(first))
        assert (result["nodes"], result["relationships"], result["missed"]) == (COUNT, COUNT // 4, 0)
        assert (result["changed"], result["verify"]["different"]) == (COUNT + COUNT // 4, 0)
        assert hash_of(held(tenant.pk)) == hash_of(graph(done=True))
        undo = {"file_id": result["undo_file_id"]}
        killed("die-behind-a-batch-of-a-transform", lambda: started(by, "etl.undo", **undo))
        assert hash_of(held(tenant.pk)) == before
    finally:
        empty(tenant.pk)
