"""The schema that is read from the live graph."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.core.cache import cache

from graph import client
from graph.schema import GraphSchema, LabelSet, Triple, describe, invalidate, read_schema, schema_of
from graph.schema import cache as schema_cache
from tenants.ids import new_id
from tests.graph.conftest import LoadedSample
from tests.processes import wait_until


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


def test_bounds_examples_and_properties_of_relationships(demo: LoadedSample) -> None:
    file, task = demo.schema.label("File"), demo.schema.label("Task")
    works_at = demo.schema.relationship("WORKS_AT")
    assert file and task and works_at
    size, start, tags, task_id = (
        file.property("size"),
        task.property("start"),
        task.property("tags"),
        task.property("task_id"),
    )
    assert size and start and tags and task_id
    sizes = [node.properties["size"] for node in demo.sample.labelled("File")]
    assert (size.minimum, size.maximum, size.distinct) == (min(sizes), max(sizes), len(set(sizes)))
    assert str(start.minimum) < str(start.maximum) and not start.iso_text
    assert tags.examples and task_id.distinct == task.count
    assert {each.name: each.type for each in works_at.properties} == {
        "since": "integer",
        "role": "text",
        "department": "text",
    }


def test_degrees_are_those_of_the_label(demo: LoadedSample) -> None:
    runs = sum(1 for r in demo.sample.relationships if r.type == "RUNS")
    users, tasks = (len(list(demo.sample.labelled(label))) for label in ("User", "Task"))
    fan_out = demo.schema.fan_out
    assert fan_out("User", "RUNS", "out") == pytest.approx(runs / users)
    assert fan_out("Task", "RUNS", "in") == pytest.approx(runs / tasks)
    assert fan_out("Task", "RUNS", "out") == 0
    assert fan_out("User", "RUNS", "both") == fan_out("User", "RUNS", "out")
    assert fan_out(None, None, "both") == pytest.approx(
        2 * len(demo.sample.relationships) / len(demo.sample.nodes)
    )
    assert fan_out("Unicorn", "RUNS", "out") == 0


ODD = [
    {"when": "2024-05-01", "mixed": 1, "score": 1, "open": True, "long": "A" * 500, "some": ["x", "y"]},
    {"when": "2025-06-01T10:00:00Z", "mixed": "one", "score": 2.5, "open": False, "some": ["x"]},
    {"when": "2023-01-31 08:00:00", "score": 2},
]


def test_what_users_bring_is_typed_as_it_is(graph_server: object) -> None:
    tenant_id = str(new_id())
    rows = [{**row, "tenant_id": tenant_id, "orig_id": str(i)} for i, row in enumerate(ODD)]
    text = "UNWIND $rows AS row CREATE (n:`Odd Thing`) SET n = row"
    client.write(lambda tx: tx.run(text, rows=rows).consume())
    try:
        schema = read_schema(UUID(tenant_id))
    finally:
        client.write(lambda tx: tx.run("MATCH (n {tenant_id: $id}) DELETE n", id=tenant_id).consume())
    odd = schema.label("Odd Thing")
    assert odd is not None
    found = {each.name: each for each in odd.properties}
    assert {name: each.type for name, each in found.items()} == {
        "when": "datetime",
        "mixed": "mixed",
        "score": "float",
        "open": "boolean",
        "long": "text",
        "some": "list",
    }
    assert found["when"].iso_text
    assert (found["when"].minimum, found["when"].maximum) == ("2023-01-31 08:00:00", "2025-06-01T10:00:00Z")
    assert (found["score"].minimum, found["score"].maximum, found["score"].distinct) == (1, 2.5, 3)
    assert found["long"].values == () and found["long"].coverage == pytest.approx(0.3333)
    assert found["some"].examples == ("x", "y")
    assert {name: each.longest for name, each in found.items() if each.longest} == {
        "when": 20, "mixed": 3, "long": 500, "some": 2,
    }  # fmt: skip


def test_what_no_query_can_name_is_left_out_and_said(graph_server: object) -> None:
    tenant_id = new_id()
    odd = "CREATE (a:`Odd Thing`:`\ufeffOdd` {tenant_id: $id, orig_id: '1', `\ufeffname`: 'x', size: 1}) "
    odd += "CREATE (b:`Odd Thing` {tenant_id: $id, orig_id: '2', size: 2})-[:`a\tb`]->(a) "
    odd += "CREATE (b)-[:KNOWS]->(a)"
    client.write(lambda tx: tx.run(odd, id=str(tenant_id)).consume())
    try:
        schema = read_schema(tenant_id)
    finally:
        client.write(
            lambda tx: tx.run("MATCH (n {tenant_id: $id}) DETACH DELETE n", id=str(tenant_id)).consume()
        )
    [label] = schema.labels
    assert (label.name, label.count, [each.name for each in label.properties]) == ("Odd Thing", 2, ["size"])
    assert schema.label_sets == (LabelSet(frozenset({"Odd Thing"}), 2),)
    assert schema.relationship_counts == {"KNOWS": 1}
    assert schema.triples == (Triple("Odd Thing", "KNOWS", "Odd Thing", 1),)
    assert schema.unnameable == ("a\tb", "\ufeffOdd", "\ufeffname")
    # All that can be named is known, so that a misspelt name is refused as ever.
    assert schema.notices == ()
    [notice] = describe(schema)["notices"]
    assert "'\\ufeffname'" in notice
    assert GraphSchema.from_json(schema.as_json()) == schema


def test_a_large_graph_is_looked_at_in_part_and_says_so(
    demo: LoadedSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.schema.reader.SCANNED_NODES", 10)
    monkeypatch.setattr("graph.schema.reader.SCANNED_OF_LABEL_SET", 5)
    part = read_schema(demo.tenant_id)
    assert part.notices and not demo.schema.notices
    assert part.label_sets == demo.schema.label_sets and part.triples == demo.schema.triples
    names = [[(p.name, p.type) for p in label.properties] for label in part.labels]
    assert names == [[(p.name, p.type) for p in label.properties] for label in demo.schema.labels]
    assert all(p.coverage <= 1 for label in part.labels for p in label.properties)


@pytest.mark.parametrize(
    ("limit", "notice"),
    [
        ("MAX_LABEL_SETS", "Only the first 2 label sets were read."),
        ("MAX_TRIPLES", "Only the first 2 ways in which relationships connect label sets were read."),
        ("MAX_OBSERVED", "Only the first 2 properties of label sets and types were read."),
    ],
)
def test_a_schema_that_is_cut_says_so(
    demo: LoadedSample, monkeypatch: pytest.MonkeyPatch, limit: str, notice: str
) -> None:
    monkeypatch.setattr(f"graph.schema.reader.{limit}", 2)
    part = read_schema(demo.tenant_id)
    assert notice in part.notices
    if limit == "MAX_LABEL_SETS":
        counts = sorted(each.count for each in demo.schema.label_sets)
        assert sorted(each.count for each in part.label_sets) == counts[-2:]


def test_the_description_says_what_connects_what(demo: LoadedSample) -> None:
    found = describe(demo.schema)
    runs = next(each for each in found["relationship_types"] if each["type"] == "RUNS")
    assert {"start": "User", "end": "Task", "count": runs["count"]} in runs["connects"]
    assert found["version"] == demo.schema.version
    assert json.loads(json.dumps(found)) == found


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


class Readings:
    """Counts the readings of the graph, and lets them wait."""

    def __init__(self) -> None:
        self.count = 0
        self.may_end = threading.Event()

    def __call__(self, tenant_id: UUID) -> GraphSchema:
        self.count += 1
        self.may_end.wait(5)
        return GraphSchema(relationship_counts={"READ": self.count})


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    """What stands in for the graph, since it has to be slow."""
    found = Readings()
    monkeypatch.setattr(schema_cache, "read_schema", found)
    return found


def test_many_who_ask_at_once_cause_one_reading(readings: Readings) -> None:
    tenant_id = new_id()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(schema_of, tenant_id) for _ in range(8)]
        readings.may_end.set()
        found = [each.result() for each in asked]
    assert readings.count == 1
    assert {each.version for each in found} == {found[0].version}
    assert schema_of(tenant_id) is schema_of(tenant_id)


def test_an_old_schema_stands_in_while_it_is_read_anew(
    readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant_id = new_id()
    readings.may_end.set()
    old = schema_of(tenant_id)
    readings.may_end.clear()
    monkeypatch.setattr(schema_cache, "TTL_SECONDS", 0)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(schema_of, tenant_id)
        wait_until(lambda: readings.count == 2, what="the second reading")
        assert schema_of(tenant_id) is old
        readings.may_end.set()
        assert first.result() != old


def test_what_was_read_before_a_write_is_not_given_out_after_it(readings: Readings) -> None:
    tenant_id = new_id()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(schema_of, tenant_id)
        wait_until(lambda: readings.count == 1, what="the first reading")
        invalidate(tenant_id)
        readings.may_end.set()
        before = first.result()
    assert schema_of(tenant_id) != before
    assert readings.count == 2
