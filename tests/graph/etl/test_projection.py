"""A tenant's graph is streamed whole, and nothing but it."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from graph.etl.records import NodeRecord, Record, RelationshipRecord
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.held import change, empty, held, put

if TYPE_CHECKING:
    from tenants.models import Tenant

HARD: list[Record] = [
    NodeRecord("1", (), {}),
    NodeRecord("é", ("A", "B b"), {"t": "\U0001f600", "n": 2**63 - 1, "f": -0.0, "yes": True}),
    NodeRecord("a b", ("A",), {"l": [1, 2], "nested": [[1, "a"], []], "day": dt.date(2026, 1, 31)}),
    NodeRecord("x", ("A",), {"at": dt.datetime(2026, 1, 31, 10, tzinfo=dt.UTC), "time": dt.time(10, 0)}),
    RelationshipRecord("r1", "KNOWS", "1", "1", {"since": 1}),
    RelationshipRecord("r2", "KNOWS", "1", "é", {}),
    RelationshipRecord("r3", "KNOWS", "1", "é", {}),
    RelationshipRecord(None, "LIKES IT", "é", "a b", {"why": "no reason"}),
]


@pytest.fixture
def filled(tenant: "Tenant", other_tenant: "Tenant") -> Iterator[UUID]:
    """A small graph with everything in it, and another tenant's with the same ids."""
    put(tenant.pk, HARD)
    put(other_tenant.pk, [NodeRecord("1", ("A",), {"not": "mine"}), NodeRecord("é", ("A",), {})])
    change("CREATE (m:_Marker {owner: $tenant, key: 'k'})", tenant=str(tenant.pk))
    yield tenant.pk
    empty(tenant.pk)
    empty(other_tenant.pk)


def many(tenant_id: UUID, nodes: int, *, hub: int = 0) -> None:
    """Numbered nodes in a ring; the first also leads to ``hub`` others."""
    change(
        "UNWIND range(0, $last) AS i CREATE (n:Many {tenant_id: $tenant, orig_id: toString(i), i: i})",
        last=nodes - 1,
        tenant=str(tenant_id),
    )
    for text in (
        "MATCH (a:Many {tenant_id: $tenant}) MATCH (b:Many {tenant_id: $tenant, i: (a.i + 1) % $nodes}) "
        "CREATE (a)-[:NEXT {i: a.i}]->(b)",
        "MATCH (a:Many {tenant_id: $tenant, i: 0}), (b:Many {tenant_id: $tenant}) WHERE b.i < $hub "
        "CREATE (a)-[:SPOKE {i: b.i}]->(b)",
    ):
        change(text, tenant=str(tenant_id), nodes=nodes, hub=hub)


def test_all_that_is_the_tenants_and_nothing_else(filled: UUID) -> None:
    found = held(filled)
    assert hash_of(found) == hash_of(HARD)
    assert {each.orig_id for each in found if isinstance(each, RelationshipRecord)} == {
        "r1", "r2", "r3", None,
    }  # fmt: skip


def test_a_relationship_into_another_tenants_graph_is_nobodys(filled: UUID, other_tenant: "Tenant") -> None:
    change(
        "MATCH (a {tenant_id: $one, orig_id: 'x'}), (b {tenant_id: $other, orig_id: '1'}) "
        "CREATE (a)-[:X]->(b), (b)-[:X]->(a)",
        one=str(filled),
        other=str(other_tenant.pk),
    )
    assert hash_of(held(filled)) == hash_of(HARD)


def test_a_label_some_types_or_no_properties(filled: UUID) -> None:
    from graph.etl.projection import stream_nodes, stream_relationships

    assert {each.orig_id for each in stream_nodes(filled, label="A")} == {"é", "a b", "x"}
    types = [each.type for each in stream_relationships(filled, types=("LIKES IT", "NONE"))]
    assert types == ["LIKES IT"]
    bare = list(stream_relationships(filled, properties=False))
    assert len(bare) == 4
    assert not any(each.properties or each.orig_id for each in bare)


def test_an_empty_graph_has_no_records(tenant: "Tenant") -> None:
    assert held(tenant.pk) == []


@pytest.mark.parametrize(("page", "lists", "relationships", "of_one"), [(7, 3, 2, 4), (50, 7, 5, 100)])
def test_pages_of_any_size_give_the_same(
    tenant: "Tenant", monkeypatch: pytest.MonkeyPatch, page: int, lists: int, relationships: int, of_one: int
) -> None:
    from graph.etl import node_ids, projection

    many(tenant.pk, 40, hub=33)
    whole = held(tenant.pk)
    assert len(whole) == 40 + 40 + 33
    monkeypatch.setattr(projection, "PAGE_NODES", page)
    monkeypatch.setattr(node_ids, "IDS_AT_ONCE", page)
    monkeypatch.setattr(projection, "LIST_NODES", lists)
    monkeypatch.setattr(projection, "LIST_RELATIONSHIPS", relationships)
    monkeypatch.setattr(projection, "PAGE_RELATIONSHIPS", of_one)
    assert hash_of(held(tenant.pk)) == hash_of(whole)
    empty(tenant.pk)


@pytest.mark.parametrize("most", [10, 500, 5_000])
def test_a_page_that_is_too_large_comes_bit_by_bit(
    tenant: "Tenant", monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    from graph.etl import projection

    many(tenant.pk, 40, hub=30)
    whole = held(tenant.pk)
    monkeypatch.setattr(projection, "PAGE_BYTES", most)
    assert hash_of(held(tenant.pk)) == hash_of(whole)
    empty(tenant.pk)


def test_a_query_that_is_too_slow_is_asked_bit_by_bit(
    tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph import client
    from graph.errors import GraphTimeout

    many(tenant.pk, 40)
    whole = held(tenant.pk)
    read = client.read

    def slow(text: str, params: dict[str, Any], **options: Any) -> Any:
        if sum(map(len, params.get("lists", ()))) > 10:
            raise GraphTimeout
        return read(text, params, **options)

    monkeypatch.setattr(client, "read", slow)
    assert hash_of(held(tenant.pk)) == hash_of(whole)
    empty(tenant.pk)


def test_a_graph_among_too_many_others_is_listed_label_by_label(
    filled: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph import client
    from graph.errors import GraphTimeout

    read, asked = client.read, []

    def slow(text: str, *given: Any, **options: Any) -> Any:
        asked.append(text)
        if text.startswith("MATCH (n) "):
            raise GraphTimeout
        return read(text, *given, **options)

    monkeypatch.setattr(client, "read", slow)
    assert hash_of(held(filled)) == hash_of(HARD)
    assert "CALL db.labels()" in asked


def test_what_others_have_written_and_no_file_can_hold_is_as_in_answers(tenant: "Tenant") -> None:
    change(
        "CREATE (:A {tenant_id: $tenant, orig_id: 7, took: duration('P1D'), bad: 0.0 / 0.0}), "
        "(:A {tenant_id: $tenant, name: 'without an id'})",
        tenant=str(tenant.pk),
    )
    assert held(tenant.pk) == [NodeRecord("7", ("A",), {"took": "P1D", "bad": "nan"})]
    empty(tenant.pk)


def test_reading_ends_when_nobody_wants_it_any_more(tenant: "Tenant") -> None:
    from graph.etl.projection import stream_nodes

    class Enough(Exception):
        pass

    def check() -> None:
        raise Enough

    many(tenant.pk, 5)
    with pytest.raises(Enough):
        list(stream_nodes(tenant.pk, check=check))
    empty(tenant.pk)
