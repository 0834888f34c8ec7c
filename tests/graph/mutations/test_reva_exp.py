from typing import Any
import pytest
from graph.errors import GraphConflict, GraphQueryFailed
from graph.mutations import bulk, nodes, relationships, bulk_edges
from graph.mutations.selection import Selection
from graph.mutations.errors import SeveralMatch
from platform_project.http.errors import PlatformError
from tests.graph.mutations import graphs
from tests.graph.mutations.conftest import Desk


def person(desk: Desk, orig_id: str) -> None:
    nodes.node_create(author=desk.author(), labels=["Person"], properties={"orig_id": orig_id})


def test_split(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person(desk, "a")
    rows = [{"start_orig_id": "a", "end_orig_id": "a", "type": "T"} for _ in range(3)]
    author = desk.author()
    real, times = bulk.transact, []

    class Died(Exception):
        pass

    def failing(*args: Any, **kw: Any) -> Any:
        times.append(1)
        if len(times) == 1:
            raise GraphConflict("somebody else wrote")
        if len(times) == 5:
            raise Died
        return real(*args, **kw)

    monkeypatch.setattr(bulk, "transact", failing)
    options = bulk.Options(mode="ingest", fail_fast=False)
    with pytest.raises(Died):
        for _ in range(3):
            bulk.bring_edges(author=author, rows=rows, options=options)
    monkeypatch.setattr(bulk, "transact", real)
    done = bulk.bring_edges(author=author, rows=rows, options=options)
    assert (done["created"], desk.count("({tenant_id: $tenant})-[r:T]->()")) == (3, 3)


def test_null_id(desk: Desk) -> None:
    person(desk, "a")
    for _ in range(2):
        made = relationships.relationship_create(author=desk.author(), start="a", end="a", kind="T", properties={"orig_id": None})
        assert made["relationship"]["orig_id"]


@pytest.fixture
def twins(desk: Desk) -> Desk:
    desk.change("CREATE (:Twin {tenant_id: $tenant, orig_id: 't', n: 1})")
    desk.change("CREATE (:Twin {tenant_id: $tenant, orig_id: 't', n: 2})")
    return desk


def test_twins_update(twins: Desk) -> None:
    with pytest.raises(SeveralMatch):
        nodes.node_update(author=twins.author(), selection=Selection("t"), properties={"x": 1})


def test_twins_delete(twins: Desk) -> None:
    with pytest.raises(SeveralMatch):
        nodes.node_delete(author=twins.author(), selection=Selection("t"))
    assert twins.count() == 2


def test_twins_link(twins: Desk) -> None:
    with pytest.raises(PlatformError):
        relationships.relationship_create(author=twins.author(), start="t", end="t", kind="T", properties={})


@pytest.fixture
def namesakes(desk: Desk) -> Desk:
    person(desk, "p")
    nodes.node_create(author=desk.author(), labels=["Place"], properties={"orig_id": "q"})
    desk.change("CREATE (:Person {tenant_id: $tenant, orig_id: 's', n: 1})")
    desk.change("CREATE (:Place {tenant_id: $tenant, orig_id: 's', n: 2})")
    return desk


def test_namesakes_update(namesakes: Desk) -> None:
    with pytest.raises(SeveralMatch):
        nodes.node_update(author=namesakes.author(), selection=Selection("s"), properties={"x": 1})


def test_namesakes_delete(namesakes: Desk) -> None:
    with pytest.raises(SeveralMatch):
        nodes.node_delete(author=namesakes.author(), selection=Selection("s"))


def test_namesakes_bulk(namesakes: Desk) -> None:
    rows = [{"start_orig_id": "s", "end_orig_id": "s", "type": "T"}]
    done = bulk.bring_edges(author=namesakes.author(), rows=rows, options=bulk.Options(mode="ingest"))
    assert done["failed"] == 1, done


def test_dry_ends(desk: Desk) -> None:
    person(desk, "a")
    rows = [{"start_orig_id": "a", "end_orig_id": "new", "type": "T"} for _ in range(3)]
    done = bulk.bring_edges(author=desk.author(), rows=rows, create_endpoints=True, options=bulk.Options(mode="ingest", dry_run=True, batch_size=1))
    assert (done["created"], done["endpoints_created"]) == (3, 1)


def test_dry_missing(desk: Desk) -> None:
    person(desk, "a")
    rows = [{"start_orig_id": "a", "end_orig_id": "new", "type": "T"} for _ in range(3)]
    done = bulk.bring_edges(author=desk.author(), rows=rows, options=bulk.Options(mode="ingest", fail_fast=False, batch_size=1))
    assert done["missing_endpoints"] == 1


def test_labels_ddl(desk: Desk) -> None:
    from graph.mutations.identity import labels_with_identity
    person(desk, "a")
    rows = [{"start_orig_id": "a", "end_orig_id": "a", "type": "T", "start_labels": ["NeverMadeLabel"]}]
    bulk.bring_edges(author=desk.author(), rows=rows, options=bulk.Options(mode="ingest"))
    assert "NeverMadeLabel" not in labels_with_identity()


def test_gone_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person(desk, "a"), person(desk, "b")
    real = bulk_edges.Ends
    class Ends(real):  # type: ignore
        def __init__(self, *a: Any, **k: Any) -> None:
            super().__init__(*a, **k)
            desk.change("MATCH (n {tenant_id: $tenant, orig_id: 'b'}) DETACH DELETE n")
    monkeypatch.setattr(bulk, "Ends", Ends)
    rows = [{"start_orig_id": "a", "end_orig_id": "b", "type": "T"}]
    done = bulk.bring_edges(author=desk.author(), rows=rows, options=bulk.Options(mode="ingest", fail_fast=False))
    print(done)
    assert done["created"] == desk.count("({tenant_id: $tenant})-[r:T]->()")

def test_gone_between(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person(desk, "a"), person(desk, "b")
    real = relationships._between
    def between(*a: Any) -> Any:
        found = real(*a)
        desk.change("MATCH (n {tenant_id: $tenant, orig_id: 'b'}) DETACH DELETE n")
        return found
    monkeypatch.setattr(relationships, "_between", between)
    with pytest.raises(PlatformError):
        relationships.relationship_create(author=desk.author(), start="a", end="b", kind="T", properties={})
