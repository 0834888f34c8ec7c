"""JSON Merge Patch: the examples of RFC 7386, appendix A, and what holds for all patches."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_project.http.merge_patch import merge_patch, patch_between

scalars = st.booleans() | st.integers() | st.text(max_size=5)
objects = st.recursive(
    st.dictionaries(st.text(max_size=3), scalars, max_size=4),
    lambda inner: st.dictionaries(st.text(max_size=3), inner | scalars | st.lists(scalars), max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_the_standard(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


@given(before=objects, after=objects)
def test_the_patch_between_two_objects_leads_from_one_to_the_other(before: Any, after: Any) -> None:
    assert merge_patch(before, patch_between(before, after)) == after


@given(target=objects, patch=objects)
def test_a_patch_applied_twice_is_a_patch_applied_once_and_harms_nobody(target: Any, patch: Any) -> None:
    before = repr(target)
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once
    assert repr(target) == before
