"""What goes into a graph server comes out as it was."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings

from graph import client
from graph.etl.canonical import canonical_properties
from graph.etl.stored_values import read_name, read_properties, read_value, stored_name, stored_properties
from graph.etl.values import Value
from tests.graph.etl.graphs import NAMES, PROPERTIES
from tests.graph.writes.graphs import change

ZONED = dt.time(10, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
PLAIN: list[Value] = [True, 7, 1.5, "text", dt.date(2026, 1, 31), [1, 2], ["a"], [[1], ["a", [2.0]]], []]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_what_the_server_can_keep_it_keeps_as_it_is(value: Value) -> None:
    assert stored_properties({"it": value}, mixed_lists=True) == {"it": value}


@pytest.mark.parametrize("value", [[1, "a"], [[1]], [1, None], [1, 2.0]], ids=repr)
def test_a_server_of_plain_lists_gets_other_lists_as_texts(value: Value) -> None:
    stored = stored_properties({"it": value}, mixed_lists=False)
    assert isinstance(stored["it"], str)
    assert read_properties(stored) == {"it": value}


@pytest.mark.parametrize("value", [ZONED, "\x1ajson:[1]", "\x1ajson:{", ["\x1ajson:1", ZONED]], ids=repr)
def test_what_no_server_keeps_goes_in_as_a_text_and_comes_out_as_itself(value: Value) -> None:
    assert read_properties(stored_properties({"it": value}, mixed_lists=True)) == {"it": value}


def test_a_text_that_only_looks_like_one_of_ours_stays_a_text() -> None:
    assert read_value("\x1ajson:{") == "\x1ajson:{"


@pytest.mark.parametrize("name", ["@rid", "_@rid", "__@x", "a@b", "_a"])
def test_names_that_a_server_keeps_for_itself_come_back(name: str) -> None:
    assert read_name(stored_name(name)) == name
    assert not stored_name(name).startswith("@")


@given(NAMES)
def test_no_two_names_are_stored_as_the_same(name: str) -> None:
    assert read_name(stored_name(name)) == name


@pytest.fixture(scope="module")
def owner() -> Any:
    made = str(uuid4())
    yield made
    change("MATCH (n {tenant_id: $tenant}) DETACH DELETE n", tenant=made)


@settings(max_examples=30)
@given(properties=PROPERTIES)
def test_properties_survive_the_server(owner: str, properties: dict[str, Value]) -> None:
    key = {"tenant_id": owner, "orig_id": str(uuid4())}
    change("CREATE (n:Kept) SET n = $all", tenant=owner, all={**stored_properties(properties), **key})
    found = client.read(
        "MATCH (n:Kept {orig_id: $orig_id}) WHERE n.tenant_id = $tenant_id RETURN properties(n)",
        key,
        timeout_seconds=5,
        max_rows=1,
        convert=lambda value: value,
    ).rows[0][0]
    kept = {name: value for name, value in found.items() if name not in key}
    assert canonical_properties(read_properties(kept)) == canonical_properties(properties)
