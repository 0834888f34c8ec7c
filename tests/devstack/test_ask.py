"""The client of `make ask`: a stream that breaks is taken up again, and a wrong answer is noticed."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from platform_project.devstack.ask import ServerEvent, answers_with, parse_events, stream
from platform_project.devstack.errors import StackError

LAST = 5


class BreakingStream(BaseHTTPRequestHandler):
    """Sends events 1..5 after Last-Event-ID; the first connection breaks after the third."""

    def do_GET(self) -> None:
        if self.path == "/missing":
            self.send_error(404)
            return
        seen = int(self.headers.get("Last-Event-ID", 0))
        if seen == LAST:
            self.send_response(204)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for number in range(seen + 1, LAST + 1 if seen else 4):
            data = json.dumps({"type": "step", "seq": number})
            name = "end" if number == LAST else "step"
            self.wfile.write(f": heartbeat\n\nid: {number}\nevent: {name}\ndata: {data}\n\n".encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with ThreadingHTTPServer(("127.0.0.1", 0), BreakingStream) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}") as client:
            yield client
        server.shutdown()


def test_a_broken_stream_is_taken_up_again_with_each_event_once(client: httpx.Client) -> None:
    assert [event.data["seq"] for event in stream(client, "/events")] == [1, 2, 3, 4, 5]


def test_a_refused_stream_is_not_tried_again(client: httpx.Client) -> None:
    with pytest.raises(StackError, match="404"):
        list(stream(client, "/missing"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["data: {}", ""], [ServerEvent("message", {}, None)]),
        (["id: 7", "event: end", 'data: {"a": 1}', ""], [ServerEvent("end", {"a": 1}, "7")]),
        (['data: {"a":', "data: 1}", ""], [ServerEvent("message", {"a": 1}, None)]),
        ([": heartbeat", "", "retry: 5000", ""], []),
        (["data: {}"], []),
    ],
    ids=["only data", "all fields", "data over two lines", "nothing to tell", "cut off"],
)
def test_lines_become_events(lines: list[str], expected: list[ServerEvent]) -> None:
    assert list(parse_events(lines)) == expected


@pytest.mark.parametrize(
    ("run", "number", "right"),
    [
        ({"status": "succeeded", "output": "There are 1,204 Blast tasks."}, 1204, True),
        ({"status": "succeeded", "output": "There are 12 Blast tasks."}, 1204, False),
        ({"status": "succeeded", "output": "There are 11204 Blast tasks."}, 1204, False),
        ({"status": "failed", "output": "1204"}, 1204, False),
        ({"status": "succeeded", "output": None}, 3, False),
        ({"status": "succeeded", "output": "There are 0 Blast tasks."}, 0, False),
    ],
)
def test_only_the_counted_number_is_a_right_answer(run: dict, number: int, right: bool) -> None:
    assert answers_with(run, number) is right
