"""The Bolt client against the real server."""

import datetime as dt
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest
from django.test import override_settings
from neo4j.time import DateTime
from structlog.testing import capture_logs

from graph import client
from graph.client import running
from graph.client.running import Marks, marked
from graph.errors import GraphCancelled, GraphQueryFailed, GraphTimeout, GraphUnavailable
from graph.values import to_json
from platform_project.devstack.servers import Servers
from tests.processes import wait_until


def read(text: str, max_rows: int = 10, **params: object) -> client.QueryResult:
    return client.read(text, params, timeout_seconds=5, max_rows=max_rows)


@pytest.mark.parametrize(("rows", "truncated"), [(9, False), (10, False), (11, True), (5_000, True)])
def test_no_more_rows_than_asked_for_and_says_so(graph_server: object, rows: int, truncated: bool) -> None:
    result = read("UNWIND range(1, $rows) AS n RETURN n", rows=rows)
    assert (len(result.rows), result.truncated) == (min(rows, 10), truncated)
    assert result.columns == ("n",)
    assert result.cut_by == ("rows" if truncated else None)


@pytest.mark.parametrize(("max_bytes", "kept"), [(10_000, 5), (2_050, 2), (500, 0)])
def test_no_more_bytes_than_allowed_and_says_so(graph_server: object, max_bytes: int, kept: int) -> None:
    text = "UNWIND range(1, 5) AS n RETURN $text AS text"
    result = client.read(text, {"text": "x" * 1_000}, timeout_seconds=5, max_rows=10, max_bytes=max_bytes)
    assert (len(result.rows), result.cut_by) == (kept, None if kept == 5 else "bytes")


def test_bytes_count_as_what_they_are_when_nothing_makes_json_of_them(graph_server: object) -> None:
    bounds: dict[str, Any] = {
        "timeout_seconds": 5,
        "max_rows": 10,
        "max_bytes": 1_500,
        "convert": lambda it: it,
    }
    result = client.read("UNWIND [1, 2] AS n RETURN n, $raw", {"raw": b"x" * 1_000}, **bounds)
    assert (len(result.rows), result.cut_by) == (1, "bytes")


def test_what_follows_a_value_that_is_too_large_is_never_copied(graph_server: object) -> None:
    copied = []
    result = client.read(
        "RETURN $text AS a, $text AS b, $text AS c",
        {"text": "x" * 1_000},
        timeout_seconds=5,
        max_rows=10,
        max_bytes=1_500,
        convert=lambda value: copied.append(value) or value,
    )
    assert (result.rows, result.cut_by, len(copied)) == ([], "bytes", 2)


SLOW = """
    UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b UNWIND range(1, 1000) AS c RETURN sum(a + b + c)
"""


def _processor_seconds(servers: Servers) -> dict[int, float]:
    """What each thread of the graph server has used of processors so far."""
    assert servers.graph is not None and servers.graph.pid is not None
    threads = psutil.Process(servers.graph.pid).threads()
    return {thread.id: thread.user_time + thread.system_time for thread in threads}


@pytest.mark.parametrize("how", ["cancelled", "overdue"])
def test_a_query_that_nobody_waits_for_uses_no_processor(servers: Servers, how: str) -> None:
    before, began = _processor_seconds(servers), time.monotonic()
    with pytest.raises(GraphCancelled if how == "cancelled" else GraphTimeout):
        client.read(
            SLOW,
            timeout_seconds=1 if how == "overdue" else 30,
            max_rows=1,
            cancelled=lambda: how == "cancelled" and time.monotonic() > began + 1,
        )
    used = {thread: now - before.get(thread, 0) for thread, now in _processor_seconds(servers).items()}
    busiest = max(used, key=lambda thread: used[thread])
    assert used[busiest] > 0.1

    def rests() -> bool:
        earlier = _processor_seconds(servers).get(busiest)
        time.sleep(0.3)
        return _processor_seconds(servers).get(busiest) == earlier

    # By itself the server would go on until 5 s after the beginning.
    wait_until(rests, timeout=2, what="a thread at rest")


def test_whoever_asks_is_asked_whether_it_is_cancelled_and_may_raise(graph_server: object) -> None:
    class Gone(Exception):
        pass

    asked_in: list[int] = []

    def cancelled() -> bool:
        asked_in.append(threading.get_ident())
        raise Gone

    began = time.monotonic()
    with pytest.raises(Gone):
        client.read(SLOW, timeout_seconds=5, max_rows=1, cancelled=cancelled)
    assert asked_in == [threading.get_ident()]
    assert time.monotonic() - began < 2


def test_a_query_that_will_not_end_takes_no_connections_from_others_of_a_healthy_server(
    graph_server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "FROZEN_SECONDS", 1.0)
    before = client.driver()
    running.terminate("/* nobody's */")
    with pytest.raises(GraphTimeout):
        running.run(lambda mark: time.sleep(2), timeout_seconds=0.1, cancelled=None, stop_seconds=1.7)
    assert client.driver() is before
    assert read("RETURN 1 AS one").rows == [[1]]


def test_a_query_that_nobody_waits_for_any_more_is_never_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    process = running._Process(runners=ThreadPoolExecutor(1))
    monkeypatch.setitem(running._processes, os.getpid(), process)
    others_end, begun = threading.Event(), []
    process.runners.submit(others_end.wait)
    with pytest.raises(GraphTimeout):
        running.run(begun.append, timeout_seconds=0.05, cancelled=None)
    others_end.set()
    process.runners.shutdown(wait=True)
    assert begun == []
    # Nobody has it, as it has never been sent.
    assert process.marks.take().endswith(".0 */")


def test_work_that_takes_longer_than_one_may_wait_goes_on() -> None:
    may_end, ended = threading.Event(), threading.Event()

    def work() -> None:
        may_end.wait()
        ended.set()

    with pytest.raises(GraphTimeout, match="ask again"):
        client.within(0.05, work)
    may_end.set()
    assert ended.wait(5)
    assert client.within(5, lambda: 1) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MATCH (n) RETURN n", "/* m */ MATCH (n) RETURN n"),
        (" \n match (n) return n", "/* m */ match (n) return n"),
        ("EXPLAIN MATCH (n) RETURN n", "EXPLAIN /* m */ MATCH (n) RETURN n"),
        ("profile\nMATCH (n) RETURN n", "profile /* m */ MATCH (n) RETURN n"),
        ("RETURN 1 AS explain", "/* m */ RETURN 1 AS explain"),
    ],
)
def test_a_query_is_marked_where_the_server_lists_it(text: str, expected: str) -> None:
    assert marked(text, "/* m */") == expected


def test_a_mark_belongs_to_one_query_at_a_time() -> None:
    marks = Marks()
    first, second = marks.take(), marks.take()
    assert first != second
    marks.give_back(first)
    # The lowest again: a server caches plans by the text.
    assert marks.take() == first
    assert marks.take() not in (first, second)


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
