"""Which bytes the header Range asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_project.http.ranges import stretch_of
from platform_project.http.refusals import RangeNotSatisfiable


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=2-5", (2, 6)),
        ("bytes=2-", (2, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=5-99", (5, 10)),
        ("Bytes= 1-2 ", (1, 3)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=a-b", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=1-99999999999999999999", None),
    ],
)
def test_one_range_is_understood_and_all_else_is_passed_over(
    header: str, found: tuple[int, int] | None
) -> None:
    assert stretch_of(header, 10) == found


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_what_lies_behind_the_end_cannot_be_had(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable):
        stretch_of(header, 10)


@given(st.text(alphabet="bytes=-,0123456789 "), st.integers(0, 100))
def test_a_stretch_is_never_beyond_the_content(header: str, size: int) -> None:
    try:
        found = stretch_of(header, size)
    except RangeNotSatisfiable:
        return
    assert found is None or 0 <= found.start < found.stop <= size
