"""The Bolt client against the real server."""

import datetime as dt
import os

import pytest
from django.test import override_settings
from neo4j.time import DateTime
from structlog.testing import capture_logs

from graph import client
from graph.errors import GraphQueryFailed, GraphUnavailable
from graph.values import to_json


def read(text: str, max_rows: int = 10, **params: object) -> client.QueryResult:
    return client.read(text, params, timeout_seconds=5, max_rows=max_rows)


@pytest.mark.parametrize(("rows", "truncated"), [(9, False), (10, False), (11, True), (5_000, True)])
def test_no_more_rows_than_asked_for_and_says_so(graph_server: object, rows: int, truncated: bool) -> None:
    result = read("UNWIND range(1, $rows) AS n RETURN n", rows=rows)
    assert (len(result.rows), result.truncated) == (min(rows, 10), truncated)
    assert result.columns == ("n",)


def test_a_refused_query_tells_what_the_server_said(graph_server: object) -> None:
    with pytest.raises(GraphQueryFailed, match=r"(?i)nosuchfunction"):
        read("RETURN nosuchfunction(1)")


def test_a_server_that_is_not_there_is_unavailable(graph_server: object) -> None:
    from django.conf import settings

    with (
        override_settings(GRAPH={**settings.GRAPH, "url": "bolt://127.0.0.1:9"}),
        pytest.raises(GraphUnavailable) as unavailable,
        capture_logs() as logs,
    ):
        read("RETURN 1")
    # Where it was looked for is for operators to know.
    assert unavailable.value.detail == GraphUnavailable().detail
    assert [entry["event"] for entry in logs] == ["graph_unavailable"]
    assert "127.0.0.1:9" in logs[0]["error"]


def test_a_database_that_does_not_exist_is_unavailable_and_never_another_one(graph_server: object) -> None:
    from django.conf import settings

    with (
        override_settings(GRAPH={**settings.GRAPH, "database": "nosuch"}),
        pytest.raises(GraphUnavailable) as unavailable,
    ):
        read("RETURN 1")
    assert "nosuch" not in unavailable.value.detail


def test_each_process_has_a_driver_of_its_own(graph_server: object) -> None:
    parents = client.driver()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"same" if client.driver() is parents else b"own!")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 4) == b"own!"


def test_the_embedded_server_is_recognised(graph_server: object) -> None:
    assert client.dialect().name == "arcadedb"


def test_nodes_relationships_and_paths_are_json(graph_server: object) -> None:
    text = "CREATE p = (a:TestPerson {name: 'A'})-[r:KNOWS {since: 2020}]->(b:TestPerson {name: 'B'}) "
    text += "RETURN a, r, p"
    record = client.write(lambda tx: tx.run(text).single(strict=True).values())
    try:
        node, relationship, path = (to_json(value) for value in record)
        assert node["labels"] == ["TestPerson"] and node["properties"] == {"name": "A"}
        assert relationship["type"] == "KNOWS" and relationship["start"] == node["id"]
        assert [each["properties"]["name"] for each in path["nodes"]] == ["A", "B"]
    finally:
        client.write(lambda tx: tx.run("MATCH (n:TestPerson) DETACH DELETE n").consume())


@pytest.mark.parametrize(
    ("value", "json"),
    [
        (dt.datetime(2025, 3, 1, 12), "2025-03-01T12:00:00+00:00"),
        (DateTime(2025, 3, 1, 12), "2025-03-01T12:00:00+00:00"),
        (dt.datetime(2025, 3, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2))), "2025-03-01T10:00:00+00:00"),
        (dt.date(2025, 3, 1), "2025-03-01"),
        (float("nan"), "nan"),
        (b"\x00\xff", "AP8="),
        ({"a": [1, None, True]}, {"a": [1, None, True]}),
    ],
)
def test_values_are_json_and_times_without_a_zone_are_utc(value: object, json: object) -> None:
    assert to_json(value) == json


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(TypeError):
        to_json(object())
