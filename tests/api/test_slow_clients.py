"""Clients that send slowly hold nothing that others need."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse
from urllib.parse import urlsplit

import httpx
import pytest

from tests.processes import wait_until
from tests.web import PLAIN, Web


def connect(web: Web) -> socket.socket:
    address = urlsplit(web.url)
    return socket.create_connection((address.hostname, address.port), timeout=30)


@pytest.fixture
def slow_clients(web: Web) -> Iterator[list[socket.socket]]:
    """More clients than there are threads, each with a body that does not come."""
    with ExitStack() as open_sockets:
        clients = [open_sockets.enter_context(connect(web)) for _ in range(20)]
        for client in clients:
            client.sendall(
                b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Origin: https://chat.example.org\r\nX-Request-ID: slow-17\r\n"
                b"Content-Length: 1000\r\n\r\n{"
            )
        yield clients


def test_bodies_that_do_not_come_hold_up_nobody_and_are_refused_in_time(
    web: Web, slow_clients: list[socket.socket]
) -> None:
    for _ in range(20):
        assert httpx.get(f"{web.url}/v1/health/live", timeout=3, verify=PLAIN).text == "ok"
    answer = HTTPResponse(slow_clients[0])
    answer.begin()
    problem = json.load(answer)
    assert answer.status == 408
    assert answer.headers["X-Request-ID"] == "slow-17"
    assert answer.headers["X-Trace-Id"] == problem["trace_id"]
    assert problem["trace_id"] in answer.headers["traceresponse"]
    assert answer.headers["Access-Control-Allow-Origin"] == "https://chat.example.org"
    assert (answer.headers["Cache-Control"], answer.headers["Connection"]) == ("no-store", "close")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["code"], problem["instance"]) == ("request_timeout", "/v1/jobs")
    wait_until(lambda: '"status": 408' in web.log.read_text(), what="a line in the log")
