"""Exports: what is in the file, what is masked, and what happens when the graph changes meanwhile."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph.etl.records import NodeRecord, Record, RelationshipRecord
from tests.factories import make_principal, make_tenant
from tests.graph.etl.graphs import PROPERTIES, hash_of, read, records_of
from tests.graph.etl.held import change, empty, held, put
from tests.graph.etl.running import ran, started, walked

if TYPE_CHECKING:
    from graph.files.models import GraphFile
    from tenants.models import Tenant

FORMATS = ("jsonl", "csv", "cypher", "graphml")
GRAPH: list[Record] = [
    NodeRecord("u1", ("User",), {"name": "Ada", "email": "ada@example.org", "age": 36}),
    NodeRecord("u2", ("User",), {"name": "Bob", "note": "call +39 06 1234 5678"}),
    NodeRecord("t1", ("Task",), {"name": "first", "tags": ["a", "b"]}),
    RelationshipRecord("r1", "RUNS", "u1", "t1", {"times": 3}),
    RelationshipRecord("r2", "RUNS", "u2", "t1", {}),
    RelationshipRecord("r3", "KNOWS", "u1", "u2", {}),
]


@pytest.fixture
def filled(tenant: "Tenant") -> Iterator["Tenant"]:
    """A tenant with two users who run a task."""
    put(tenant.pk, GRAPH)
    yield tenant
    empty(tenant.pk)


def exported(tenant: "Tenant", *roles: str, **payload: Any) -> tuple[dict[str, Any], "GraphFile"]:
    """The result of an export that succeeds, and its file."""
    from graph.files.selectors import file_of

    job = ran(make_principal(tenant, *(roles or ("curator",))), "etl.export", **payload)
    assert job.execution.status == "succeeded", job.execution.error
    assert job.result is not None
    return job.result, file_of(tenant_id=tenant.pk, file_id=UUID(job.result["file_id"]))


def refused(tenant: "Tenant", **payload: Any) -> dict[str, Any]:
    """Why an export fails; nothing of it is left."""
    job = ran(make_principal(tenant, "curator"), "etl.export", **payload)
    assert job.execution.status == "failed"
    assert files_of(tenant) == []
    assert not folder_of(job.pk).exists()
    error: dict[str, Any] = job.execution.error
    return error


def files_of(tenant: "Tenant") -> list["GraphFile"]:
    from graph.files.models import GraphFile
    from tenants.context import tenant_scope

    with tenant_scope(tenant.pk):
        return list(GraphFile.objects.all())


def folder_of(job_id: UUID) -> Any:
    from graph.etl import staging

    return staging.folder_of(job_id)


def records_in(file: "GraphFile", format_name: str) -> list[Record]:
    """What is in an exported file that is not compressed."""
    return records_of(read(file.path.read_bytes(), format_name))


LABELS = st.sampled_from(["A", "B b", "é", "x:long", "CREATE", "名"])
# ArcadeDB has one list of names for labels and types.
TYPES = st.sampled_from(["R", "R r", "è", "r:long", "MATCH", "型"])
IDS = st.integers(1, 12).map(str) | st.sampled_from(["a b", "'", "<&>", "\U0001f600"])


@st.composite
def whole_graphs(draw: st.DrawFn) -> list[Record]:
    """Nodes of all kinds, and relationships between them: parallel ones and loops too."""
    ids = draw(st.lists(IDS, min_size=1, max_size=10, unique=True))
    labels = st.lists(LABELS, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
    nodes = [NodeRecord(orig_id, draw(labels), draw(PROPERTIES)) for orig_id in ids]
    ends = st.sampled_from(ids)
    drawn = draw(st.lists(st.tuples(TYPES, ends, ends, PROPERTIES), max_size=10))
    return [*nodes, *(RelationshipRecord(None, *each) for each in drawn)]


@given(whole_graphs())
@settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # To shrink takes minutes.
def test_what_is_exported_and_imported_elsewhere_is_the_same_graph(records: list[Record]) -> None:
    from graph.files.services import file_store

    one, other = make_tenant(), make_tenant()
    put(one.pk, records)
    content_hash = hash_of(held(one.pk))
    assert content_hash == hash_of(records)
    for format_name in FORMATS:
        result, file = exported(one, format=format_name)
        assert result["content_hash"] == content_hash
        uploaded = file_store(
            tenant_id=other.pk, created_by="ada", name=file.name, chunks=[file.path.read_bytes()]
        )
        job = ran(make_principal(other, "curator"), "etl.import", file_id=str(uploaded.pk), mode="replace")
        assert job.result is not None
        assert (job.result["rejected"], job.result["content_hash"]) == (0, content_hash)
        empty(other.pk)
    empty(one.pk)


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_is_exported_is_known_again_whatever_its_texts_hold(tmp_path: Path, format_name: str) -> None:
    from graph.etl.formats import FORMATS as KNOWN
    from graph.files.sniffing import sniff

    kind, path = KNOWN[format_name], tmp_path / "graph"
    with path.open("wb") as file:
        kind.write([NodeRecord("1", ("A",), {"a": "\x00"}), RelationshipRecord("r", "R", "1", "1", {})], file)
    assert sniff(path, name=f"graph{kind.written_extension}").format == format_name


def test_the_result_says_what_is_in_the_file(filled: "Tenant") -> None:
    result, file = exported(filled, name="all of it")
    assert result == {
        "file_id": str(file.pk),
        "format": "jsonl",
        "size": file.size,
        "sha256": file.sha256,
        "nodes": 3,
        "relationships": 3,
        "rows": None,
        "content_hash": hash_of(GRAPH),
        "consistent": True,
        "readings": 2,
        "masked": None,
        "left_out": {},
        "seconds": result["seconds"],
    }
    assert (file.name, file.kind, file.format) == ("all of it.jsonl", "export", "jsonl")
    assert hash_of(records_in(file, "jsonl")) == result["content_hash"]
    assert not folder_of(file.made_by_id).exists()
    assert files_of(filled) == [file]


@pytest.mark.parametrize("format_name", ["jsonl", "cypher", "graphml"])
def test_compressed_by_gzip(filled: "Tenant", format_name: str) -> None:
    result, file = exported(filled, format=format_name, compress=True, name=f"x.{format_name}.gz")
    assert (file.name, file.compression, file.format) == (f"x.{format_name}.gz", "gzip", format_name)
    found = records_of(read(gzip.decompress(file.path.read_bytes()), format_name))
    assert hash_of(found) == result["content_hash"]


@pytest.mark.parametrize("payload", [{"format": "csv"}, {"compress": True}])
def test_an_export_may_be_longer_than_an_upload_may_unfold_to(
    filled: "Tenant", monkeypatch: pytest.MonkeyPatch, payload: dict[str, Any]
) -> None:
    """And longer than the four gigabytes that an archive counts in its old form."""
    import zipfile

    from django.conf import settings as django_settings

    from graph.etl.formats import read_members
    from graph.etl.formats.files import members_of
    from graph.files import folding
    from graph.files.errors import FileUnfoldsTooFar

    monkeypatch.setattr(django_settings, "MAX_UNFOLDED_BYTES", 100)
    monkeypatch.setattr(folding, "ALWAYS_BYTES", 0)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    result, file = exported(filled, **payload)
    again = ran(make_principal(filled, "curator"), "etl.import", file_id=str(file.pk))
    assert again.result is not None, again.execution.error
    assert again.result["content_hash"] == result["content_hash"]
    assert (b"PK\x06\x06" in file.path.read_bytes()) == (file.compression == "zip")
    file.kind = "upload"
    with pytest.raises(FileUnfoldsTooFar):
        list(read_members(members_of(file), format_name=file.format))


def test_an_empty_graph_is_an_empty_file(tenant: "Tenant") -> None:
    result, file = exported(tenant)
    assert (result["nodes"], result["content_hash"], file.size) == (0, hash_of([]), 0)


# --- Personal data ------------------------------------------------------------------------------------------


def test_personal_data_is_masked_for_who_may_not_see_it(filled: "Tenant") -> None:
    result, file = exported(filled, "user")
    text = file.path.read_text()
    assert "ada@example.org" not in text
    assert "1234" not in text
    users = {each.orig_id: each for each in records_in(file, "jsonl") if isinstance(each, NodeRecord)}
    assert users["u1"].properties == {"name": "Ada", "email": "[EMAIL]", "age": 36}
    assert users["u2"].properties == {"name": "Bob", "note": "call [PHONE]"}
    assert result["masked"] == {"values": {"email": 1, "phone": 1}, "properties": ["email", "note"], "ids": 0}
    assert (result["consistent"], file.scope) == (True, "graph:read")
    assert hash_of(records_in(file, "jsonl")) == result["content_hash"]


def test_what_is_not_masked_is_for_those_alone_who_may_see_it(filled: "Tenant") -> None:
    from graph.files.selectors import files_visible
    from tenants.context import tenant_scope

    _, file = exported(filled, "curator")
    assert file.scope == "graph:write"
    assert "ada@example.org" in file.path.read_text()
    with tenant_scope(filled.pk):
        assert list(files_visible(make_principal(filled, "user"))) == []
    masked, file = exported(filled, "curator", mask=True)
    assert masked["masked"]["values"] == {"email": 1, "phone": 1}
    assert file.scope == "graph:read"


def test_asking_for_what_one_may_not_see_is_refused(filled: "Tenant") -> None:
    from platform_project.http.errors import PermissionRefused

    with pytest.raises(PermissionRefused):
        ran(make_principal(filled, "user"), "etl.export", mask=False)


# --- The result of a query ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "ids", "left_out"),
    [
        ("MATCH (u:User) RETURN u", {"u1", "u2"}, {}),
        ("MATCH (u:User) RETURN u, u.name", {"u1", "u2"}, {"values": 2}),
        ("MATCH ()-[r:RUNS]->() RETURN r", {"u1", "u2", "t1", "r1", "r2"}, {}),
        ("MATCH p = (:User)-[:KNOWS]->(:User) RETURN p", {"u1", "u2", "r3"}, {}),
        ("MATCH (u:User {name: $name})-[r]->(x) RETURN collect(r), x", {"u1", "u2", "t1", "r1", "r3"}, {}),
        ("MATCH (u:User) RETURN collect({user: u, n: 1}) AS found", {"u1", "u2"}, {"values": 2}),
    ],
)
def test_nodes_and_relationships_that_a_query_finds(
    filled: "Tenant", query: str, ids: set[str], left_out: dict[str, int]
) -> None:
    result, file = exported(filled, query=query, params={"name": "Ada"} if "$name" in query else {})
    found = records_in(file, "jsonl")
    assert {each.orig_id for each in found} == ids
    assert hash_of(found) == hash_of([each for each in GRAPH if each.orig_id in ids])
    assert (result["left_out"], result["rows"], result["consistent"]) == (left_out, None, True)


QUERY = "MATCH (u:User) RETURN u.name AS name, u.email AS email, [1, null] AS l, true AS b ORDER BY name"


def test_rows_of_values_are_a_table(filled: "Tenant") -> None:
    result, file = exported(filled, query=QUERY, format="csv", mask=True)
    rows = list(csv.reader(io.StringIO(file.path.read_text())))
    assert rows == [
        ["name", "email", "l", "b"],
        ["Ada", "[EMAIL]", "[1, null]", "true"],
        ["Bob", "", "[1, null]", "true"],
    ]
    assert (result["rows"], result["nodes"], result["content_hash"]) == (2, 0, None)
    assert file.name.endswith(".csv")
    _, file = exported(filled, query=QUERY, format="jsonl", compress=True)
    lines = [json.loads(line) for line in gzip.decompress(file.path.read_bytes()).splitlines()]
    assert lines[0] == {"name": "Ada", "email": "ada@example.org", "l": [1, None], "b": True}


def test_a_table_is_no_graph(filled: "Tenant") -> None:
    error = refused(filled, query=QUERY, format="cypher")
    assert error["code"] == "export_refused"
    assert "csv or jsonl" in error["detail"]


def test_a_query_that_finds_nothing(filled: "Tenant") -> None:
    query = "MATCH (u:User {name: 'Nobody'}) RETURN u"
    result, file = exported(filled, query=query, format="csv")
    assert (result["rows"], file.path.read_text()) == (0, "u\n")
    result, file = exported(filled, query=query, format="graphml")
    assert (result["nodes"], records_in(file, "graphml")) == (0, [])


def test_a_query_that_finds_too_much_is_not_cut_off(filled: "Tenant") -> None:
    error = refused(filled, query="UNWIND range(1, 10001) AS n RETURN n")
    assert error["code"] == "export_refused"
    assert "10,000 rows" in error["detail"]


@pytest.mark.parametrize(
    "query", ["MATCH (n) DETACH DELETE n", "RETURN", "EXPLAIN MATCH (n) RETURN n", "CALL db.labels()"]
)
def test_only_queries_that_read_are_taken(filled: "Tenant", query: str) -> None:
    from platform_project.http.errors import PlatformError

    with pytest.raises(PlatformError) as error:
        ran(make_principal(filled, "curator"), "etl.export", query=query)
    assert error.value.code in ("cypher_refused", "export_refused")


# --- A graph that changes meanwhile -------------------------------------------------------------------------


@pytest.mark.parametrize(("changes", "consistent", "readings"), [(1, True, 3), (2, True, 4), (9, False, 4)])
def test_a_graph_that_changes_is_read_again(
    filled: "Tenant", monkeypatch: pytest.MonkeyPatch, changes: int, consistent: bool, readings: int
) -> None:
    from graph.etl.exporting import work

    made = 0
    read_graph = work.read_graph

    def read_and_change(tenant_id: UUID, *arguments: Any, **options: Any) -> Any:
        nonlocal made
        found = read_graph(tenant_id, *arguments, **options)
        if made < changes:
            made += 1
            change(
                "MATCH (n:Task {tenant_id: $tenant}) SET n.version = $version",
                tenant=str(tenant_id),
                version=made,
            )
        return found

    monkeypatch.setattr(work, "read_graph", read_and_change)
    result, file = exported(filled)
    assert (result["consistent"], result["readings"]) == (consistent, readings)
    found = records_in(file, "jsonl")
    assert hash_of(found) == result["content_hash"]
    if consistent:
        assert result["content_hash"] == hash_of(held(filled.pk))
    assert not folder_of(file.made_by_id).exists()
    assert files_of(filled) == [file]


@pytest.mark.parametrize("stage", ["transform", "load", "verify"])
def test_what_is_on_the_disk_of_a_host_that_has_gone_is_made_again(
    filled: "Tenant", monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    from graph.etl import staging
    from jobs.engine.flows import get_flow

    for link in get_flow("jobs.etl.export").links:
        if link.name == f"etl.export.{stage}":
            body = link.body

            def elsewhere(ctx: Any, body: Any = body) -> Any:
                staging.remove(ctx.execution_id)
                return body(ctx)

            monkeypatch.setattr(link, "body", elsewhere)
    result, file = exported(filled, "user", format="graphml")
    assert result["masked"]["values"] == {"email": 1, "phone": 1}
    assert hash_of(records_in(file, "graphml")) == result["content_hash"]


def test_a_file_that_is_not_what_was_read_is_not_kept(
    filled: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.etl.exporting import writing

    records = writing.records_in
    monkeypatch.setattr(writing, "records_in", lambda spooled: list(records(spooled))[:-1])
    assert refused(filled)["code"] == "verification_failed"


def test_names_that_nobody_can_write_are_left_out(tenant: "Tenant") -> None:
    change(
        "CREATE (n:A {tenant_id: $tenant, orig_id: '1', a: 1}) SET n[$key] = 2",
        tenant=str(tenant.pk),
        key="\ufeffb",
    )
    result, file = exported(tenant)
    assert result["left_out"] == {"properties": 1}
    assert records_in(file, "jsonl") == [NodeRecord("1", ("A",), {"a": 1})]
    empty(tenant.pk)


# --- An export that is cancelled ----------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["read_graph", "mask", "write", "read_back", "new_file_writer"])
def test_an_export_that_is_cancelled_leaves_nothing(
    filled: "Tenant", monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    from django.conf import settings

    from graph.etl.exporting import work
    from jobs.engine import runner

    incoming = settings.DATA_DIR / "files" / "incoming"
    before = set(incoming.glob("*"))
    job_id = started(make_principal(filled, "user"), "etl.export")
    original, holding = getattr(work, at), runner.heartbeat.holding
    leases: list[Any] = []

    def hold(lease: Any) -> Any:
        leases.append(lease)
        return holding(lease)

    def cancel(*arguments: Any, **options: Any) -> Any:
        request_cancel(filled, job_id)
        assert leases[-1].cancelled.wait(10)
        return original(*arguments, **options)

    monkeypatch.setattr(runner.heartbeat, "holding", hold)
    monkeypatch.setattr(work, at, cancel)
    assert walked(job_id).status == "cancelled"
    assert files_of(filled) == []
    assert not folder_of(job_id).exists()
    assert set(incoming.glob("*")) == before


def request_cancel(tenant: "Tenant", job_id: UUID) -> None:
    from jobs.models import Execution
    from jobs.services import execution_cancel
    from tenants.context import tenant_scope

    with tenant_scope(tenant.pk):
        execution_cancel(execution=Execution.objects.get(pk=job_id))


def test_a_cancel_is_seen_while_the_bytes_of_a_file_are_compared(tmp_path: Path) -> None:
    from graph.etl.exporting.spool import Spooled
    from graph.etl.exporting.writing import Written, read_back

    content = b"x" * 1_000_000
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    written = Written(
        str(path), len(content), hashlib.sha256(content).hexdigest(), ".csv", "text/csv", "none"
    )

    def cancelled(part: float, rows: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_back(written, Spooled("", ("a",), []), format_name="csv", told=cancelled)
