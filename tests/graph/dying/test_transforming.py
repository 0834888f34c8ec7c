"""A worker is killed while it transforms a graph: each change is made once, and undone to what was."""

from typing import Any
from uuid import UUID

from graph.etl.records import NodeRecord, Record, RelationshipRecord
from tests.executions import ended
from tests.flows import armed
from tests.graph.dying.points import BEHIND_A_BATCH_OF_A_TRANSFORM as POINT
from tests.graph.etl.graphs import hash_of, written
from tests.graph.etl.held import held
from tests.graph.etl.running import job_of, result_of, started, stored
from tests.graph.mutations.conftest import Desk
from tests.processes import Process, wait_until

COUNT = 60
"""Some batches of the worker."""
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


def killed(desk: Desk, type_name: str, **payload: Any) -> UUID:
    """The job, ended well, of which a worker was killed behind a batch."""
    with armed(POINT):
        job_id = started(desk.curator, type_name, **payload)
        wait_until(lambda: not POINT.exists(), what="the death")
    execution: Any = ended(job_id)
    assert (execution.status, execution.error) == ("succeeded", None)
    return job_id


def test_a_transform_and_its_undo_survive_kills(workers: Process, desk: Desk) -> None:
    file = stored(desk.curator, written(graph(done=False), "jsonl"))
    ended(started(desk.curator, "etl.import", file_id=str(file.pk)))
    before = hash_of(held(desk.tenant.pk))
    result = result_of(job_of(killed(desk, "etl.transform", steps=STEPS)))
    assert (result["nodes"], result["relationships"], result["missed"]) == (COUNT, COUNT // 4, 0)
    assert (result["changed"], result["verify"]["different"]) == (COUNT + COUNT // 4, 0)
    assert hash_of(held(desk.tenant.pk)) == hash_of(graph(done=True))
    killed(desk, "etl.undo", file_id=result["undo_file_id"])
    assert hash_of(held(desk.tenant.pk)) == before
