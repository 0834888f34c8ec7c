"""A collector of traces that speaks OTLP over HTTP, and the trees of what it was sent.

``python -m tests.telemetry.collector PORT`` prints the spans as they come.
"""

import gzip
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Span:
    """A span as it came over the wire; ids are hexadecimal."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: int
    start: int
    end: int
    attributes: dict[str, Any]
    events: tuple[tuple[str, dict[str, Any]], ...]
    links: tuple[str, ...]
    status: str


@dataclass
class Collector:
    """What was received so far."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def trace(self, trace_id: str) -> "Trace":
        """The spans of one trace."""
        return Trace([span for span in list(self.spans) if span.trace_id == trace_id])


@dataclass
class Trace:
    """The spans of one trace."""

    spans: list[Span]

    def named(self, start: str) -> list[Span]:
        """Those whose name begins so, in the order in which they began."""
        return sorted(
            (span for span in self.spans if span.name.startswith(start)), key=lambda span: span.start
        )

    def ancestors(self, span: Span) -> list[Span]:
        """Its parent, the parent of that, and so on."""
        by_id = {each.span_id: each for each in self.spans}
        found: list[Span] = []
        while (parent := by_id.get((found[-1] if found else span).parent_id)) is not None:
            found.append(parent)
        return found


@contextmanager
def collecting(port: int = 0) -> Iterator[Collector]:
    """A collector on a port of the loopback interface; a free one unless it is named."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            collector.bodies.append(body)
            collector.spans += _decoded(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    collector.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()


def _decoded(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for resource in request.resource_spans:
        service = _attributes(resource.resource.attributes)["service.name"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Span(
                    service=service,
                    name=span.name,
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent_id=span.parent_span_id.hex(),
                    kind=span.kind,
                    start=span.start_time_unix_nano,
                    end=span.end_time_unix_nano,
                    attributes=_attributes(span.attributes),
                    events=tuple((event.name, _attributes(event.attributes)) for event in span.events),
                    links=tuple(link.trace_id.hex() for link in span.links),
                    status=span.status.message,
                )


def _attributes(pairs: Any) -> dict[str, Any]:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value") or "string_value") for pair in pairs}


def _print_spans(port: int) -> None:
    with collecting(port) as collector:
        print(f"collecting on {collector.url}", flush=True)
        shown = 0
        while True:
            time.sleep(0.5)
            for span in collector.spans[shown:]:
                shown += 1
                milliseconds = (span.end - span.start) / 1e6
                ids = f"{span.trace_id[:8]} {span.parent_id[:6] or '-':>6} > {span.span_id[:6]}"
                print(f"{ids} {span.service:9} {milliseconds:9.1f} ms  {span.name}", flush=True)


if __name__ == "__main__":
    _print_spans(int(sys.argv[1]))
