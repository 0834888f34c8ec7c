"""What a tool changes is changed once, whoever delivers it again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from graph.mutations import bulk, nodes, relationships
from graph.mutations.carrying_out import KEYS
from graph.mutations.errors import AlreadyThere, ChangedMeanwhile, NodeNotFound
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
