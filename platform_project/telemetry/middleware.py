"""Count every request, and make it a span of its caller's trace.

The middleware of opentelemetry-instrumentation-django knows synchronous views only: before an asynchronous
one it would hold a thread for as long as the view waits. And it records query strings, which may hold
secrets.
"""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, Final, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from opentelemetry import trace as otel
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter, Histogram

from platform_project.http import trace

GetResponse = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]

REQUESTS: Final = Counter(
    "platform_http_requests",
    "Requests, by method, route template and class of the status.",
    ["method", "route", "status"],
)
SECONDS: Final = Histogram(
    "platform_http_request_seconds",
    "From the request to its response; for a stream, to the beginning of it.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# What machines ask every few seconds makes no trace that anybody reads.
UNTRACED: Final = ("/v1/health/", "/metrics", "/static/")

_propagator: Final = TraceContextTextMapPropagator()


@dataclass
class _Observed:
    """A request under way, and how it was answered; not at all when its client went away first."""

    status_code: int | None = None


class TelemetryMiddleware:
    """Before all others, for synchronous and asynchronous views alike."""

    sync_capable: ClassVar[bool] = True
    async_capable: ClassVar[bool] = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer, in the manner of the handler: at once under WSGI, as an awaitable under ASGI."""
        if self._is_async:
            return self._call_async(request)
        with _observing(request) as observed:
            response = cast(HttpResponseBase, self.get_response(request))
            observed.status_code = response.status_code
        return response

    async def _call_async(self, request: HttpRequest) -> HttpResponseBase:
        with _observing(request) as observed:
            response = await cast(Awaitable[HttpResponseBase], self.get_response(request))
            observed.status_code = response.status_code
        return response


@contextmanager
def _observing(request: HttpRequest) -> Iterator[_Observed]:
    began = time.perf_counter()
    observed = _Observed()
    method = request.method if request.method in METHODS else "other"
    with _server_span(request, method) as span:
        try:
            yield observed
        finally:
            route = _route(request)
            status = f"{observed.status_code // 100}xx" if observed.status_code else "aborted"
            REQUESTS.labels(method, route, status).inc()
            SECONDS.labels(method, route).observe(time.perf_counter() - began)
            _describe(span, f"{method} {route}", route, observed.status_code)


def _route(request: HttpRequest) -> str:
    """The template of the path, which holds no ids: there are as many as there are patterns of URLs."""
    return request.resolver_match.route if request.resolver_match else "unmatched"


@contextmanager
def _server_span(request: HttpRequest, method: str) -> Iterator[Span]:
    """The request as a span; its attributes are those of OpenTelemetry's conventions for HTTP servers."""
    if not trace.is_collected() or request.path.startswith(UNTRACED):
        yield otel.INVALID_SPAN
        return
    carrier = {name: request.headers.get(name, "") for name in ("traceparent", "tracestate")}
    with otel.get_tracer(__name__).start_as_current_span(
        method,
        context=_propagator.extract(carrier),
        kind=SpanKind.SERVER,
        # The path alone: a query string may hold what nobody should read in a trace.
        attributes={
            "http.request.method": method,
            "url.path": request.path,
            "url.scheme": request.scheme or "",
        },
    ) as span:
        yield span


def _describe(span: Span, name: str, route: str, status_code: int | None) -> None:
    span.update_name(name)
    span.set_attribute("http.route", route)
    if status_code is not None:
        span.set_attribute("http.response.status_code", status_code)
        if status_code >= 500:
            span.set_status(Status(StatusCode.ERROR))
