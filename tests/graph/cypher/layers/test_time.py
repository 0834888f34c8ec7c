"""Layer 5: the time-out."""

import pytest

from graph.cypher import Limits, prepare
from graph.cypher.layers import time


@pytest.mark.parametrize(("seconds", "detail"), [(5.0, "stopped after 5 s"), (0.5, "stopped after 0.5 s")])
def test_every_query_is_given_a_time(seconds: float, detail: str) -> None:
    given, report = time.check(Limits(timeout_seconds=seconds))
    assert (given, report.detail) == (seconds, detail)


def test_the_time_goes_with_the_query() -> None:
    prepared = prepare("RETURN 1 AS x", params={}, tenant_id="t", limits=Limits(timeout_seconds=2))
    assert prepared.timeout_seconds == 2


@pytest.mark.parametrize("seconds", [0, -1, 30.1, float("inf"), float("nan")])
def test_no_query_is_given_more_than_there_is(seconds: float) -> None:
    with pytest.raises(ValueError, match="timeout_seconds must be from"):
        Limits(timeout_seconds=seconds)
