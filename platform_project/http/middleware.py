"""What every request gets first: ids for the logs, a limit to its size, problems for plain views."""

import re
import time
from collections.abc import Awaitable, Callable
from typing import ClassVar, Final, NamedTuple, cast
from uuid import uuid4

import structlog
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from platform_project.http import bodies, trace
from platform_project.http.errors import PlatformError
from platform_project.http.problems import as_platform_error, is_api, problem_response
from platform_project.http.refusals import LengthRequired, PayloadTooLarge

GetResponse = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]

logger: Final = structlog.get_logger(__name__)

BODY_REFUSED: Final = "platform.body_refused"
"""In the ASGI scope of a request whose body was not taken in: the error that says why."""

DISCARDED_BYTES: Final = 8 * 1024 * 1024
"""How much of a body that is too long is taken in, so that its sender gets to read why it is refused."""
_CHUNK_BYTES: Final = 64 * 1024

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class RequestContextMiddleware:
    """Ids and limits, for synchronous and asynchronous views alike.

    The caller's ``X-Request-ID``, when it is well formed, or a new one goes back in the answer and stands,
    with the trace id of the W3C ``traceparent``, in every log line of the request. The answer tells the span
    that the request was: ``traceresponse`` (https://w3c.github.io/trace-context/), and ``X-Trace-Id`` for
    people.
    """

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
        opened = _open(request)
        response = _refusal(request) or cast(HttpResponseBase, self.get_response(request))
        return _close(request, response, opened)

    async def _call_async(self, request: HttpRequest) -> HttpResponseBase:
        opened = _open(request)
        response = _refusal(request) or await cast(Awaitable[HttpResponseBase], self.get_response(request))
        return _close(request, response, opened)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer our own errors of plain views, and a database's that show at the commit.

        DRF's views have answered the others before.
        """
        answered = (PlatformError, OperationalError) if is_api(request) else PlatformError
        error = as_platform_error(exception) if isinstance(exception, answered) else None
        return problem_response(request, error) if error else None


class _Opened(NamedTuple):
    """A request under way: its ids, and when it came."""

    request_id: str
    trace: trace.TraceContext
    at: float


def _open(request: HttpRequest) -> _Opened:
    """Give the request an id, known to the logs from here on."""
    given = request.headers.get("X-Request-ID", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid4())
    # Threads serve one request after another: nothing of the last one may stay.
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    context = trace.begin(request.headers.get("traceparent"))
    return _Opened(request_id, context, time.perf_counter())


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    """The answer to a body that was not taken in, is too long, or does not say its length beforehand."""
    if error := getattr(request, "scope", {}).get(BODY_REFUSED):
        response = problem_response(request, error)
        # What would still come of the body is not the next request.
        response.headers["Connection"] = "close"
        return response
    length = request.headers.get("Content-Length")
    if not length and "Transfer-Encoding" in request.headers:
        return problem_response(request, LengthRequired())
    limit = bodies.longest_body(request.method or "", request.path)
    if limit is not None and length and length.isdecimal() and int(length) > limit:
        _discard_body(request, int(length))
        return problem_response(request, PayloadTooLarge(f"The body is longer than {limit} bytes."))
    return None


def _discard_body(request: HttpRequest, length: int) -> None:
    """Read a refused body and forget it.

    A server that closes a connection with unread data on it resets it, and the answer may be lost on its way
    (RFC 9112, section 9.6).
    """
    left = min(length, DISCARDED_BYTES)
    while left > 0 and (chunk := request.read(min(left, _CHUNK_BYTES))):
        left -= len(chunk)


def _close(request: HttpRequest, response: HttpResponseBase, opened: _Opened) -> HttpResponseBase:
    response.headers["X-Request-ID"] = opened.request_id
    response.headers["X-Trace-Id"] = opened.trace.trace_id
    response.headers["traceresponse"] = opened.trace.traceparent
    # The path alone: a query string may hold what nobody should read in a log.
    logger.info(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        duration_ms=round((time.perf_counter() - opened.at) * 1000, 1),
    )
    structlog.contextvars.clear_contextvars()
    return response
