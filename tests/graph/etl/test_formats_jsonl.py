"""JSONL as people write it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.etl.formats import jsonl
from graph.etl.formats.base import MAX_UNIT_BYTES
from graph.etl.records import MAX_REJECTED_TEXT, NodeRecord, Rejected, RelationshipRecord
from tests.graph.etl.graphs import read, reasons_of, records_of


def lines(*bodies: object) -> bytes:
    return "".join(json.dumps(body) + "\n" for body in bodies).encode()


def relationship(**members: object) -> dict[str, object]:
    return {"type": "relationship", "id": "r", "label": "R", "start": "1", "end": "2", **members}


@pytest.mark.parametrize(
    ("start", "end"), [({"id": "1"}, {"id": "2"}), ("1", "2"), (1, {"id": 2, "labels": ["A"]})]
)
def test_ends_are_ids_or_objects_with_one(start: object, end: object) -> None:
    [item] = read(lines(relationship(start=start, end=end, properties={"n": 1})), "jsonl")
    assert item.record == RelationshipRecord("r", "R", "1", "2", {"n": 1})
    assert item.ignored == ()


def test_an_end_that_is_a_whole_node_is_a_node_too() -> None:
    whole = {"id": "1", "labels": ["A"], "properties": {"n": 1, "tenant_id": "x"}}
    node, made = read(lines(relationship(start=whole)), "jsonl")
    assert node.record == NodeRecord("1", ("A",), {"n": 1})
    assert made.record == RelationshipRecord("r", "R", "1", "2", {})
    assert (node.ignored, node.position.within, made.position.within) == (("properties.tenant_id",), 1, 0)


def test_other_keys_and_reserved_names_are_ignored_and_told() -> None:
    body = {
        "type": "node", "id": 7, "labels": ["B", "A"], "tenant": "x", "z": 1,
        "properties": {"orig_id": "other", "tenant_id": "x", "owner": "me", "none": None},
    }  # fmt: skip
    [item] = read(lines(body), "jsonl")
    assert item.record == NodeRecord("7", ("A", "B"), {"owner": "me"})
    assert item.ignored == ("tenant", "z", "properties.orig_id", "properties.tenant_id")


def test_a_byte_order_mark_and_empty_lines_are_nothing() -> None:
    found = read(b'\xef\xbb\xbf{"type":"node","id":1}\r\n\n  \n{"type":"node","id":2}', "jsonl")
    assert [(item.line, item.position.line) for item in found] == [(1, 1), (4, 4)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[1]", "no JSON object"),
        (b'{"type":"node"', "no JSON: Expecting"),
        (b'{"type":"edge","id":1}', 'neither "node" nor "relationship"'),
        (b'{"type":"node"}', "an id is"),
        (b'{"type":"node","id":true}', "an id is"),
        (b'{"type":"node","id":"a\\u0000"}', "an id is"),
        (b'{"type":"node","id":1,"labels":[1]}', "labels are a list of texts"),
        (b'{"type":"node","id":1,"labels":["a`b"]}', "no name for a label"),
        (b'{"type":"node","id":1,"labels":["_Marker"]}', "the platform's own"),
        (b'{"type":"node","id":1,"properties":[]}', "properties are an object"),
        (b'{"type":"node","id":1,"properties":{"x":{"y":1}}}', "x: an object is no value"),
        (b'{"type":"node","id":1,"properties":{"x":NaN}}', "NaN is no number"),
        (b'{"type":"node","id":1,"properties":{"x":1e999}}', "x: a number is not finite"),
        (b'{"type":"node","id":1,"properties":{"x":9223372036854775808}}', "x: a whole number does not fit"),
        (b'{"type":"node","id":1,"properties":{"x":18446744073709551616}}', "x: a whole number does not fit"),
        (b'{"type":"node","id":1,"properties":{"x":[[-9223372036854775809]]}}', "whole number does not fit"),
        (b'{"type":"node","id":1,"properties":{"x":' + b"9" * 5_000 + b"}}", "too long"),
        (b'{"type":"node","id":1,"properties":{"x":"\\ud800"}}', "x: a text holds half a character"),
        (b'{"type":"node","id":1,"properties":{"x":' + b"[" * 9 + b"]" * 9 + b"}}", "more than 8 deep"),
        (b'{"type":"node","id":1,"properties":{"x":' + b"[" * 99_999 + b"}}", "nested too deep"),
        (b'{"type":"node","id":1,"properties":{"x":{"$date":"31.1.2026"}}}', "no date as ISO 8601"),
        (b'{"type":"node","id":1,"properties":{"x":{"$time":"10:00:00.1234567"}}}', "more precise"),
        (b'{"type":"node","id":1,"properties":{"x":{"$datetime":"0001-01-01T00:00:00+01:00"}}}', "outside"),
        (b'{"type":"relationship","start":1,"end":2}', "has no type"),
        (b'{"type":"relationship","label":"R","start":1}', "start and end: an id is"),
        (b'{"type":"node","id":"\xff"}', "no UTF-8 at byte 22"),
        (b'{"type":"node","id":1}' + b" " * MAX_UNIT_BYTES, "a line may have"),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_and_costs_no_other(line: bytes, reason: str) -> None:
    good = b'{"type":"node","id":"good"}\n'
    before, bad, after = read(good + line + b"\n" + good, "jsonl")
    assert records_of([before, after]) == [NodeRecord("good", (), {})] * 2
    assert isinstance(bad.record, Rejected)
    assert (bad.record.line, bad.line, after.line) == (2, 2, 3)
    assert reason in bad.record.reason
    assert len(bad.record.text) <= MAX_REJECTED_TEXT


def test_as_many_labels_and_properties_as_are_allowed() -> None:
    labels = {"type": "node", "id": 1, "labels": [f"L{n}" for n in range(33)]}
    properties = {"type": "node", "id": 1, "properties": {f"p{n}": n for n in range(1_001)}}
    found = reasons_of(read(lines(labels, properties), "jsonl"))
    assert [line for line, _ in found] == [1, 2]
    assert "at most 32 labels" in found[0][1]
    assert "at most 1000 properties" in found[1][1]


@pytest.mark.parametrize("number", ["123456789012345678901234567890", "18446744073709551616"])
def test_an_id_may_be_a_number_of_any_length(number: str) -> None:
    [item] = read(f'{{"type":"node","id":{number},"properties":{{"x":1e300}}}}\n'.encode(), "jsonl")
    assert item.record == NodeRecord(number, (), {"x": 1e300})


SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=4)
BODIES = st.fixed_dictionaries(
    {"type": st.sampled_from(["node", "relationship"]), "id": SCALARS},
    optional={
        "label": st.just("R"),
        "start": SCALARS,
        "end": st.fixed_dictionaries(
            {"id": SCALARS}, optional={"properties": st.just({"x": 1}), "y": SCALARS}
        ),
        "properties": st.dictionaries(st.text(max_size=3), SCALARS | st.lists(SCALARS | st.lists(SCALARS))),
        "z": SCALARS,
    },
)


@given(BODIES, st.booleans())
def test_a_line_means_the_same_however_fast_it_is_read(body: dict[str, object], is_ascii: bool) -> None:
    raw = json.dumps(body, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    ignored: tuple[list[str], list[str]] = [], []
    fast = jsonl._records(raw, 1, ignored[0])
    assert repr(fast) == repr(jsonl._records_read_slowly(raw, 1, ignored[1]))
    assert ignored[0] == ignored[1]
