"""The file in which a job keeps what it has read."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.etl.canonical import canonical_properties
from graph.etl.errors import StagingBusy, StagingLost
from graph.etl.records import MAX_ID, Record
from graph.etl.staging import (
    Intake,
    Staging,
    batch,
    choose_keys,
    expected,
    merge_repeated,
    plan,
    planning,
    remove,
    store,
    taking,
)
from graph.etl.staging.taking import decoded, numbered_id
from graph.etl.statements import statements_of
from jobs.errors import Overtaken
from tests.graph.etl.graphs import GRAPHS, PROPERTIES, hash_of
from tests.graph.etl.running import N, R


@pytest.fixture
def staging() -> Iterator[Staging]:
    execution_id = uuid4()
    with Staging(execution_id, holder=uuid4()) as opened:
        yield opened
    remove(execution_id)


def taken(staging: Staging, *records: Record) -> None:
    intake = Intake(staging)
    for line, record in enumerate(records, start=1):
        intake.take(record, line=line)
    intake.flush()


def ids(staging: Staging) -> list[str]:
    return [row[0] for row in staging.run("SELECT orig_id FROM relationships ORDER BY seq")]


def test_relationships_without_an_id_are_numbered_through_the_file(staging: Staging) -> None:
    taken(staging, R(None, "TO", "a", "b", {}))
    taken(staging, R(None, "TO", "a", "b", {}), R(None, "TO", "b", "a", {}), R("own", "TO", "a", "b", {}))
    taken(staging, R(None, "TO", "a", "b", {}), R("own", "TO", "a", "b", {"more": 1}))
    for _ in range(2):
        merge_repeated(staging)
        assert ids(staging) == ["a|TO|b|1", "a|TO|b|2", "b|TO|a|1", "own", "a|TO|b|3"]


def test_an_id_that_looks_like_a_number_means_the_relationship_that_has_it(staging: Staging) -> None:
    taken(staging, R("a|TO|b|2", "TO", "a", "b", {"x": 1}), R(None, "TO", "a", "b", {}))
    taken(staging, R(None, "TO", "a", "b", {"x": 2}), R("a|TO|b|1", "TO", "a", "b", {"y": 3}))
    merge_repeated(staging)
    found = staging.run("SELECT orig_id, body FROM relationships ORDER BY orig_id").fetchall()
    assert found == [("a|TO|b|1", '{"y":3}'), ("a|TO|b|2", '{"x":2}')]


@pytest.mark.parametrize("apart", [False, True])
def test_of_a_node_that_comes_again_the_later_value_counts(staging: Staging, apart: bool) -> None:
    one, two = N("n", ("A",), {"x": 1, "y": 1}), N("n", ("B",), {"x": 2})
    for part in ([one], [two], [one]) if apart else ([one, two, one],):
        taken(staging, *part)
    for _ in range(2):
        merge_repeated(staging)
        [row] = staging.run("SELECT s.labels, body, line FROM nodes JOIN label_sets s ON s.id = nodes.labels")
        assert row == ('["A", "B"]', '{"x":1,"y":1}', 2 - apart)


def test_a_number_is_no_longer_than_an_id_may_be() -> None:
    long = "x" * MAX_ID
    first, second = (numbered_id("TO", long, long, number) for number in (1, 2))
    assert len(first) <= MAX_ID
    assert first != second


def test_a_worker_that_was_overtaken_writes_no_more() -> None:
    execution_id = uuid4()
    with Staging(execution_id, holder=uuid4()) as first, Staging(execution_id, holder=uuid4()) as second:
        taken(second, N("a", (), {}))
        with pytest.raises(Overtaken):
            taken(first, N("b", (), {}))
        assert first.count("SELECT count(*) FROM nodes") == 1
    remove(execution_id)


def test_what_a_broken_transaction_wrote_is_gone(staging: Staging) -> None:
    with pytest.raises(ZeroDivisionError), staging.transaction():
        staging.keep(position=[1])
        _ = 1 / 0
    assert staging.fact("position") is None


@given(PROPERTIES)
def test_properties_are_kept_as_canonical_text(properties: dict[str, object]) -> None:
    body = canonical_properties(properties)  # type: ignore[arg-type]
    assert canonical_properties(decoded(body)) == body


@pytest.mark.parametrize(
    "properties",
    [{"deep": [[[[[[[[[[1]]]]]]]]]], "day": {"$date": "2026-01-31"}}, {"map": {"a": 1}, "text": '{"$date"'}],
)
def test_what_others_have_written_comes_out_of_the_text_as_it_went_in(properties: dict[str, object]) -> None:
    body = json.dumps(properties, sort_keys=True, separators=(",", ":"))
    assert canonical_properties(decoded(body)) == body


def test_a_file_of_another_release_is_not_read() -> None:
    execution_id = uuid4()
    with Staging(execution_id, holder=uuid4()) as staging:
        staging.run("PRAGMA user_version = 99")
    with pytest.raises(StagingLost):
        Staging(execution_id, holder=uuid4())
    remove(execution_id)


def test_a_file_that_somebody_else_writes_to_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_BUSY_SECONDS", 0.05)
    execution_id = uuid4()
    with (
        Staging(execution_id, holder=uuid4()) as staging,
        staging.transaction(),
        pytest.raises(StagingBusy),
    ):
        Staging(execution_id, holder=uuid4())
    remove(execution_id)


@settings(max_examples=30)
@given(GRAPHS, st.integers(1, 4))
def test_taking_a_file_in_pieces_is_taking_it_at_once(records: list[Record], size: int) -> None:
    hashes = []
    for step in (size, len(records) + 1):
        execution_id = uuid4()
        with Staging(execution_id, holder=uuid4()) as staging:
            for begin in range(0, len(records), step):
                taken(staging, *records[begin : begin + step])
            merge_repeated(staging)
            hashes.append(expected(staging, undo=None, check=lambda: None).content.hexdigest())
        remove(execution_id)
    assert hashes[0] == hashes[1]


def test_batches_are_of_one_kind_and_bounded(staging: Staging, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "BATCH_ROWS", 3)
    monkeypatch.setattr(planning, "BATCH_BYTES", 300)
    records: list[Record] = [
        *(N(f"a{i}", ("A",), {}) for i in range(4)),
        *(N(f"b{i}", ("A", "B"), {"text": "x" * 200}) for i in range(3)),
        N("none", (), {}),
        *(R(None, "TO", f"a{i}", f"b{i % 3}", {}) for i in range(4)),
        R(None, "TO", "none", "a1", {}),
    ]
    taken(staging, *records)
    keys = choose_keys(staging, indexed={"A"})
    count = plan(staging)
    batches = [batch(staging, number) for number in range(count)]
    assert keys == ["", "A"]
    assert [(each.step, each.rows, each.before) for each in batches] == [
        ("create_nodes", 3, 0),
        ("create_nodes", 1, 3),
        ("create_nodes", 1, 4),
        ("create_nodes", 1, 5),
        ("create_nodes", 1, 6),
        ("create_nodes", 1, 7),
        ("create_relationships", 1, 8),
        ("create_relationships", 3, 9),
        ("create_relationships", 1, 12),
    ]
    texts = {statement.text for each in batches for statement in statements_of(staging, each, uuid4())}
    assert "UNWIND $rows AS row CREATE (n:`A`:`B`) SET n = row" in texts
    assert expected(staging, undo=None, check=lambda: None).content.hexdigest() == hash_of(records)


def test_more_kinds_than_a_server_should_have_are_rejected(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MAX_KINDS", 2)
    taken(
        staging,
        *(N(f"{i}", (f"L{i}",), {}) for i in range(4)),
        *(R(None, f"T{i}", "0", "0", {}) for i in range(3)),
    )
    assert staging.count("SELECT count(*) FROM nodes") == 2
    assert staging.count("SELECT count(*) FROM relationships") == 2
    assert [row[0] for row in staging.run("SELECT line FROM dead_letters ORDER BY line")] == [3, 4, 7]
