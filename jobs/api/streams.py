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
from jobs.stream.feed import RETRY_MS, feed
from jobs.stream.reading import on_reader_thread
from platform_project.http.errors import InvalidRequest
from platform_project.http.problems import problem_response
from platform_project.http.refusals import MethodNotAllowed, NotAcceptable
from security.authentication import principal_of
from security.scopes import Scope
from tenants.context import tenant_scope

LONGEST_RETRY_MS = 60_000
_DIGITS = re.compile(r"[0-9]{1,10}")


StreamView = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def event_stream(kind: Execution.Kind) -> StreamView:
    """The view that streams the events of executions of a kind, as Server-Sent Events.

    ``Last-Event-ID`` resumes after an event; who comes back to an ended execution with its last id gets 204,
    or a browser would reconnect for ever.
    """

    @csrf_exempt  # it changes nothing: other methods are to be told so, and not that a token is missing
    @transaction.non_atomic_requests
    async def view(request: HttpRequest, execution_id: UUID) -> HttpResponseBase:
        if request.method != "GET":
            return problem_response(request, MethodNotAllowed(extensions={"allow": ["GET"]}))
        if not request.accepts("text/event-stream"):
            return problem_response(request, NotAcceptable("Only text/event-stream can be had here."))
        after = _number(request.headers.get("Last-Event-ID", "0"), "Last-Event-ID", 0, 2**31 - 1)
        retry_ms = _number(request.GET.get("retry_ms", str(RETRY_MS)), "retry_ms", 1_000, LONGEST_RETRY_MS)
        execution = await on_reader_thread(_find, request, execution_id, kind)
        structlog.contextvars.bind_contextvars(tenant_id=str(execution.tenant_id))
        # An id from the future, of another stream perhaps, must not hide what is to come.
        after = min(after, execution.event_seq)
        if execution.is_terminal and after == execution.event_seq:
            return HttpResponse(status=204)
        events = feed(
            tenant_id=execution.tenant_id, execution_id=execution.pk, after=after, retry_ms=retry_ms
        )
        return StreamingHttpResponse(
            events,
            content_type="text/event-stream; charset=utf-8",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return view


def _find(request: HttpRequest, execution_id: UUID, kind: Execution.Kind) -> Execution:
    principal = principal_of(request)
    principal.require(Scope.READ, Scope.AGENTS_RUN)
    with tenant_scope(principal.tenant_id):
        return execution_visible(principal=principal, execution_id=execution_id, kind=kind)


def _number(text: str, name: str, least: int, most: int) -> int:
    if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
        raise InvalidRequest(f"{name} must be a whole number from {least} to {most}.")
    return int(text)
