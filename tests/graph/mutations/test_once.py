"""What a tool changes is changed once, whoever delivers it again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from graph.errors import GraphConflict
from graph.mutations import bulk, bulk_edges, identity, nodes, relationships
from graph.mutations.carrying_out import KEYS
from graph.mutations.errors import AlreadyThere, ChangedMeanwhile, EndMissing, NodeNotFound
from graph.mutations.once import Marker, apply_once
from graph.mutations.selection import Selection
from platform_project.operations.cleaners import graph_markers
from tests.graph.mutations import graphs
from tests.graph.mutations.conftest import Desk

BEN = Selection("ben")


def make(desk: Desk, orig_id: str = "ben", **properties: Any) -> dict[str, Any]:
    given = {"orig_id": orig_id, **properties}
    made: dict[str, Any] = nodes.node_create(author=desk.author(), labels=["Person"], properties=given)
    return made["node"]


@pytest.mark.parametrize("action", ["create", "update", "delete", "link"])
def test_delivered_again_it_answers_the_same_and_does_nothing(desk: Desk, action: str) -> None:
    make(desk, "ann")
    if action != "create":
        make(desk, visits=1)
    author = desk.author()
    calls: dict[str, Callable[[], dict[str, Any]]] = {
        "create": lambda: nodes.node_create(author=author, labels=["Person"], properties={"orig_id": "ben"}),
        "update": lambda: nodes.node_update(author=author, selection=BEN, properties={"visits": 2}),
        "delete": lambda: nodes.node_delete(author=author, selection=BEN),
        "link": lambda: relationships.relationship_create(
            author=author, start="ann", end="ben", kind="KNOWS", properties={}
        ),
    }
    first = calls[action]()
    # Were it done again, it would fail, or undo this.
    undone = {
        "create": "MATCH (n:Person {tenant_id: $tenant, orig_id: 'ben'}) DETACH DELETE n",
        "update": "MATCH (n:Person {tenant_id: $tenant, orig_id: 'ben'}) SET n.visits = 7",
        "delete": "CREATE (n:Person {tenant_id: $tenant, orig_id: 'ben'})",
        "link": "MATCH (:Person {tenant_id: $tenant})-[r:KNOWS]->(:Person {tenant_id: $tenant}) DELETE r",
    }
    desk.change(undone[action])
    before = desk.rows("MATCH (n {tenant_id: $tenant}) RETURN n ORDER BY n.orig_id")
    assert calls[action]() == first
    assert desk.rows("MATCH (n {tenant_id: $tenant}) RETURN n ORDER BY n.orig_id") == before
    assert desk.count("(:Person {tenant_id: $tenant})-[:KNOWS]->()") == 0


def test_of_two_deliveries_at_the_same_time_one_does_it(desk: Desk) -> None:
    author = desk.author()

    def create(_: int) -> dict[str, Any]:
        return nodes.node_create(author=author, labels=["Person"], properties={"name": "Ben"})

    with ThreadPoolExecutor(3) as several:
        done = list(several.map(create, range(3)))
    assert done[0] == done[1] == done[2]
    assert (desk.count(), len(graphs.markers(desk.tenant.pk))) == (1, 1)


def test_who_meets_what_another_delivery_has_just_made_answers_as_that_did(desk: Desk) -> None:
    marker = Marker(desk.tenant.pk, f"{KEYS}meets")

    def work(transaction: Any) -> dict[str, Any]:
        apply_once(marker, lambda other: {"made": "by the other"})
        raise AlreadyThere

    applied = apply_once(marker, work)
    assert (applied.before, applied.result) == (True, {"made": "by the other"})


def test_of_two_who_make_the_same_node_one_is_told_that_it_is_there(desk: Desk) -> None:
    make(desk, "other")  # so that the label has its constraint

    def create(_: int) -> str:
        try:
            return str(make(desk, "ben")["orig_id"])
        except AlreadyThere:
            return "there"

    with ThreadPoolExecutor(3) as several:
        assert sorted(several.map(create, range(3))) == ["ben", "there", "there"]


def test_of_two_who_expect_the_same_one_changes_it(desk: Desk) -> None:
    version = make(desk, visits=1)["version"]

    def update(number: int) -> str:
        try:
            nodes.node_update(
                author=desk.author(), selection=BEN, properties={"visits": number}, version=version
            )
        except ChangedMeanwhile:
            return "too late"
        return "changed"

    with ThreadPoolExecutor(3) as several:
        assert sorted(several.map(update, range(10, 13))) == ["changed", "too late", "too late"]


@pytest.mark.parametrize("own", ["", "{orig_id: 'k'}"], ids=["without an id", "with an id"])
def test_of_two_who_expect_the_same_of_a_relationship_one_changes_it(desk: Desk, own: str) -> None:
    make(desk)
    desk.change(
        "MATCH (n:Person {tenant_id: $tenant, orig_id: 'ben'}) "
        f"CREATE (n)-[r:KNOWS {own}]->(n) SET r.times = 1"
    )

    def update(number: int) -> str:
        try:
            relationships.relationship_update(
                author=desk.author(), start="ben", end="ben", kind="KNOWS", properties={"times": number},
                expected={"times": 1},
            )  # fmt: skip
        except ChangedMeanwhile:
            return "too late"
        return "changed"

    with ThreadPoolExecutor(3) as several:
        assert sorted(several.map(update, range(10, 13))) == ["changed", "too late", "too late"]
    [[found]] = desk.rows("MATCH (:Person {tenant_id: $tenant})-[r:KNOWS]->() RETURN keys(r)")
    assert set(found) == {"times", "updated_at", "updated_by"} | ({"orig_id"} if own else set())


def test_nothing_hangs_on_a_node_that_goes_meanwhile(desk: Desk) -> None:
    for number in range(4):
        make(desk, f"a{number}")
        make(desk, f"b{number}")

    def link(number: int) -> object:
        return relationships.relationship_create(
            author=desk.author(), start=f"a{number}", end=f"b{number}", kind="KNOWS", properties={}
        )

    def delete(number: int) -> object:
        return nodes.node_delete(author=desk.author(), selection=Selection(f"b{number}"))

    with ThreadPoolExecutor(4) as several:
        waiting = [several.submit(each, number) for number in range(4) for each in (link, delete)]
        for each in waiting:
            each.exception()
    assert desk.count("(a:Person {tenant_id: $tenant})") == 4
    assert desk.count("(a:Person {tenant_id: $tenant})-[r]-()") == 0


def test_what_was_refused_leaves_no_marker(desk: Desk) -> None:
    author = desk.author()
    with pytest.raises(NodeNotFound):
        nodes.node_update(author=author, selection=BEN, properties={"x": 1})
    assert graphs.markers(desk.tenant.pk) == []
    make(desk)
    assert nodes.node_update(author=author, selection=BEN, properties={"x": 1})["updated"] is True


def test_markers_are_no_nodes_and_go_when_nothing_can_be_delivered_again(desk: Desk, settings: Any) -> None:
    author = desk.author()
    nodes.node_create(author=author, labels=["Person"], properties={})
    assert graphs.markers(desk.tenant.pk) == [f"{KEYS}{author.invocation_id}"]
    assert desk.count() == 1
    graph_markers.clean(1_000)
    assert len(graphs.markers(desk.tenant.pk)) == 1
    settings.RETENTION_EXECUTIONS = timedelta(0)
    while graph_markers.clean(1_000) == 1_000:
        pass
    assert (graphs.markers(desk.tenant.pk), desk.count()) == ([], 1)


def test_a_call_that_died_goes_on_behind_its_last_batch(desk: Desk) -> None:
    rows = [{"orig_id": f"n{each}", "labels": ["Person"], "props": {}} for each in range(10)]
    author = desk.author()
    batches = 0

    class Died(Exception):
        pass

    def check() -> None:
        nonlocal batches
        batches += 1
        if batches == 6:  # two checks a batch
            raise Died

    options = bulk.Options(mode="ingest", batch_size=2, fail_fast=False, check=check)
    with pytest.raises(Died):
        bulk.bring_nodes(author=author, rows=rows, options=options)
    assert desk.count() == 4
    desk.change("MATCH (n:Person {tenant_id: $tenant, orig_id: 'n0'}) DETACH DELETE n")
    done = bulk.bring_nodes(author=author, rows=rows, options=options)
    # What was brought before counts, and is not brought again.
    assert (done["created"], done["failed"], desk.count()) == (10, 0, 9)


def test_rows_of_a_refused_batch_are_not_brought_again_by_whoever_takes_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(desk)
    rows = [{"start_orig_id": "ben", "end_orig_id": "ben", "type": "LIKES"} for _ in range(3)]
    author, options = desk.author(), bulk.Options(mode="ingest", fail_fast=False)
    transact, calls = bulk.transact, 0

    class Died(Exception):
        pass

    def refused_once(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise GraphConflict("Somebody else has written, too.")
        if calls == 5:  # that of the batch, that it was refused, two rows
            raise Died
        return transact(*args, **more)

    monkeypatch.setattr(bulk, "transact", refused_once)
    with pytest.raises(Died):
        bulk.bring_edges(author=author, rows=rows, options=options)
    assert desk.count("(:Person {tenant_id: $tenant})-[:LIKES]->()") == 2
    done = bulk.bring_edges(author=author, rows=rows, options=options)
    assert (done["created"], done["failed"]) == (3, 0)
    assert desk.count("(:Person {tenant_id: $tenant})-[:LIKES]->()") == 3


def test_what_goes_between_the_look_and_the_write_is_not_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        desk.change("MATCH (n {tenant_id: $tenant, orig_id: 'ben'}) DETACH DELETE n")

    class Ends(bulk_edges.Ends):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            gone()

    find_all = identity.TenantGraph.find_all

    def find_then_gone(*args: Any, **more: Any) -> Any:
        found = find_all(*args, **more)
        gone()
        return found

    make(desk, "ann")
    make(desk)
    options = bulk.Options(mode="upsert", fail_fast=False)
    with monkeypatch.context() as patched:
        patched.setattr(bulk, "Ends", Ends)
        rows = [{"start_orig_id": "ann", "end_orig_id": end, "type": "LIKES"} for end in ("ann", "ben")]
        done = bulk.bring_edges(author=desk.author(), rows=rows, options=options)
        assert (done["created"], done["failed"], done["errors"][0]["code"]) == (1, 1, "conflict")
    make(desk)
    with monkeypatch.context() as patched:
        patched.setattr(identity.TenantGraph, "find_all", find_then_gone)
        row = {"orig_id": "ben", "labels": ["Person"], "props": {"x": 1}}
        done = bulk.bring_nodes(author=desk.author(), rows=[row], options=options)
        assert (done["updated"], done["failed"], done["errors"][0]["code"]) == (0, 1, "conflict")
    make(desk)
    with monkeypatch.context() as patched:
        patched.setattr(identity.TenantGraph, "find_all", find_then_gone)
        with pytest.raises(NodeNotFound):
            nodes.node_create(
                author=desk.author(), labels=["Person"], properties={"orig_id": "ben"}, on_exists="merge"
            )
    make(desk)
    with monkeypatch.context() as patched:
        between = relationships._between

        def between_then_gone(*args: Any) -> Any:
            found = between(*args)
            gone()
            return found

        patched.setattr(relationships, "_between", between_then_gone)
        with pytest.raises(EndMissing):
            relationships.relationship_create(
                author=desk.author(), start="ann", end="ben", kind="LIKES", properties={}
            )
