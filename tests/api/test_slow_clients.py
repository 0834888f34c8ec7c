"""Clients that send slowly hold nothing that others need."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from tests.web import Web


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
                b"Content-Length: 1000\r\n\r\n{"
            )
        yield clients


def test_bodies_that_do_not_come_hold_up_nobody_and_are_refused_in_time(
    web: Web, slow_clients: list[socket.socket]
) -> None:
    for _ in range(20):
        assert httpx.get(f"{web.url}/v1/health/live", timeout=3).text == "ok"
    answer = b"".join(iter(lambda: slow_clients[0].recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 408")
    assert b'"code": "request_timeout"' in answer
