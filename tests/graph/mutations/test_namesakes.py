"""Several nodes of one id, as other ways of writing may leave them: nothing is changed by guessing."""

from collections.abc import Callable
from typing import Any

import pytest

from graph.errors import GraphQueryFailed
from graph.mutations import bulk, identity, nodes, relationships
from graph.mutations.errors import SeveralMatch
from graph.mutations.selection import Selection
from tests.graph.mutations.conftest import Desk

BY_ID = Selection("same")
BY_VALUE = Selection(label="Twin", where={"number": 1})

CALLS: dict[str, Callable[[Desk], Any]] = {
    "read": lambda desk: nodes.node_read(author=desk.author(), orig_id="same", with_edges=False),
    "update": lambda desk: nodes.node_update(author=desk.author(), selection=BY_ID, properties={"x": 1}),
    "delete": lambda desk: nodes.node_delete(author=desk.author(), selection=BY_ID),
    "link": lambda desk: relationships.relationship_create(
        author=desk.author(), start="same", end="same", kind="KNOWS", properties={}
    ),
}


def make_two(desk: Desk, *labels: str) -> None:
    for number, label in enumerate(labels, start=1):
        desk.change(f"CREATE (:{label} {{tenant_id: $tenant, orig_id: 'same', number: {number}}})")


@pytest.fixture
def identified(desk: Desk) -> Desk:
    """Two nodes of one id whose labels have nothing in common, and are each found by the id."""
    for label in ("Person", "Place"):
        nodes.node_create(author=desk.author(), labels=[label], properties={"orig_id": f"other {label}"})
    make_two(desk, "Person", "Place")
    return desk


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_id_of_two_labels_is_not_enough(identified: Desk, call: Callable[[Desk], Any]) -> None:
    before = identified.rows("MATCH (n {tenant_id: $tenant}) RETURN n ORDER BY n.number")
    with pytest.raises(SeveralMatch):
        call(identified)
    assert identified.rows("MATCH (n {tenant_id: $tenant}) RETURN n ORDER BY n.number") == before


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_nor_is_one_that_a_label_without_a_constraint_has_twice(
    desk: Desk, call: Callable[[Desk], Any]
) -> None:
    make_two(desk, "Twin", "Twin")
    with pytest.raises(SeveralMatch):
        call(desk)
    assert desk.count() == 2


def test_nor_a_value_that_leads_to_such_an_id(desk: Desk) -> None:
    make_two(desk, "Twin", "Twin")
    for call in (nodes.node_update, nodes.node_delete):
        more = {"properties": {"x": 1}} if call is nodes.node_update else {}
        with pytest.raises(SeveralMatch):
            call(author=desk.author(), selection=BY_VALUE, **more)
    with pytest.raises(SeveralMatch):
        nodes.node_delete(
            author=desk.author(), selection=Selection(label="Twin", where={"orig_id": "same"}), confirm=True
        )
    assert desk.count() == 2


def test_however_many_labels_there_are_no_statement_looks_under_all_of_them(identified: Desk) -> None:
    graph, texts = identity.reader_of(identified.tenant.pk), list[str]()

    def run(text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        texts.append(text)
        return graph.run(text, params)

    many = ("Person", *(f"Nobody{n}" for n in range(250)), "Place")
    found = identity.TenantGraph(run, graph.tenant_id, many).find_all(["same", "other Place", "none"])
    assert found == {"same": [("Person",), ("Place",)], "other Place": [("Place",)]}
    assert [each.count("MATCH") for each in texts] == [100, 100, 52]


def test_in_bulk_it_is_an_error_of_its_row_unless_a_label_says_which(identified: Desk) -> None:
    options = bulk.Options(mode="upsert", fail_fast=False)
    row = {"start_orig_id": "same", "end_orig_id": "same", "type": "KNOWS"}
    done = bulk.bring_edges(author=identified.author(), rows=[row], options=options)
    assert (done["created"], done["errors"][0]["code"]) == (0, "conflict")
    told = {**row, "start_labels": ["Place"], "end_labels": ["Place"]}
    assert bulk.bring_edges(author=identified.author(), rows=[told], options=options)["created"] == 1
    rows = [{"orig_id": "same", "labels": ["Place"], "props": {"x": 1}}]
    assert bulk.bring_nodes(author=identified.author(), rows=rows, options=options)["updated"] == 1
    assert identified.count("(n:Place {tenant_id: $tenant, x: 1})-[:KNOWS]->(n)") == 1


def test_a_relationship_whose_id_is_null_gets_one(desk: Desk) -> None:
    nodes.node_create(author=desk.author(), labels=["Person"], properties={"orig_id": "ann"})
    for _ in range(2):
        made = relationships.relationship_create(
            author=desk.author(), start="ann", end="ann", kind="KNOWS", properties={"orig_id": None}
        )
        assert made["relationship"]["orig_id"]


def test_what_is_too_much_to_read_is_refused_and_not_cut(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    properties = {"orig_id": "ann", "text": "x" * 500}
    nodes.node_create(author=desk.author(), labels=["Person"], properties=properties)
    monkeypatch.setattr(identity, "READ_BYTES", 400)
    with pytest.raises(GraphQueryFailed):
        nodes.node_read(author=desk.author(), orig_id="ann", with_edges=False)


def test_a_node_without_an_id_is_an_end_like_any_other(desk: Desk) -> None:
    nodes.node_create(author=desk.author(), labels=["Person"], properties={"orig_id": "ann"})
    desk.change(
        "MATCH (n:Person {tenant_id: $tenant, orig_id: 'ann'}) "
        "CREATE (:Person {tenant_id: $tenant})-[:KNOWS]->(n) CREATE (n)-[:KNOWS]->(n)"
    )
    edges = nodes.node_read(author=desk.author(), orig_id="ann", with_edges=True)["edges"]
    assert sorted(str(each["start"]) for each in edges) == ["None", "ann"]
