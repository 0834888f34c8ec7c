"""The schema that is read from the live graph."""

from django.core.cache import cache

from graph import client
from graph.schema import GraphSchema, Triple, invalidate, read_schema, schema_of
from tenants.ids import new_id
from tests.graph.conftest import LoadedSample


def test_labels_and_label_sets_are_counted(demo: LoadedSample) -> None:
    blast = demo.schema.label("Blast")
    assert blast is not None and blast.count == len(list(demo.sample.labelled("Blast")))
    assert demo.schema.together(frozenset({"Blast", "Task"}))
    assert not demo.schema.together(frozenset({"Blast", "Bold"}))


def test_triples_have_their_real_direction(demo: LoadedSample) -> None:
    runs = sum(1 for r in demo.sample.relationships if r.type == "RUNS")
    assert Triple("User", "RUNS", "Task", runs) in demo.schema.triples
    assert not any(t.start == "Task" and t.type == "RUNS" for t in demo.schema.triples)


def test_properties_have_types_coverage_and_few_values(demo: LoadedSample) -> None:
    task = demo.schema.label("Task")
    assert task is not None
    types = {each.name: each.type for each in task.properties}
    assert types == {"task_id": "text", "status": "text", "start": "datetime", "tags": "list"}
    status, task_id = task.property("status"), task.property("task_id")
    assert status is not None and task_id is not None
    assert "Failed" in status.values and status.coverage == 1.0
    assert task_id.values == ()


def test_markers_and_reserved_properties_are_hidden(demo: LoadedSample) -> None:
    assert demo.schema.label("_Marker") is None
    names = {each.name for info in demo.schema.labels for each in info.properties}
    assert not names & {"tenant_id", "orig_id"}


def test_a_tenant_without_nodes_has_an_empty_schema(graph_server: object) -> None:
    assert read_schema(new_id()) == GraphSchema()


def test_the_version_changes_with_the_graph_only(demo: LoadedSample) -> None:
    again = read_schema(demo.tenant_id)
    assert again.version == demo.schema.version
    assert GraphSchema.from_json(again.as_json()) == again
    assert GraphSchema().version != again.version


def test_the_cache_answers_until_it_is_invalidated(graph_server: object) -> None:
    cache.clear()
    tenant_id = new_id()
    assert schema_of(tenant_id).labels == ()
    key = {"tenant_id": str(tenant_id), "orig_id": "1"}
    client.write(lambda tx: tx.run("CREATE (n:TestThing) SET n = $key", key=key).consume())
    try:
        assert schema_of(tenant_id).labels == ()
        invalidate(tenant_id)
        assert [each.name for each in schema_of(tenant_id).labels] == ["TestThing"]
    finally:
        client.write(lambda tx: tx.run("MATCH (n {tenant_id: $tenant_id}) DELETE n", key).consume())
