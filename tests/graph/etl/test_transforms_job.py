"""Jobs ``etl.transform``, and ``etl.undo`` of what they have changed."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from graph.etl.records import NodeRecord, Record, RelationshipRecord
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.held import change, empty, held, put

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from jobs.models import Job
    from security.principal import Principal
    from tenants.models import Tenant

GRAPH: list[Record] = [
    *(NodeRecord(f"p{i}", ("Person",), {"name": f"Ada {i}", "age": str(i)}) for i in range(8)),
    NodeRecord("p8", ("Person",), {"name": "Nobody", "age": "unknown"}),
    RelationshipRecord(None, "KNOWS", "p1", "p2", {"since": "2001"}),
]
STEPS: list[dict[str, Any]] = [
    {"step": "cast", "label": "Person", "property": "age", "to": "integer"},
    {"step": "relabel", "label": "Person", "where": "age >= 6", "add": ["Elder"]},
    {"step": "derive", "type": "KNOWS", "property": "since", "value": "integer(since)"},
]


@pytest.fixture
def curator(tenant: "Tenant") -> "Iterator[Principal]":
    """A curator of a fresh tenant with nine people, of one of whom the age is not known."""
    from tests.factories import make_principal

    put(tenant.pk, GRAPH)
    yield make_principal(tenant, "curator", sub="carla")
    empty(tenant.pk)


def transformed(curator: "Principal", **payload: Any) -> "Job":
    from tests.graph.etl.running import ran

    return ran(curator, "etl.transform", **{"steps": STEPS, **payload})


def undone(curator: "Principal", file_id: str, **payload: Any) -> "Job":
    from tests.graph.etl.running import ran

    return ran(curator, "etl.undo", file_id=file_id, **payload)


def lines_of(curator: "Principal", file_id: str) -> list[Any]:
    from graph.files.reading import open_file
    from graph.files.selectors import file_of

    with open_file(file_of(tenant_id=curator.tenant_id, file_id=UUID(file_id))) as stream:
        return [json.loads(line) for line in stream]


def files(tenant: "Tenant") -> int:
    from graph.files.models import GraphFile
    from tenants.context import tenant_scope

    with tenant_scope(tenant.pk):
        return GraphFile.objects.count()


def error_of(job: "Job") -> tuple[str, str]:
    return job.execution.status, job.execution.error["code"]


def test_a_transform_changes_what_it_can_and_reports_the_rest(curator: "Principal", tenant: "Tenant") -> None:
    result = transformed(curator).result
    assert result["read"] == {"nodes": 9, "relationships": 1}
    assert (result["nodes"], result["relationships"], result["changed"]) == (8, 1, 9)
    assert (result["rejected"], result["missed"]) == (1, 0)
    assert [(step["changed"], step["rejected"]) for step in result["steps"]] == [(8, 1), (2, 0), (1, 0)]
    assert result["verify"] == {"as_changed": 9, "different": 0, "ok": True}
    [letter] = lines_of(curator, result["dead_letter_file_id"])
    assert (letter["step"], letter["record"]["id"]) == (0, "p8")
    assert letter["reason"] == "age: 'unknown' cannot be made an integer"
    people = {each.orig_id: each for each in held(tenant.pk) if isinstance(each, NodeRecord)}
    assert (people["p7"].labels, people["p7"].properties["age"]) == (("Elder", "Person"), 7)
    assert people["p8"] == GRAPH[8]


def test_a_dry_run_shows_and_changes_nothing(curator: "Principal", tenant: "Tenant") -> None:
    before = hash_of(held(tenant.pk))
    result = transformed(curator, dry_run=True, sample=100).result
    assert hash_of(held(tenant.pk)) == before
    assert (result["dry_run"], result["whole_graph"], len(result["sample"])) == (True, True, 9)
    shown = {each["id"]: each for each in result["sample"]}
    assert shown["p7"] == {
        "id": "p7",
        "before": {"labels": ["Person"], "properties": {"age": "7"}},
        "after": {"labels": ["Elder", "Person"], "properties": {"age": 7}},
    }
    reason = "age: 'unknown' cannot be made an integer"
    assert result["errors"] == [{"id": "p8", "step": 0, "reason": reason}]
    assert "undo_file_id" not in result
    assert files(tenant) == 0


# Steps of which some nodes have no property or no label, and how many records each changes and rejects.
EACH_STEP: list[tuple[dict[str, Any], int, int]] = [
    ({"step": "rename_property", "from": "nick", "to": "called"}, 1, 0),
    ({"step": "rename_property", "from": "nick", "to": "name"}, 0, 1),
    ({"step": "rename_label", "from": "Pet", "to": "Animal"}, 1, 0),
    ({"step": "rename_type", "from": "KNOWS", "to": "MET"}, 1, 0),
    ({"step": "cast", "property": "age", "to": "integer"}, 8, 1),
    ({"step": "cast", "type": "KNOWS", "property": "since", "to": "integer"}, 1, 0),
    ({"step": "derive", "property": "called", "value": "nick || '!'"}, 1, 0),
    ({"step": "derive", "property": "older", "value": "integer(age) + 1", "where": "nick IS NULL"}, 8, 1),
    ({"step": "derive", "property": "nick", "value": "null"}, 1, 0),
    ({"step": "drop_property", "properties": ["nick", "nothing"]}, 1, 0),
    ({"step": "drop_label", "label": "Pet"}, 1, 0),
    ({"step": "split", "property": "name", "separator": " ", "into": ["first", "number"]}, 10, 0),
    ({"step": "split", "property": "nick", "separator": ",", "into": "nicks", "keep": True}, 1, 0),
    ({"step": "relabel", "where": "nick = 'Lovely'", "add": ["Known"], "remove": ["Pet"]}, 1, 0),
    ({"step": "cast", "label": "Nobody", "property": "age", "to": "integer"}, 0, 0),
    ({"step": "rename_type", "from": "NEVER", "to": "MET"}, 0, 0),
]


@pytest.mark.parametrize(("step", "changed", "rejected"), EACH_STEP, ids=str)
def test_what_a_dry_run_shows_is_what_happens(
    curator: "Principal", tenant: "Tenant", step: dict[str, Any], changed: int, rejected: int
) -> None:
    from tests.graph.etl.running import markers

    put(tenant.pk, [NodeRecord("pet", ("Pet",), {"name": "Rex", "nick": "Lovely"})])
    shown = transformed(curator, steps=[step], dry_run=True, sample=100).result
    assert (shown["nodes"] + shown["relationships"], shown["rejected"]) == (changed, rejected)
    assert (len(shown["sample"]), len(shown["errors"]), shown["whole_graph"]) == (changed, rejected, True)
    assert markers(tenant.pk) == files(tenant) == 0
    result = transformed(curator, steps=[step]).result
    assert {name: result[name] for name in ("read", "steps", "rejected")} == {
        name: shown[name] for name in ("read", "steps", "rejected")
    }
    assert ("verify" in result, result["undo_file_id"] is None) == (changed > 0, changed == 0)
    letters = lines_of(curator, result["dead_letter_file_id"]) if rejected else []
    told = [{"id": each["record"]["id"], "step": each["step"], "reason": each["reason"]} for each in letters]
    assert told == shown["errors"]
    now = {each.orig_id: each for each in held(tenant.pk)}
    for each in shown["sample"]:
        there, before, after = now[each["id"]], each["before"]["properties"], each["after"]["properties"]
        assert {**there.properties, **after} == there.properties
        assert not {*before} - {*after} & {*there.properties}
        kind = list(there.labels) if isinstance(there, NodeRecord) else there.type
        assert kind == each["after"].get("labels", each["after"].get("type"))


def test_a_dry_run_ends_with_its_sample(curator: "Principal") -> None:
    result = transformed(curator, dry_run=True, sample=2).result
    assert (len(result["sample"]), result["whole_graph"]) == (2, False)


def test_a_strict_transform_changes_nothing_when_a_record_is_rejected(
    curator: "Principal", tenant: "Tenant"
) -> None:
    before = hash_of(held(tenant.pk))
    job = transformed(curator, strict=True)
    assert error_of(job) == ("failed", "transform_rejected")
    assert hash_of(held(tenant.pk)) == before
    assert len(lines_of(curator, job.result["dead_letter_file_id"])) == 1
    assert job.result["undo_file_id"] is None


def test_another_tenants_graph_stays(curator: "Principal", other_tenant: "Tenant") -> None:
    put(other_tenant.pk, GRAPH)
    try:
        transformed(curator)
        assert hash_of(held(other_tenant.pk)) == hash_of(GRAPH)
    finally:
        empty(other_tenant.pk)


def test_nothing_to_change_leaves_no_file(curator: "Principal", tenant: "Tenant") -> None:
    steps = [{"step": "drop_property", "label": "Person", "properties": ["nothing"]}]
    job = transformed(curator, steps=steps)
    assert (job.result["changed"], job.result["undo_file_id"]) == (0, None)
    assert files(tenant) == 0


def test_what_was_changed_since_is_not_undone_but_told(curator: "Principal", tenant: "Tenant") -> None:
    file_id = transformed(curator).result["undo_file_id"]
    change("MATCH (n {tenant_id: $tenant, orig_id: 'p1'}) SET n.age = 99", tenant=str(tenant.pk))
    change("MATCH (n {tenant_id: $tenant, orig_id: 'p7'}) DETACH DELETE n", tenant=str(tenant.pk))
    now = hash_of(held(tenant.pk))
    refused = undone(curator, file_id, strict=True)
    assert error_of(refused) == ("failed", "transform_rejected")
    assert hash_of(held(tenant.pk)) == now
    job = undone(curator, file_id)
    assert (job.execution.status, job.result["updated"], job.result["rejected"]) == ("succeeded", 7, 2)
    letters = lines_of(curator, job.result["dead_letter_file_id"])
    assert sorted((each["record"]["id"], each["reason"]) for each in letters) == [
        ("p1", "it has been changed since"),
        ("p7", "it is not there any more"),
    ]


def test_a_transform_that_is_cancelled_leaves_whole_batches_and_can_be_undone(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.etl.transforms import changes, loading
    from jobs.engine import runner
    from jobs.models import Execution
    from jobs.services import execution_cancel
    from tenants.context import tenant_scope
    from tests.graph.etl.running import job_of, started, walked

    before, leases = hash_of(held(tenant.pk)), list[Any]()
    apply, holding = loading.apply_batch, runner.heartbeat.holding
    job_id = started(curator, "etl.transform", steps=STEPS)

    def hold(lease: Any) -> Any:
        leases.append(lease)
        return holding(lease)

    def apply_and_cancel(*given: Any, **named: Any) -> Any:
        applied = apply(*given, **named)
        with tenant_scope(tenant.pk):
            execution_cancel(execution=Execution.objects.get(pk=job_id))
        assert leases[-1].cancelled.wait(10)
        return applied

    monkeypatch.setattr(changes, "BATCH_ROWS", 3)
    monkeypatch.setattr(runner.heartbeat, "holding", hold)
    with monkeypatch.context() as patched:
        patched.setattr(loading, "apply_batch", apply_and_cancel)
        assert walked(job_id).status == "cancelled"
    result = job_of(job_id).result
    assert (result["changed"], result["complete"]) == (3, False)
    job = undone(curator, result["undo_file_id"])
    assert (job.result["updated"], job.result["rejected"]) == (3, 0)
    assert hash_of(held(tenant.pk)) == before


def test_who_reads_the_files_of_a_transform_may_write(curator: "Principal", tenant: "Tenant") -> None:
    from graph.files.models import GraphFile
    from security.scopes import Scope
    from tenants.context import tenant_scope

    transformed(curator)
    with tenant_scope(tenant.pk):
        found = set(GraphFile.objects.values_list("kind", "scope"))
    assert found == {("undo", Scope.GRAPH_WRITE.value), ("dead_letter", Scope.GRAPH_WRITE.value)}
