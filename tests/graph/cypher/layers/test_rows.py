"""Layer 6: the result ends, in rows and in bytes."""

import pytest

from graph.cypher import CypherRefused, Limits, prepare
from graph.cypher.layers import rows

TENANT = "11111111-1111-7111-8111-111111111111"


@pytest.mark.parametrize(
    ("query", "end", "notices"),
    [
        ("MATCH (n) RETURN n", "LIMIT 11", ("limited to 10 rows",)),
        ("MATCH (n) RETURN n LIMIT 11", "LIMIT 11", ()),
        ("MATCH (n) RETURN n LIMIT 12", "LIMIT 11", ("limited to 10 rows",)),
        ("MATCH (n) RETURN n LIMIT 3", "LIMIT 3", ()),
        ("MATCH (n) RETURN n LIMIT $few", "LIMIT $few", ()),
        ("MATCH (n) RETURN n LIMIT $many", "LIMIT 11", ("limited to 10 rows",)),
        ("MATCH (n) RETURN count(n) AS n, max(n.a) AS a", "AS a", ()),
        (
            "MATCH (n) RETURN COLLECT { MATCH (m) RETURN m } AS ms LIMIT 1",
            "RETURN m LIMIT 10 } AS ms LIMIT 1",
            (),
        ),
        ("RETURN [p = (a)--(b) | b] AS bs LIMIT 1", "RETURN b AS collected LIMIT 10 } AS bs LIMIT 1", ()),
    ],
)
def test_rows_are_capped(query: str, end: str, notices: tuple[str, ...]) -> None:
    prepared = prepare(query, params={"few": 2, "many": 99}, tenant_id=TENANT, limits=Limits(max_rows=10))
    assert " ".join(prepared.text.split()).endswith(end)
    assert prepared.notices == notices
    assert prepared.max_rows == 10


@pytest.mark.parametrize("value", [-1, 1.5, True, "3", None, [1]])
def test_a_limit_that_is_no_count_is_refused(value: object) -> None:
    with pytest.raises(CypherRefused) as caught:
        prepare("MATCH (n) WITH n SKIP $n RETURN n", params={"n": value}, tenant_id=TENANT)
    assert caught.value.layer == "rows"


@pytest.mark.parametrize(
    "bad",
    [
        {"max_rows": 0},
        {"max_rows": 10_001},
        {"max_depth": 11},
        {"timeout_seconds": 31},
        {"max_bytes": 0},
        {"max_bytes": 8 * 2**20 + 1},
        {"max_estimated_rows": 10**9},
    ],
)
def test_limits_have_limits(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be from"):
        Limits(**bad)


@pytest.mark.parametrize(
    ("limits", "detail"),
    [
        (Limits(), "at most 1000 rows, and 1024 KiB"),
        (Limits(max_rows=5, max_bytes=2048), "at most 5 rows, and 2 KiB"),
    ],
)
def test_the_cap_is_reported_and_goes_with_the_query(limits: Limits, detail: str) -> None:
    prepared = prepare("MATCH (n) RETURN n", params={}, tenant_id=TENANT, limits=limits)
    assert prepared.layers[-1].detail == detail
    assert (prepared.max_rows, prepared.max_bytes) == (limits.max_rows, limits.max_bytes)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("MATCH (n) RETURN n.a AS a", "LIMIT 3"),
        ("MATCH (n) RETURN n.a AS a LIMIT 10", "LIMIT 3"),
        ("MATCH (n) RETURN n.a AS a LIMIT 2", "LIMIT 2"),
        ("MATCH (n) RETURN n.a AS a LIMIT $few", "LIMIT $few"),
        ("MATCH (n) RETURN count(n) AS total", None),
    ],
)
def test_a_text_is_limited_unless_it_is_already(text: str, limit: str | None) -> None:
    found = rows.limited(text, 3, {"few": 1})
    assert found.endswith(limit) if limit else "LIMIT" not in found
