"""``GET /v1/graph/files/{id}/content``: a plain async view, whose readers hold no thread."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, BinaryIO, Final
from uuid import UUID

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt

from graph.files import metrics
from graph.files.errors import FileContentMissing
from graph.files.models import GraphFile
from graph.files.selectors import file_visible, require_content
from jobs.stream.reading import on_reader_thread
from platform_project.http import conditional
from platform_project.http.openapi_problems import problems
from platform_project.http.problems import problem_response
from platform_project.http.ranges import Stretch, stretch_of
from platform_project.http.refusals import MethodNotAllowed, RangeNotSatisfiable
from security.authentication import principal_of
from security.scopes import Scope
from tenants.context import tenant_scope

logger: Final = structlog.get_logger(__name__)

ContentView = Callable[..., Coroutine[Any, Any, HttpResponseBase]]
Finding = Callable[[HttpRequest, UUID], tuple[GraphFile, str]]

CONTENT_TYPE: Final = "application/octet-stream"
"""Whatever a file is: its description says that, and no browser is to make anything of it."""
CHUNK_BYTES: Final = 262_144
METHODS: Final = ["GET", "HEAD"]

OPERATION: Final[dict[str, Any]] = {
    "operationId": "graph_files_content",
    "tags": ["graph-files"],
    "summary": "Download a file",
    "description": "Its bytes as they are kept; the entity tag is their SHA-256. A part of them is to be had "
    "with the header Range. An upload is for those who hold graph:write, and for who has sent it.",
    "parameters": [
        {"name": "file_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
        {
            "name": "Range",
            "in": "header",
            "description": "One range of bytes; several, and what cannot be understood, are passed over.",
            "schema": {"type": "string"},
            "example": "bytes=0-1023",
        },
    ],
    "responses": {
        status: {
            "description": description,
            "content": {CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        }
        for status, description in (("200", "All of it."), ("206", "A part of it."))
    },
    "security": [{scheme: [str(Scope.GRAPH_READ)]} for scheme in ("bearer", "operator_session")],
    **problems(FileContentMissing, RangeNotSatisfiable),
}


def seen_by_caller(request: HttpRequest, file_id: UUID) -> tuple[GraphFile, str]:
    """The file, when the principal of the request may read it, and who that is.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
        ScopeMissing: it is, but what is in it is not.
        And what ``principal_of`` raises.
    """
    principal = principal_of(request)
    principal.require(Scope.GRAPH_READ)
    with tenant_scope(principal.tenant_id):
        file = file_visible(principal=principal, file_id=file_id)
    require_content(principal, file)
    return file, principal.sub


def content_view(find: Finding = seen_by_caller) -> ContentView:
    """The view that sends the bytes of a file, or the stretch of them that the header Range asks for.

    Args:
        find: the file, for whom it is to be seen by, and who that is; it is called on a thread that may read.
    """

    @csrf_exempt  # it changes nothing: other methods are to be told so, and not that a token is missing
    @transaction.non_atomic_requests
    async def view(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
        if request.method not in METHODS:
            return problem_response(request, MethodNotAllowed(extensions={"allow": METHODS}))
        file, opened = await on_reader_thread(_opened, find, request, file_id)
        structlog.contextvars.bind_contextvars(tenant_id=str(file.tenant_id))
        answer = _answer(request, file, opened)
        if not isinstance(answer, StreamingHttpResponse):
            opened.close()
        return answer

    return view


def _opened(find: Finding, request: HttpRequest, file_id: UUID) -> tuple[GraphFile, BinaryIO]:
    """The file that was found, with its bytes: deleted meanwhile, it still is read to its end."""
    file, reader = find(request, file_id)
    try:
        opened = file.path.open("rb")
    except FileNotFoundError as error:
        raise FileContentMissing from error
    logger.info("graph_file_read", file_id=str(file.pk), kind=file.kind, by=reader)
    return file, opened


def _answer(request: HttpRequest, file: GraphFile, opened: BinaryIO) -> HttpResponseBase:
    tag = f'"{file.sha256}"'
    headers = {"ETag": tag, "Cache-Control": conditional.MOVING, "Accept-Ranges": "bytes"}
    if conditional.is_current(request.headers.get("If-None-Match", ""), tag):
        return HttpResponse(status=304, headers=headers)
    try:
        part = _asked_for(request, tag, file.size)
    except RangeNotSatisfiable as error:
        refusal = problem_response(request, error)
        refusal.headers["Content-Range"] = f"bytes */{file.size}"
        return refusal
    stretch = part or Stretch(0, file.size)
    headers |= {
        "Content-Type": CONTENT_TYPE,
        "Content-Length": str(stretch.size),
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name)
        or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Accel-Buffering": "no",
    }
    if part:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    metrics.READ.labels(file.kind).inc()
    return StreamingHttpResponse(_Content(opened, stretch), status=status, headers=headers)


def _asked_for(request: HttpRequest, tag: str, size: int) -> Stretch | None:
    """The part that is asked for; all of it when the caller's other parts are of another content."""
    if request.headers.get("If-Range", tag) != tag:
        return None
    return stretch_of(request.headers.get("Range", ""), size)


class _Content:
    """A stretch of an open file, read on a thread chunk by chunk, as fast as the caller takes it."""

    def __init__(self, opened: BinaryIO, stretch: Stretch) -> None:
        self._opened = opened
        self._stretch = stretch

    async def __aiter__(self) -> AsyncIterator[bytes]:
        await asyncio.to_thread(self._opened.seek, self._stretch.start)
        left = self._stretch.size
        while left > 0 and (chunk := await asyncio.to_thread(self._opened.read, min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Called by Django when the answer has been sent, or cannot be."""
        self._opened.close()
