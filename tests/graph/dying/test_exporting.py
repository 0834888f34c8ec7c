"""A worker that is killed anywhere in an export costs nothing but time."""

import hashlib

from graph.etl.staging import folder_of
from graph.files.models import GraphFile
from tenants.context import tenant_scope
from tests.executions import ended
from tests.graph.dying.points import OF_AN_EXPORT, all_armed
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.held import held
from tests.graph.etl.running import job_of, result_of, started
from tests.graph.mutations.conftest import Desk
from tests.processes import Process


def test_an_export_whose_worker_dies_in_every_stage_leaves_one_right_file(
    workers: Process, desk: Desk
) -> None:
    desk.change("UNWIND range(1, 9) AS i CREATE (n:Person {tenant_id: $tenant, orig_id: toString(i), i: i})")
    with all_armed(OF_AN_EXPORT):
        job_id = started(desk.curator, "etl.export", mask=True)
        ended(job_id, timeout=120)
        assert not any(point.exists() for point in OF_AN_EXPORT)
    result = result_of(job_of(job_id))
    assert (result["consistent"], result["content_hash"]) == (True, hash_of(held(desk.tenant.pk)))
    with tenant_scope(desk.tenant.pk):
        [file] = GraphFile.objects.all()
    assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256 == result["sha256"]
    assert [str(file.pk), folder_of(job_id).exists()] == [result["file_id"], False]
