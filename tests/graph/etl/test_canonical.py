"""One text for one record, one hash for one graph."""

import datetime as dt
import json
import random

import pytest
from hypothesis import given, settings

from graph.etl.canonical import ContentHash, canonical_json
from graph.etl.records import NodeRecord, Record, RelationshipRecord
from tests.graph.etl.graphs import GRAPHS, hash_of

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


def node(**properties: object) -> NodeRecord:
    return NodeRecord("1", ("A",), dict(properties))  # type: ignore[arg-type]


def edge(orig_id: str | None = None, **properties: object) -> RelationshipRecord:
    return RelationshipRecord(orig_id, "R", "1", "2", dict(properties))  # type: ignore[arg-type]


def test_the_text_of_a_record() -> None:
    record = NodeRecord(
        "é", ("B", "A"), {"b": -0.0, "a": [1, None, "x"], "c": None, "d": dt.date(2026, 1, 31)}
    )
    assert canonical_json(record).decode() == (
        '{"id":"é","labels":["A","B"],"properties":{"a":[1,null,"x"],"b":-0.0,"d":{"$date":"2026-01-31"}}}'
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (node(a=1, b=2), node(b=2, a=1)),
        (node(x=None), node()),
        (node(at=NOON), node(at=NOON.replace(tzinfo=None))),
        (node(at=NOON), node(at=NOON.astimezone(dt.timezone(dt.timedelta(hours=2))))),
        (edge("r1"), edge(None)),
        (NodeRecord("1", ("B", "A"), {}), NodeRecord("1", ("A", "B"), {})),
    ],
)
def test_what_is_the_same_has_the_same_text(one: Record, other: Record) -> None:
    assert canonical_json(one) == canonical_json(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (node(x=1), node(x=1.0)),
        (node(x=1), node(x="1")),
        (node(x=1), node(x=True)),
        (node(x=0.0), node(x=-0.0)),
        (node(x=""), node()),
        (node(x=[]), node()),
        (node(x=[[1], 2]), node(x=[1, [2]])),
        (node(x="2026-01-31"), node(x=dt.date(2026, 1, 31))),
        (node(x="\u00e9"), node(x="e\u0301")),
        (edge(), RelationshipRecord(None, "R", "2", "1", {})),
    ],
)
def test_what_differs_has_another_text(one: Record, other: Record) -> None:
    assert canonical_json(one) != canonical_json(other)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_no_file_can_hold_has_no_text(value: object) -> None:
    with pytest.raises(ValueError):
        canonical_json(node(x=value))


def test_how_often_counts_and_of_which_kind() -> None:
    assert hash_of([edge(), edge()]) != hash_of([edge()])
    assert hash_of([]) != hash_of([node()])


@settings(max_examples=50, deadline=None)
@given(graph=GRAPHS)
def test_the_order_does_not_count_and_hashing_goes_on_anywhere(graph: list[Record]) -> None:
    shuffled = random.Random(1).sample(graph, len(graph))
    found = ContentHash()
    for record in shuffled:
        found.add(record)
        found = ContentHash.from_state(json.loads(json.dumps(found.as_state())))
    assert found.hexdigest() == hash_of(graph)
    assert found.nodes + found.relationships == len(graph)
