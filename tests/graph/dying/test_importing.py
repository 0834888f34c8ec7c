"""A worker that is killed anywhere in an import costs nothing but time."""

from graph.etl.records import Record
from graph.etl.staging import folder_of
from graph.files.models import GraphFile
from tenants.context import tenant_scope
from tests.executions import ended
from tests.graph.dying.points import OF_AN_IMPORT, all_armed
from tests.graph.etl.graphs import hash_of, written
from tests.graph.etl.running import N, R, graph_hash, job_of, result_of, started, stored
from tests.graph.mutations.conftest import Desk
from tests.processes import Process

RECORDS: list[Record] = [
    *(N(f"n{i}", ("Thing",) if i % 3 else (), {"i": i}) for i in range(60)),
    *(R(None if i % 2 else f"r{i}", "TO", f"n{i % 60}", f"n{i * 7 % 60}", {"i": i}) for i in range(90)),
]


def test_an_import_that_is_killed_at_each_stage_ends_with_the_graph_of_the_file_before_the_next_begins(
    workers: Process, desk: Desk
) -> None:
    file = stored(desk.curator, written(RECORDS, "jsonl"))
    with all_armed(OF_AN_IMPORT):
        job_id, following = (started(desk.curator, "etl.import", file_id=str(file.pk)) for _ in range(2))
        killed = ended(job_id, timeout=120)
        assert not any(point.exists() for point in OF_AN_IMPORT)
    result = result_of(job_of(job_id))
    assert (result["created"], result["updated"], result["verify"]["ok"]) == (150, 0, True)
    second = ended(following)
    assert (second.status, job_of(following).result["created"]) == ("succeeded", 0)
    assert killed.finished_at <= second.started_at
    assert graph_hash(desk.tenant.pk) == hash_of(RECORDS) == result["content_hash"]
    assert not folder_of(job_id).exists()
    with tenant_scope(desk.tenant.pk):
        assert [str(file.pk) for file in GraphFile.objects.filter(made_by=job_id)] == [result["undo_file_id"]]
