"""What an import leaves in the graph, in its files and in its result."""

import gzip
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from graph.etl.staging import folder_of
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.running import (
    N,
    R,
    graph_hash,
    graph_of,
    imported,
    jsonl,
    lines_of,
    result_of,
)
from tests.graph.writes.graphs import change

if TYPE_CHECKING:
    from security.principal import Principal
    from tenants.models import Tenant

from tests.graph.etl.running import TOWN, markers


def test_what_is_in_the_file_is_in_the_graph_and_a_second_import_makes_nothing(curator: "Principal") -> None:
    first = imported(curator, TOWN)
    result = result_of(first)
    assert (result["nodes"], result["relationships"]) == (4, 5)
    assert (result["created"], result["updated"], result["rejected"]) == (9, 0, 0)
    assert result["content_hash"] == hash_of(TOWN) == graph_hash(curator.tenant_id)
    assert result["verify"]["ok"]
    assert result["verify"]["labels"] == {"Person": 2, "Town": 1, "Writer": 1}
    assert result["verify"]["types"] == {"KNOWS": 4, "LIVES_IN": 1}
    again = result_of(imported(curator, TOWN))
    assert (again["created"], again["updated"], again["undo_file_id"]) == (0, 0, None)
    assert again["content_hash"] == result["content_hash"]
    assert markers(curator.tenant_id) == 0
    assert not folder_of(first.pk).exists()


def test_merging_adds_and_counts_what_it_changes(curator: "Principal") -> None:
    imported(curator, TOWN)
    more = [
        N("ada", ("Poet",), {"name": "Ada L."}),
        N("new", ("Person",), {}),
        R("r1", "KNOWS", "ada", "bob", {"since": 1841, "well": True}),
        R(None, "LIVES_IN", "new", "rome", {}),
    ]
    result = result_of(imported(curator, more))
    assert (result["nodes"], result["relationships"]) == (2, 2)
    assert (result["created"], result["updated"], result["deleted"]) == (2, 2, 0)
    assert result["verify"]["ok"]
    expected = [
        N("ada", ("Person", "Poet"), {"name": "Ada L.", "born": 1815}),
        *TOWN[1:4],
        N("new", ("Person",), {}),
        R("r1", "KNOWS", "ada", "bob", {"since": 1841, "well": True}),
        *TOWN[5:],
        R(None, "LIVES_IN", "new", "rome", {}),
    ]
    assert graph_hash(curator.tenant_id) == hash_of(expected)


def test_replacing_leaves_the_file_and_nothing_else(curator: "Principal") -> None:
    imported(curator, TOWN)
    other = [
        N("ada", ("Person",), {"name": "Ada"}),
        N("bob", ("Person", "Writer"), {"name": "Bob"}),
        N("zoe", (), {}),
        R("r1", "KNOWS", "ada", "bob", {"since": 1840}),
        R(None, "KNOWS", "zoe", "ada", {}),
    ]
    result = result_of(imported(curator, other, mode="replace"))
    assert graph_hash(curator.tenant_id) == hash_of(other) == result["content_hash"]
    assert (result["created"], result["updated"], result["deleted"]) == (2, 1, 6)
    again = result_of(imported(curator, other, mode="replace"))
    assert (again["created"], again["updated"], again["deleted"]) == (0, 0, 0)


BAD = jsonl(
    {"type": "node", "id": "a", "labels": ["Thing"], "properties": {}, "tenant": "x", "colour": 1},
    "not json",
    {"type": "node", "id": "b", "labels": ["Thing~Odd"], "properties": {}},
    {"type": "relationship", "label": "TO", "start": "a", "end": "nobody"},
    {"type": "relationship", "label": "TO", "start": "a", "end": "b"},
    {"type": "relationship", "label": "TO", "start": "a", "end": "a", "tenant": "x"},
)


def test_what_cannot_be_loaded_is_a_dead_letter_with_its_line(curator: "Principal") -> None:
    result = result_of(imported(curator, BAD))
    assert (result["nodes"], result["relationships"], result["rejected"]) == (1, 1, 4)
    assert result["ignored"] == {"tenant": 2, "colour": 1}
    letters = lines_of(curator.tenant_id, result["dead_letter_file_id"])
    assert [each["line"] for each in letters] == [2, 3, 4, 5]
    assert letters[0]["text"] == "not json"
    assert "refuses these labels" in letters[1]["reason"]
    assert "no node has the id" in letters[2]["reason"]


def test_a_strict_import_of_it_loads_nothing_and_keeps_the_dead_letters(curator: "Principal") -> None:
    job = imported(curator, BAD, strict=True)
    assert (job.execution.status, job.execution.error["code"]) == ("failed", "import_rejected")
    assert graph_of(curator.tenant_id) == []
    assert (job.result["rejected"], job.result["created"], job.result["complete"]) == (4, 0, False)
    assert len(lines_of(curator.tenant_id, job.result["dead_letter_file_id"])) == 4
    assert not folder_of(job.pk).exists()


