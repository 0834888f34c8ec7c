"""The whole body of a request before anybody works on it: a slow sender holds no thread and no transaction.

What fits is held in memory. What does not is taken in on disk, from those who may send it, in a file that has
no name: whatever cuts the work short leaves nothing of it behind.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from io import BytesIO
from typing import IO, Any, Final

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, InterfaceError, transaction
from django.urls import resolve

from jobs.stream.reading import on_reader_thread
from platform_project.http import bodies
from platform_project.http.errors import PlatformError
from platform_project.http.refusals import PayloadTooLarge, RequestTimeout
from platform_project.waiting import Message, Receive, Scope
from security.authentication import principal_of
from security.operators import operator_of
from security.permissions import declared_need

SILENCE_SECONDS: Final = 10.0
"""How long a sender may say nothing."""
SLOWEST_BYTES: Final = 65_536
"""How many bytes must come each second, over the whole of the body."""
DISCARDED_BYTES: Final = 8 * 1024 * 1024
"""How much of a body that is too long is taken in, so that its sender gets to read why it is refused."""
BODY_SECONDS: Final = 10.0
"""How long a body that is held in memory may take."""
_BATCH_BYTES: Final = 1_048_576


class SenderGone(Exception):
    """The sender has closed the connection before the end of the body."""


@asynccontextmanager
async def taken_in(scope: Scope, receive: Receive) -> AsyncIterator[Receive]:
    """The whole body, from where it is received again.

    Raises:
        PayloadTooLarge: it says itself that it is longer than is allowed where it goes.
        RequestTimeout: it does not come in time.
        InsufficientStorage: the disk is full.
        SenderGone: nobody waits for an answer.
    """
    method, path, announced = scope["method"], scope["path"], _announced_bytes(scope)
    longest = bodies.longest_body(method, path)
    if longest is not None and announced > longest:
        await _pass_over(scope, receive)
        raise PayloadTooLarge(f"The body is longer than {longest} bytes.")
    if not bodies.is_large(method, path, announced):
        yield await _in_memory(scope, receive)
    elif not await on_reader_thread(_is_let_in, scope):
        # The view says so, and needs no body for it.
        yield not_taken_in(receive)
    else:
        async with _on_disk(receive) as again:
            yield again


async def _in_memory(scope: Scope, receive: Receive) -> Receive:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read_body(scope, receive)
    except TimeoutError as error:
        raise RequestTimeout from error
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


async def _read_body(scope: Scope, receive: Receive) -> bytes:
    """The body, or its beginning when it does not say how long it is: that is refused."""
    body = bytearray()
    while len(body) <= (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        message = await receive()
        if message["type"] == "http.disconnect" and _announced_bytes(scope):
            raise SenderGone
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    return bytes(body)


def _announced_bytes(scope: Scope) -> int:
    """How long the body of a request is to be, by its header; 0 when that says nothing."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


async def _pass_over(scope: Scope, receive: Receive) -> None:
    """Take in a body that is refused, as far as it comes soon, and forget it.

    A server that closes a connection with unread data on it resets it, and the answer may be lost on its way
    (RFC 9112, section 9.6). Who asks first whether to send it (``Expect``) need not send any of it.
    """
    if any(name == b"expect" for name, _ in scope["headers"]):
        return
    left, has_more = DISCARDED_BYTES, True
    with suppress(RequestTimeout):
        while left > 0 and has_more:
            message = await _next(receive)
            left -= len(message.get("body", b""))
            has_more = bool(message.get("more_body"))


def _is_let_in(scope: Scope) -> bool:
    """Whether the view will let the sender in."""
    request = ASGIRequest(scope, BytesIO())
    try:
        with transaction.atomic():
            SessionMiddleware(lambda _: None).process_request(request)  # type: ignore[arg-type]
            request.user = get_user(request)
            view: Any = resolve(request.path_info).func
            if not hasattr(view, "cls"):  # A page of the admin, which sees to the rest itself.
                return operator_of(request) is not None
            need = declared_need(view.cls, request.method or "")
            if isinstance(need, tuple):
                principal_of(request).require(*need)
    except (PlatformError, DatabaseError, InterfaceError):
        return False
    return True


@asynccontextmanager
async def _on_disk(receive: Receive) -> AsyncIterator[Receive]:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        with bodies.full_disk_told():
            await _take_in(receive, file)
        file.seek(0)
        yield _again(file, receive)


async def _take_in(receive: Receive, file: IO[bytes]) -> None:
    clock = asyncio.get_running_loop().time
    began, taken, batch, has_more = clock(), 0, bytearray(), True
    while has_more:
        message = await _next(receive)
        batch += message.get("body", b"")
        has_more = bool(message.get("more_body"))
        if len(batch) >= _BATCH_BYTES or not has_more:
            await asyncio.to_thread(file.write, bytes(batch))
            taken += len(batch)
            batch.clear()
        if clock() - began > SILENCE_SECONDS + (taken + len(batch)) / SLOWEST_BYTES:
            raise RequestTimeout
    await asyncio.to_thread(file.flush)


async def _next(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(SILENCE_SECONDS):
            message = await receive()
    except TimeoutError as error:
        raise RequestTimeout from error
    if message["type"] == "http.disconnect":
        raise SenderGone
    return message


def _again(file: IO[bytes], receive: Receive) -> Receive:
    """Receive what is on disk, and after its end what still comes of the connection."""
    ended = False

    async def replay() -> Message:
        nonlocal ended
        if ended:
            return await receive()
        body = await asyncio.to_thread(file.read, _BATCH_BYTES)
        ended = len(body) < _BATCH_BYTES
        return {"type": "http.request", "body": body, "more_body": not ended}

    return replay


def not_taken_in(receive: Receive) -> Receive:
    """No body, for an answer that does not depend on it; what comes of the real one is passed over."""
    begun = False

    async def no_body() -> Message:
        nonlocal begun
        if not begun:
            begun = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] != "http.disconnect":
            pass
        return message

    return no_body
