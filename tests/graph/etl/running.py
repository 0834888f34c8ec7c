"""Jobs that load graphs, done within the test's own process."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from graph import client
from graph.etl.formats import FORMATS
from graph.etl.projection import stream_nodes, stream_relationships
from graph.etl.records import NodeRecord, Record, RelationshipRecord
from graph.files.models import GraphFile
from graph.files.reading import open_file
from graph.files.services import file_store
from jobs.engine.admission import admit
from jobs.engine.runner import run_phase
from jobs.models import Execution, Job
from jobs.services import job_create
from security.principal import Principal
from tenants.context import across_tenants, tenant_scope
from tests.executions import fetch
from tests.graph.etl.graphs import hash_of, written

N, R = NodeRecord, RelationshipRecord

TOWN: list[Record] = [
    N("ada", ("Person",), {"name": "Ada", "born": 1815}),
    N("bob", ("Person", "Writer"), {"name": "Bob"}),
    N("rome", ("Town",), {"tags": ["old", 1, [2.5]]}),
    N("bare", (), {}),
    R("r1", "KNOWS", "ada", "bob", {"since": 1840}),
    R(None, "KNOWS", "ada", "bob", {}),
    R(None, "KNOWS", "ada", "bob", {"again": True}),
    R(None, "LIVES_IN", "ada", "rome", {"a b": "x"}),
    R("self", "KNOWS", "bare", "bare", {}),
]


def stored(by: Principal, data: bytes, name: str = "graph.jsonl") -> GraphFile:
    """A file that somebody has uploaded."""
    return file_store(tenant_id=by.tenant_id, created_by=by.sub, name=name, chunks=[data])


def jsonl(*lines: Any) -> bytes:
    """A file of these lines; texts stand in it as they are."""
    return "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in lines).encode()


def started(by: Principal, type_name: str, **payload: Any) -> UUID:
    """A job that nobody works on yet; it has its turn, unless another has it."""
    with tenant_scope(by.tenant_id):
        job: Job = job_create(principal=by, type_name=type_name, payload=payload)
    admit(by.tenant_id)
    return job.pk


def walked(execution_id: UUID, *, phases: int = 10_000) -> Execution:
    """The execution after so many phases, or at its end."""
    while phases and not fetch(execution_id).is_terminal:
        children = (
            Execution.unscoped.using("engine").filter(parent_id=execution_id).values_list("pk", flat=True)
        )
        for child in children:
            walked(child)
        run_phase(execution_id=execution_id, phase=fetch(execution_id).phase)
        phases -= 1
    return fetch(execution_id)


def job_of(execution_id: UUID) -> Job:
    """Its job, whatever came of it."""
    with across_tenants():
        found: Job = Job.unscoped.select_related("execution").get(pk=execution_id)
    return found


def ran(by: Principal, type_name: str, **payload: Any) -> Job:
    """A job at its end."""
    return job_of(walked(started(by, type_name, **payload)).pk)


def imported(
    by: Principal, data: bytes | Iterable[Record], *, name: str = "graph.jsonl", **payload: Any
) -> Job:
    """The job that has imported a file, or records as JSONL."""
    content = data if isinstance(data, bytes) else written(list(data), "jsonl")
    assert name.rsplit(".", 1)[-1] in FORMATS or "format" in payload
    return ran(by, "etl.import", file_id=str(stored(by, content, name).pk), **payload)


def result_of(job: Job) -> dict[str, Any]:
    """The result of a job that has ended well."""
    assert job.execution.status == "succeeded", (job.execution.error, job.result)
    result: dict[str, Any] = job.result
    return result


def graph_of(tenant_id: UUID) -> list[Record]:
    """All that the tenant has."""
    return [*stream_nodes(tenant_id), *stream_relationships(tenant_id)]


def graph_hash(tenant_id: UUID) -> str:
    """The content hash of it."""
    return hash_of(graph_of(tenant_id))


def lines_of(tenant_id: UUID, file_id: str) -> list[dict[str, Any]]:
    """A file of JSON by line."""
    with tenant_scope(tenant_id):
        file = GraphFile.objects.get(pk=file_id)
    with open_file(file) as stream:
        return [json.loads(line) for line in stream]


def markers(tenant_id: UUID) -> int:
    """How many markers there are of the tenant's jobs."""
    text = "MATCH (m:_Marker {owner: $owner}) RETURN m"
    return len(client.read(text, {"owner": str(tenant_id)}, timeout_seconds=5, max_rows=10).rows)
