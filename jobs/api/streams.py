"""``GET .../events``: plain async views, outside of DRF, whose content negotiation knows no event streams."""

import re
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from jobs.models import Execution
from jobs.selectors import execution_visible
from jobs.stream.feed import RETRY_MS, Rendering, as_recorded, feed
from jobs.stream.reading import on_reader_thread
from platform_project.http import trace
from platform_project.http.errors import InvalidRequest
from platform_project.http.problems import problem_response
from platform_project.http.refusals import MethodNotAllowed, NotAcceptable
from security.authentication import principal_of
from security.scopes import Scope
from tenants.context import tenant_scope

LONGEST_RETRY_MS = 60_000
_DIGITS = re.compile(r"[0-9]{1,10}")

StreamView = Callable[..., Coroutine[Any, Any, HttpResponseBase]]
Finding = Callable[[HttpRequest, UUID, Execution.Kind], Execution]
RenderingOf = Callable[[Execution], Rendering]


def seen_by_caller(request: HttpRequest, execution_id: UUID, kind: Execution.Kind) -> Execution:
    """The execution, when the principal of the request may see it.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
        And what ``principal_of`` raises.
    """
    principal = principal_of(request)
    principal.require(Scope.READ, Scope.AGENTS_RUN)
    with tenant_scope(principal.tenant_id):
        return execution_visible(principal=principal, execution_id=execution_id, kind=kind)


def event_stream(
    kind: Execution.Kind, *, find: Finding = seen_by_caller, render: RenderingOf | None = None
) -> StreamView:
    """The view that streams the events of executions of a kind, as Server-Sent Events.

    ``Last-Event-ID`` resumes after an event, and so does ``?after=`` where a first request cannot set that
    header; who comes back to an ended execution with its last id gets 204, or a browser would reconnect for
    ever.

    Args:
        find: the execution, for whom it is to be seen by; it is called on a thread that may read.
        render: how the events of an execution are to be told, when not as they are recorded.
    """

    @csrf_exempt  # it changes nothing: other methods are to be told so, and not that a token is missing
    @transaction.non_atomic_requests
    async def view(request: HttpRequest, execution_id: UUID) -> HttpResponseBase:
        if request.method != "GET":
            return problem_response(request, MethodNotAllowed(extensions={"allow": ["GET"]}))
        if not request.accepts("text/event-stream"):
            return problem_response(request, NotAcceptable("Only text/event-stream can be had here."))
        first = request.GET.get("after", "0")
        after = _number(request.headers.get("Last-Event-ID", first), "Last-Event-ID", 0, 2**31 - 1)
        retry_ms = _number(request.GET.get("retry_ms", str(RETRY_MS)), "retry_ms", 1_000, LONGEST_RETRY_MS)
        execution = await on_reader_thread(find, request, execution_id, kind)
        structlog.contextvars.bind_contextvars(tenant_id=str(execution.tenant_id))
        # An id from the future, of another stream perhaps, must not hide what is to come.
        after = min(after, execution.event_seq)
        if execution.is_terminal and after == execution.event_seq:
            return HttpResponse(status=204)
        events = feed(
            tenant_id=execution.tenant_id,
            execution_id=execution.pk,
            after=after,
            retry_ms=retry_ms,
            span=trace.open_span("stream", {"execution.id": str(execution.pk)}, of=execution.traceparent),
            render=render(execution) if render else as_recorded,
        )
        return StreamingHttpResponse(
            events,
            content_type="text/event-stream; charset=utf-8",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return view


def _number(text: str, name: str, least: int, most: int) -> int:
    if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
        raise InvalidRequest(f"{name} must be a whole number from {least} to {most}.")
    return int(text)
