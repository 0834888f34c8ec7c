"""Names of a file become names of the graph."""

from typing import Any

import pytest

from graph.etl.errors import ValueRefused
from graph.etl.mapping import mapping_errors, mapping_of
from graph.etl.records import Record
from tests.graph.etl.running import N, R

NODE = N("1", ("A", "B"), {"x": 1, "y": 2})
EDGE = R("r", "TO", "1", "2", {"x": 1})

CASES: list[tuple[dict[str, Any], Record, Record | None]] = [
    ({"labels": {"A": "Z"}}, NODE, N("1", ("B", "Z"), {"x": 1, "y": 2})),
    ({"labels": {"A": "B"}}, NODE, N("1", ("B",), {"x": 1, "y": 2})),
    ({"labels": {"A": None, "B": None}}, NODE, N("1", (), {"x": 1, "y": 2})),
    ({"properties": {"x": "y", "y": "x"}}, NODE, N("1", ("A", "B"), {"y": 1, "x": 2})),
    ({"properties": {"x": None}}, NODE, N("1", ("A", "B"), {"y": 2})),
    ({"types": {"TO": "FROM"}}, EDGE, R("r", "FROM", "1", "2", {"x": 1})),
    ({"types": {"TO": None}}, EDGE, None),
    ({"labels": {"TO": "X"}, "types": {"A": "X"}}, EDGE, EDGE),
]


@pytest.mark.parametrize(("mapping", "record", "expected"), CASES)
def test_a_record_under_its_new_names(
    mapping: dict[str, Any], record: Record, expected: Record | None
) -> None:
    mapped = mapping_of(mapping)
    assert mapped is not None
    assert mapped.apply(record) == expected


def test_a_mapping_that_names_nothing_is_none() -> None:
    assert mapping_of({}) is None
    assert mapping_of({"labels": {}}) is None


def test_two_properties_never_get_one_name() -> None:
    mapped = mapping_of({"properties": {"x": "y"}})
    assert mapped is not None
    with pytest.raises(ValueRefused, match="y: two properties"):
        mapped.apply(NODE)


def test_impossible_names_are_pointed_at() -> None:
    mapping = {
        "labels": {"a/b": "x`y", "ok": None},
        "properties": {"p": "tenant_id"},
        "types": {"t": "_Marker"},
    }
    pointers = [error["pointer"] for error in mapping_errors(mapping, below="/payload/mapping")]
    assert pointers == [
        "/payload/mapping/labels/a~1b",
        "/payload/mapping/types/t",
        "/payload/mapping/properties/p",
    ]