def test_ends_that_are_not_in_the_file_are_looked_for_in_the_graph(curator: "Principal") -> None:
    imported(curator, TOWN)
    more = jsonl({"type": "relationship", "label": "VISITS", "start": "bare", "end": "rome"})
    result = result_of(imported(curator, more))
    assert (result["nodes"], result["relationships"], result["rejected"]) == (0, 1, 0)
    assert graph_hash(curator.tenant_id) == hash_of([*TOWN, R(None, "VISITS", "bare", "rome", {})])
    job = imported(curator, more, mode="replace")
    assert result_of(job)["rejected"] == 1
    assert graph_of(curator.tenant_id) == []


def test_repeated_nodes_are_one_and_repeated_relationships_without_an_id_are_not(
    curator: "Principal",
) -> None:
    records = [
        N("x", ("A",), {"one": 1, "two": 1}),
        N("x", ("B",), {"two": 2}),
        *[R(None, "TO", "x", "x", {"n": 1})] * 3,
        R("same", "TO", "x", "x", {"a": 1}),
        R("same", "TO", "x", "x", {"b": 2}),
    ]
    result = result_of(imported(curator, records))
    assert (result["nodes"], result["relationships"]) == (1, 4)
    merged = [
        N("x", ("A", "B"), {"one": 1, "two": 2}),
        *[R(None, "TO", "x", "x", {"n": 1})] * 3,
        R(None, "TO", "x", "x", {"a": 1, "b": 2}),
    ]
    assert graph_hash(curator.tenant_id) == hash_of(merged)


def test_relationships_that_nobody_gave_an_id_are_met_again(curator: "Principal") -> None:
    imported(curator, [N("a", ("A",), {}), N("b", (), {})])
    change(
        "MATCH (a:A {tenant_id: $tenant, orig_id: 'a'}) MATCH (b {tenant_id: $tenant, orig_id: 'b'}) "
        "CREATE (a)-[:TO {n: 1}]->(b) CREATE (a)-[:TO {n: 2}]->(b)",
        tenant=str(curator.tenant_id),
    )
    before = graph_of(curator.tenant_id)
    result = result_of(imported(curator, before))
    assert (result["created"], result["updated"]) == (0, 0)
    one = [*before[:2], R(None, "TO", "a", "b", {"n": 2})]
    result = result_of(imported(curator, one, mode="replace"))
    assert graph_hash(curator.tenant_id) == hash_of(one)


def test_a_compressed_file_that_is_read_to_its_end_is_all_of_the_stage_however_it_folds(
    curator: "Principal",
) -> None:
    from jobs.models import Event
    from tenants.context import tenant_scope

    many = jsonl(*({"type": "node", "id": str(uuid4())} for _ in range(50)))
    job = imported(curator, gzip.compress(many), format="jsonl")
    with tenant_scope(curator.tenant_id):
        told = [each.data for each in Event.objects.filter(execution_id=job.pk, name=Event.Name.PROGRESS)]
    read = [each for each in told if each["stage"] == "extract" and "bytes" in each]
    assert [(each["percent"], each["bytes"]) for each in read] == [(25, len(many))]


def test_names_are_mapped_and_left_out(curator: "Principal") -> None:
    mapping: dict[str, Any] = {
        "labels": {"Person": "Human", "Writer": None},
        "types": {"KNOWS": "MET", "LIVES_IN": None},
        "properties": {"born": "birth_year", "since": None},
    }
    result_of(imported(curator, TOWN, mapping=mapping))
    expected = [
        N("ada", ("Human",), {"name": "Ada", "birth_year": 1815}),
        N("bob", ("Human",), {"name": "Bob"}),
        *TOWN[2:4],
        R(None, "MET", "ada", "bob", {}),
        R(None, "MET", "ada", "bob", {}),
        R(None, "MET", "ada", "bob", {"again": True}),
        R(None, "MET", "bare", "bare", {}),
    ]
    assert graph_hash(curator.tenant_id) == hash_of(expected)


def test_another_tenant_has_none_of_it(curator: "Principal", other_tenant: "Tenant") -> None:
    from tests.factories import make_principal

    stranger = make_principal(other_tenant, "data_engineer")
    imported(curator, TOWN)
    imported(stranger, TOWN[:2], mode="replace")
    assert graph_hash(curator.tenant_id) == hash_of(TOWN)
    assert graph_hash(other_tenant.pk) == hash_of(TOWN[:2])
    change("MATCH (n {tenant_id: $tenant}) DETACH DELETE n", tenant=str(other_tenant.pk))


def test_labels_are_added_and_taken_away_under_several_constraints(curator: "Principal") -> None:
    from graph import client

    one, other, more = (f"{name}{uuid4().hex[:8]}" for name in ("One", "Other", "More"))
    for label in (one, other, more):
        client.define(client.dialect().unique_constraint(label, ("tenant_id", "orig_id")))
    before = [N("a", (one, other), {"n": 1}), N("b", (one,), {"n": 2})]
    result_of(imported(curator, before))
    for mode, labels in (("merge", (more, one, other)), ("replace", (other,)), ("replace", (one, other))):
        after = [N("a", labels, {"n": 1}), N("b", (one,), {"n": 2})]
        result = result_of(imported(curator, after, mode=mode))
        assert (result["updated"], result["verify"]["ok"]) == (1, True)
        assert graph_hash(curator.tenant_id) == hash_of(after)
