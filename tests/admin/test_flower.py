"""Flower, as the stack starts it: behind its login, with our settings."""

import socket
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.processes import Process, wait_until
from tests.web import PLAIN

LOGIN = ("operator", "correct-horse")


@pytest.fixture(scope="module")
def flower() -> Iterator[str]:
    """Its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = Process(
        "flower",
        [
            *(sys.executable, "-m", "celery", "-A", "celery_app", "flower", "--address=127.0.0.1"),
            *(f"--port={port}", "--conf=platform_project/flowerconfig.py"),
        ],
        FLOWER_BASIC_AUTH=":".join(LOGIN),
    )
    address = f"http://127.0.0.1:{port}"

    def is_up() -> bool:
        try:
            return httpx.get(f"{address}/healthcheck", timeout=2, verify=PLAIN).is_success
        except httpx.TransportError:
            return False

    try:
        wait_until(is_up, what=f"Flower (see {process.log})")
        yield address
    finally:
        process.stop()


@pytest.mark.parametrize("path", ["/", "/tasks", "/workers", "/api/tasks"])
def test_it_needs_its_login(path: str, flower: str) -> None:
    assert httpx.get(flower + path).status_code == 401
    assert httpx.get(flower + path, auth=("operator", "guessed")).status_code == 401
    assert httpx.get(flower + path, auth=LOGIN, follow_redirects=True).status_code == 200


def test_its_tasks_are_shown_with_the_execution_that_they_are_for(flower: str) -> None:
    shown = httpx.get(f"{flower}/tasks", auth=LOGIN).text
    assert 'data-column="args"' in shown
    assert 'data-column="kwargs"' not in shown
