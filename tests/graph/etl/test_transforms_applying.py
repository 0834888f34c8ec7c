"""Changes are made in the graph, once, and undone to the same content."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph.etl.records import NodeRecord, RelationshipRecord
from graph.etl.transforms.changes import NodeChange, change_line, head_line, read_changes
from graph.etl.transforms.plan import make_plan
from tests.graph.etl.graphs import PROPERTIES, hash_of
from tests.graph.etl.held import change, empty, held, put

if TYPE_CHECKING:
    from graph.etl.transforms.applying import Missed
    from graph.etl.transforms.loading import Loaded
    from tenants.models import Tenant

AT: dict[str, Any] = {"at": dt.date(1815, 12, 10)}
# Labels of its own: under several constraints, as others have made them, ArcadeDB refuses to change labels.
HUMAN, BOSS, PLACE, PERSON, THING = (
    f"{name}{uuid4().hex[:8]}" for name in ("Human", "Boss", "Place", "Person", "Thing")
)
NODES = [
    NodeRecord("a", (HUMAN,), {"name": "Ada Lovelace", "born": "1815", **AT}),
    NodeRecord("b", (HUMAN, BOSS), {"name": "Bob", "born": 1900, "odd": [1, [2, "x"]]}),
    NodeRecord("c", (PLACE,), {"name": "Rome", "when": dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)}),
    NodeRecord("d", (), {"name": "nameless"}),
]
RELATIONSHIPS = [
    RelationshipRecord(None, "LIVES", "a", "c", {"since": "1"}),
    RelationshipRecord(None, "LIVES", "a", "c", {"since": "2"}),
    RelationshipRecord(None, "LIVES", "a", "c", {"since": "2"}),
    RelationshipRecord("r4", "LIVES", "b", "c", {}),
    RelationshipRecord(None, "KNOWS", "a", "a", {"since": "3"}),
    RelationshipRecord(None, "KNOWS", "d", "b", {"since": "4"}),
]
STEPS: list[dict[str, Any]] = [
    {"step": "split", "label": HUMAN, "property": "name", "separator": " ", "into": ["first", "last"]},
    {"step": "cast", "label": HUMAN, "property": "born", "to": "integer"},
    {"step": "rename_label", "from": HUMAN, "to": PERSON},
    {"step": "relabel", "where": "name = 'nameless'", "add": [THING]},
    {"step": "drop_label", "label": PLACE},
    {"step": "cast", "type": "LIVES", "property": "since", "to": "integer"},
    {"step": "rename_type", "from": "LIVES", "to": "LIVES_IN", "where": "since IS NULL OR since > 1"},
    {"step": "derive", "type": "KNOWS", "property": "well", "value": "since = '3'"},
]


@pytest.fixture
def filled(tenant: "Tenant") -> Iterator[UUID]:
    """A small graph, with everything that makes it hard to say which is meant."""
    put(tenant.pk, [*NODES, *RELATIONSHIPS])
    yield tenant.pk
    empty(tenant.pk)


@pytest.fixture(scope="module")
def empty_tenant() -> UUID:
    """A tenant for many graphs, one after the other."""
    from tests.factories import make_tenant

    return make_tenant().pk


def worked_out(tenant_id: UUID, steps: list[dict[str, Any]]) -> bytes:
    """The file of changes."""
    from graph.etl.transforms.working_out import Refusal, Tally, records_for, work_out

    plan = make_plan(steps)
    outcomes = list(work_out(plan, records_for(plan, tenant_id=tenant_id), Tally.of(plan)))
    assert not [each for each in outcomes if isinstance(each, Refusal)]
    return head_line(uuid4()) + b"".join(
        change_line(each) for each in outcomes if each is not None and not isinstance(each, Refusal)
    )


def load(
    tenant_id: UUID, file: bytes, *, key: str = "", undo: bool = False
) -> tuple["Loaded", list["Missed"]]:
    from graph.etl.transforms.loading import load_changes, undone

    changes = list(read_changes(io.BytesIO(file)))
    missed: list[Missed] = []
    *_, loaded = load_changes(
        undone(lambda: iter(changes)) if undo else changes,
        tenant_id=tenant_id,
        key=key or f"test:{uuid4()}",
        on_missed=missed.append,
    )
    return loaded, missed


def test_changes_are_made_and_undone(filled: UUID) -> None:
    assert hash_of(held(filled)) == hash_of([*NODES, *RELATIONSHIPS])
    file = worked_out(filled, STEPS)
    loaded, missed = load(filled, file)
    assert (loaded.changed, loaded.already, missed) == (len(file.splitlines()) - 1, 0, [])
    assert hash_of(held(filled)) == hash_of(
        [
            NodeRecord("a", (PERSON,), {"first": "Ada", "last": "Lovelace", "born": 1815, **AT}),
            NodeRecord("b", (PERSON, BOSS), {"first": "Bob", "born": 1900, "odd": [1, [2, "x"]]}),
            NodeRecord("c", (), NODES[2].properties),
            NodeRecord("d", (THING,), NODES[3].properties),
            RelationshipRecord(None, "LIVES", "a", "c", {"since": 1}),
            RelationshipRecord(None, "LIVES_IN", "a", "c", {"since": 2}),
            RelationshipRecord(None, "LIVES_IN", "a", "c", {"since": 2}),
            RelationshipRecord("r4", "LIVES_IN", "b", "c", {}),
            RelationshipRecord(None, "KNOWS", "a", "a", {"since": "3", "well": True}),
            RelationshipRecord(None, "KNOWS", "d", "b", {"since": "4", "well": False}),
        ]
    )  # fmt: skip
    undone, missed = load(filled, file, undo=True)
    assert (undone.changed, missed) == (loaded.changed, [])
    assert hash_of(held(filled)) == hash_of([*NODES, *RELATIONSHIPS])


def test_done_again_nothing_is_done_twice(filled: UUID) -> None:
    file = worked_out(filled, [{"step": "derive", "property": "n", "value": "coalesce(n, 0) + 1"}])
    assert load(filled, file, key="test:once")[0].changed == 4
    after = hash_of(held(filled))
    # Its markers say that it was done, although somebody has changed something since.
    change("MATCH (n {tenant_id: $tenant, orig_id: 'c'}) SET n.n = 7", tenant=str(filled))
    assert load(filled, file, key="test:once")[0].changed == 4
    # Without markers, what is there says it.
    loaded, missed = load(filled, file, key="test:again")
    assert (loaded.changed, loaded.already, [each.change.before.orig_id for each in missed]) == (0, 3, ["c"])
    change("MATCH (n {tenant_id: $tenant, orig_id: 'c'}) SET n.n = 1", tenant=str(filled))
    assert hash_of(held(filled)) == after


def test_what_is_not_there_any_more_is_missed(filled: UUID) -> None:
    file = worked_out(filled, STEPS)
    change("MATCH (n {tenant_id: $tenant, orig_id: 'b'}) DETACH DELETE n", tenant=str(filled))
    change("MATCH (a {tenant_id: $tenant, orig_id: 'a'})-[r:KNOWS]->(a) SET r.since = 5", tenant=str(filled))
    _, missed = load(filled, file)
    assert sorted((type(each.change.before).__name__, each.reason) for each in missed) == [
        ("NodeRecord", "it is not there any more"),
        ("RelationshipRecord", "it has been changed since"),
        ("RelationshipRecord", "it is not there any more"),
        ("RelationshipRecord", "it is not there any more"),
    ]


def test_labels_change_under_constraints(tenant: "Tenant") -> None:
    from graph import client

    human, boss, chief, odd = (f"{name}{uuid4().hex[:8]}" for name in ("Human", "Boss", "Chief", "Odd"))
    for label in (human, boss, chief, odd):
        client.define(client.dialect().unique_constraint(label, ("tenant_id", "orig_id")))
    b, d = NodeRecord("b", (boss, human), {"n": 1}), NodeRecord("d", (), {"n": 2})
    edge = RelationshipRecord(None, "KNOWS", "b", "d", {})
    put(tenant.pk, [b, d, edge])
    moves: list[dict[str, Any]] = [
        {"step": "relabel", "where": "id() = 'b'", "add": [chief]},
        {"step": "relabel", "where": "id() = 'b'", "add": [odd], "remove": [human]},
        {"step": "relabel", "where": "id() = 'b'", "remove": [boss, chief, odd]},
        {"step": "relabel", "where": "id() IN ['b', 'd']", "add": [boss, human]},
    ]
    for move in moves:
        loaded, missed = load(tenant.pk, worked_out(tenant.pk, [move]))
        assert (loaded.changed, missed) == (2 if move is moves[-1] else 1, [])
    assert hash_of(held(tenant.pk)) == hash_of([b, replace(d, labels=(boss, human)), edge])
    empty(tenant.pk)


def test_a_worker_that_dies_while_ids_are_held_has_lost_none(filled: UUID) -> None:
    from graph.etl.stored_values import held_ids

    before = hash_of(held(filled))
    file = worked_out(filled, [{"step": "relabel", "where": "id() = 'b'", "add": [THING]}])
    [(moved, _)] = read_changes(io.BytesIO(file))
    assert isinstance(moved, NodeChange)
    change(
        "MATCH (n {tenant_id: $tenant, orig_id: 'b'}) SET n.orig_id = $held",
        tenant=str(filled),
        held=f"{held_ids('test:held')}b",
    )
    loaded, missed = load(filled, file, key="test:held")
    assert (loaded.changed, missed) == (1, [])
    load(filled, file, undo=True)
    assert hash_of(held(filled)) == before


# What fails here is long enough in coming without being made smaller.
@settings(max_examples=5, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    properties=st.lists(PROPERTIES, min_size=4, max_size=4),
    along=st.lists(PROPERTIES, min_size=6, max_size=6),
    names=st.permutations(["Neue Stadt", "Ελλάδα", "a:b"]),
)
def test_whatever_is_changed_is_undone_to_the_same_content(
    empty_tenant: UUID, properties: list[Any], along: list[Any], names: list[str]
) -> None:
    nodes = [replace(each, properties=its) for each, its in zip(NODES, properties, strict=True)]
    edges = [replace(each, properties=its) for each, its in zip(RELATIONSHIPS, along, strict=True)]
    put(empty_tenant, [*nodes, *edges])
    try:
        steps: list[dict[str, Any]] = [
            {"step": "derive", "property": names[0], "value": "join([id(), length(labels())], '-')"},
            {"step": "relabel", "where": "id() <> 'c'", "add": [f"{names[1]}!"], "remove": [BOSS]},
            {
                "step": "drop_property",
                "properties": sorted({name for each in properties for name in each})[:3],
            },
            {"step": "derive", "type": "LIVES", "property": names[2], "value": "type()"},
            {"step": "rename_type", "from": "LIVES", "to": f"{names[0]} to"},
        ]
        steps = [each for each in steps if each.get("properties") != []]
        before = hash_of(held(empty_tenant))
        file = worked_out(empty_tenant, steps)
        assert load(empty_tenant, file)[1] == []
        assert hash_of(held(empty_tenant)) != before
        assert load(empty_tenant, file, undo=True)[1] == []
        assert hash_of(held(empty_tenant)) == before
    finally:
        empty(empty_tenant)


def test_what_the_server_cannot_have_is_refused(filled: UUID) -> None:
    from graph.etl.transforms.working_out import Refusal, Tally, records_for, work_out

    # Here labels and types of relationships share their names.
    plan = make_plan([{"step": "rename_label", "from": PLACE, "to": "LIVES"}])
    tally = Tally.of(plan)
    outcomes = list(work_out(plan, records_for(plan, tenant_id=filled), tally))
    [refusal] = [each for each in outcomes if isinstance(each, Refusal)]
    assert (refusal.record.orig_id, refusal.step) == ("c", 0)
    assert refusal.reason.startswith("the graph server refuses these labels: ")
    assert (tally.changed, tally.rejected, tally.by_step[0]["changed"]) == (0, 1, 0)
