"""A worker that is killed anywhere in an import costs nothing but time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from graph.etl.records import Record
from graph.etl.staging import folder_of
from graph.files.models import GraphFile
from tenants.context import tenant_scope
from tests.executions import end_everything, ended
from tests.graph.etl.graphs import hash_of, written
from tests.graph.etl.running import N, R, graph_hash, job_of, result_of, started, stored
from tests.graph.writes.graphs import change
from tests.processes import Process, recovery, worker

if TYPE_CHECKING:
    from tenants.models import Tenant

RECORDS: list[Record] = [
    *(N(f"n{i}", ("Thing",) if i % 3 else (), {"i": i}) for i in range(60)),
    *(R(None if i % 2 else f"r{i}", "TO", f"n{i % 60}", f"n{i * 7 % 60}", {"i": i}) for i in range(90)),
]


@pytest.fixture(scope="module")
def dying_worker(django_db_blocker: Any) -> Iterator[Process]:
    with django_db_blocker.unblock():
        end_everything()
    repairing = recovery()
    process = worker(application="tests.graph.etl.dying")
    yield process
    process.kill()
    repairing.kill()


def test_an_import_that_is_killed_at_each_stage_ends_with_the_graph_of_the_file(
    dying_worker: Process, tenant: "Tenant"
) -> None:
    from tests.factories import make_principal
    from tests.flows import HOOKS
    from tests.graph.etl.dying_points import POINTS, hook

    curator = make_principal(tenant, "data_engineer")
    HOOKS.mkdir(parents=True, exist_ok=True)
    for point in POINTS:
        hook(point).touch()
    job_id = started(curator, "etl.import", file_id=str(stored(curator, written(RECORDS, "jsonl")).pk))
    ended(job_id, timeout=120)
    assert [point for point in POINTS if hook(point).exists()] == []
    result = result_of(job_of(job_id))
    assert (result["created"], result["updated"], result["verify"]["ok"]) == (150, 0, True)
    assert graph_hash(tenant.pk) == hash_of(RECORDS) == result["content_hash"]
    assert not folder_of(job_id).exists()
    with tenant_scope(tenant.pk):
        assert [str(file.pk) for file in GraphFile.objects.filter(made_by=job_id)] == [result["undo_file_id"]]
    change("MATCH (n {tenant_id: $tenant}) DETACH DELETE n", tenant=str(tenant.pk))
