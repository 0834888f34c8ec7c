"""graph.bulk on files: what is queued, once, and what is written again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from graph.etl.formats import read_members
from graph.etl.formats.files import members_of
from graph.etl.records import NodeRecord, RelationshipRecord
from graph.files.models import GraphFile
from graph.files.services import file_store
from graph.mutations.exporting import part_of_graph
from graph.mutations.files import following_id
from jobs.engine.flows import get_flow
from jobs.models import Job
from jobs.services import execution_start
from security.principal import Principal
from tenants.context import across_tenants, tenant_scope
from tenants.ids import new_id
from tenants.models import Tenant
from tests.factories import make_principal
from tests.graph.etl.running import walked
from tests.graph.mutations import graphs
from tools.base import ToolContext, validated_arguments
from tools.errors import ToolArgumentsInvalid
from tools.registry import get_action, get_tool
from tools.services import INVOKE_FLOW

LINES: list[dict[str, Any]] = [
    {"type": "node", "id": "a", "labels": ["Stop"], "properties": {"name": "A", "old": 1}},
    {"type": "node", "id": "b", "labels": [], "properties": {"name": "B"}},
    {"type": "relationship", "id": "r", "label": "NEXT", "start": "a", "end": "b", "properties": {}},
    {"type": "node", "labels": []},
]


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def curator(tenant: Tenant) -> Iterator[Principal]:
    yield make_principal(tenant, "curator", sub="carla")
    with across_tenants():
        for job in Job.unscoped.filter(tenant=tenant):
            job.execution.delete()


def uploaded(tenant_id: UUID) -> str:
    content = "\n".join(map(json.dumps, LINES)).encode()
    file = file_store(tenant_id=tenant_id, created_by="carla", name="stops.jsonl", chunks=[content])
    return str(file.pk)


def context(caller: Principal) -> ToolContext:
    """An invocation that is a row, as files and jobs that it makes point to it."""
    with tenant_scope(caller.tenant_id):
        execution_id = execution_start(
            principal=caller, flow=get_flow(INVOKE_FLOW), state={}, due_in=timedelta(hours=1)
        )
    return ToolContext(caller, execution_id, timedelta(seconds=20), check_cancelled=lambda: None)


def bulk(ctx: ToolContext, action_name: str, **arguments: Any) -> dict[str, Any]:
    tool = get_tool("graph.bulk", principal=ctx.principal)
    action = get_action(tool, action_name)
    return action.body(ctx, validated_arguments(action, arguments)).data


def job_of(answer: dict[str, Any], ctx: ToolContext) -> Job:
    with tenant_scope(ctx.tenant_id):
        job: Job = Job.objects.get(pk=answer["job_id"])
    return job


def files_made_by(ctx: ToolContext) -> list[GraphFile]:
    with tenant_scope(ctx.tenant_id):
        return list(GraphFile.objects.filter(made_by=ctx.invocation_id))


def records_of(tenant_id: UUID, file_id: str) -> list[Any]:
    with tenant_scope(tenant_id):
        file = GraphFile.objects.get(pk=file_id)
    return [item.record for item in read_members(members_of(file), format_name=file.format)]


def test_an_import_is_queued_once_however_often_it_is_delivered(curator: Principal) -> None:
    ctx, file_id = context(curator), uploaded(curator.tenant_id)
    call = {"artifact_id": file_id, "format": "jsonl", "kind": "nodes", "label": "Place"}
    first = bulk(ctx, "import", **call)
    again = bulk(ctx, "import", **call)
    assert again == first
    assert (first["rows"], first["rejected"], first["left_out"], first["status"]) == (2, 1, 1, "queued")
    assert [each["line"] for each in first["errors"]] == [4]
    job = job_of(first, ctx)
    [file] = files_made_by(ctx)
    assert (job.type, job.payload) == ("etl.import", {"file_id": str(file.pk), "format": "jsonl"})
    assert records_of(curator.tenant_id, str(file.pk)) == [
        NodeRecord("a", ("Place", "Stop"), {"name": "A", "old": 1}),
        NodeRecord("b", ("Place",), {"name": "B"}),
    ]


def test_what_was_queued_is_imported_and_exported_again(curator: Principal) -> None:
    ctx, file_id = context(curator), uploaded(curator.tenant_id)
    try:
        call = {"artifact_id": file_id, "format": "jsonl", "kind": "nodes", "label": "Place"}
        imported = walked(UUID(bulk(ctx, "import", **call)["job_id"]))
        assert (imported.status, imported.error) == ("succeeded", None)
        assert graphs.count(curator.tenant_id, "(n:Place {tenant_id: $tenant})") == 2
        exported = bulk(context(curator), "export", labels=["Stop"])
        assert walked(UUID(exported["job_id"])).status == "succeeded"
        result = job_of(exported, ctx).result
        assert (result["nodes"], result["relationships"]) == (1, 0)
    finally:
        graphs.empty(curator.tenant_id)


def test_relationships_alone_are_imported_under_another_type(curator: Principal) -> None:
    ctx, file_id = context(curator), uploaded(curator.tenant_id)
    call = {"artifact_id": file_id, "format": "jsonl", "kind": "edges", "rel_type": "THEN"}
    done = bulk(ctx, "import", **call)
    made = records_of(curator.tenant_id, job_of(done, ctx).payload["file_id"])
    assert made == [RelationshipRecord("r", "THEN", "a", "b", {})]


def test_a_dry_run_counts_and_queues_nothing(curator: Principal) -> None:
    ctx, file_id = context(curator), uploaded(curator.tenant_id)
    done = bulk(ctx, "import", artifact_id=file_id, format="jsonl", kind="nodes", label="X", dry_run=True)
    assert (done["rows"], done["left_out"], done["rejected"], done["job_id"]) == (2, 1, 1, None)
    assert files_made_by(ctx) == []
    with tenant_scope(curator.tenant_id):
        assert not Job.objects.exists()


def test_a_file_that_is_wanted_as_it_is_is_imported_itself(curator: Principal) -> None:
    content = json.dumps(LINES[0]).encode()
    file = file_store(tenant_id=curator.tenant_id, created_by="carla", name="a.jsonl", chunks=[content])
    ctx, mapping = context(curator), {"properties": {"old": "new"}}
    done = bulk(ctx, "import", artifact_id=str(file.pk), format="jsonl", kind="nodes", mapping=mapping)
    assert job_of(done, ctx).payload == {"file_id": str(file.pk), "format": "jsonl", "mapping": mapping}
    assert files_made_by(ctx) == []


@pytest.mark.parametrize("to", ["jsonl", "csv"])
def test_a_file_is_written_again_under_other_names(curator: Principal, to: str) -> None:
    ctx, file_id = context(curator), uploaded(curator.tenant_id)
    mapping = {
        "labels": {"Stop": "Halt"}, "types": {"NEXT": None}, "properties": {"old": None, "name": "title"}
    }  # fmt: skip
    done = [bulk(ctx, "transform", artifact_id=file_id, mapping=mapping, to=to) for _ in range(2)][-1]
    assert (done["rows_in"], done["rows_out"], done["rejected"]) == (4, 2, 1)
    [file] = files_made_by(ctx)
    assert str(file.pk) == done["artifact_id"]
    assert file.scope == "graph:write", "nobody has masked what was uploaded"
    assert records_of(curator.tenant_id, str(file.pk)) == [
        NodeRecord("a", ("Halt",), {"title": "A"}),
        NodeRecord("b", (), {"title": "B"}),
    ]


def test_all_or_a_part_of_the_graph_is_exported(curator: Principal) -> None:
    ctx = context(curator)
    assert job_of(bulk(ctx, "export", format="cypher"), ctx).payload == {"format": "cypher"}
    ctx = context(curator)
    part = {"labels": ["Stop", "Ha lt"], "rel_types": ["NEXT"], "limit": 5}
    job = job_of(bulk(ctx, "export", **part), ctx)
    query = "MATCH (a:Stop|`Ha lt`)-[r:`NEXT`]->(b:Stop|`Ha lt`)\nRETURN a AS a, r AS r, b AS b LIMIT 5"
    assert (job.type, job.payload) == ("etl.export", {"format": "jsonl", "query": query, "params": {}})
    assert part_of_graph(labels=["A"], types=[], limit=3).cypher.endswith("RETURN a AS a LIMIT 3")


def test_files_of_others_and_paths_are_none(curator: Principal, other_tenant: Tenant) -> None:
    others = uploaded(other_tenant.pk)
    for artifact_id in (others, str(uuid4()), "/etc/passwd", "https://example.org/x"):
        with pytest.raises(ToolArgumentsInvalid):
            bulk(context(curator), "import", artifact_id=artifact_id, format="csv", kind="nodes")
        with pytest.raises(ToolArgumentsInvalid):
            bulk(context(curator), "transform", artifact_id=artifact_id, mapping={})


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "_Marker"}, {"label": "A`B"}, {"rel_type": "A`B"}, {"mapping": {"labels": {"a": "b`"}}},
        {"mapping": {"properties": {"a": "tenant_id"}}}, {"mapping": {"steps": []}}, {"kind": "paths"},
    ],
)  # fmt: skip
def test_impossible_names_are_refused_before_anything_is_queued(
    curator: Principal, wrong: dict[str, Any]
) -> None:
    call = {"artifact_id": uploaded(curator.tenant_id), "format": "jsonl", "kind": "nodes", **wrong}
    with pytest.raises(ToolArgumentsInvalid):
        bulk(context(curator), "import", **call)
    with tenant_scope(curator.tenant_id):
        assert not Job.objects.exists()


def test_what_follows_an_invocation_has_an_id_of_its_own_and_of_its_time() -> None:
    ids = [new_id() for _ in range(1_000)]
    following = [following_id(each) for each in ids]
    assert len({*ids, *following}) == 2_000
    assert all(
        (made.version, made.variant) == (7, each.variant) for each, made in zip(ids, following, strict=True)
    )
    assert [each.bytes[:6] for each in ids] == [each.bytes[:6] for each in following]
