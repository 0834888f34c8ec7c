"""One port for both: streams as native ASGI, everything else as WSGI on a pool of threads.

Synchronous views are faster under WSGI, whose threads keep their database connections; streams hold a socket
for hours and must hold no thread.
"""

import asyncio
import os
from typing import Any, Final, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

_streams: Final = get_asgi_application()

from django.conf import settings  # noqa: E402

from platform_project.http.middleware import BODY_TIMED_OUT  # noqa: E402
from platform_project.waiting import Application, answer_in_time  # noqa: E402
from platform_project.wsgi import application as _wsgi  # noqa: E402

_rest: Final = cast(Application, WSGIMiddleware(cast(Any, _wsgi), workers=settings.ENV.web_threads))

# Streams, and liveness: it must answer while every thread of the other side waits for a frozen database.
NATIVE_SUFFIXES: Final = ("/events", "/health/live")
BODY_SECONDS: Final = 10.0


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Hand a request to the side that its path belongs to."""
    if scope["type"] == "http" and not scope["path"].endswith(NATIVE_SUFFIXES):
        await _rest_application(scope, receive, send)
    elif scope["type"] == "http":
        await _streams(scope, receive, send)


async def _rest_application(scope: Any, receive: Any, send: Any) -> None:
    """Read the whole body here, where a slow client holds no thread and no transaction, then hand it over."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read_body(receive)
    except TimeoutError:
        await _refuse(scope, receive, send)
        return
    pending: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Any:
        return pending.pop() if pending else await receive()

    await answer_in_time(_rest, scope, replay, send)


async def _read_body(receive: Any) -> bytes:
    """The body, or its beginning when it is longer than is allowed: that is refused by its length."""
    body = bytearray()
    while len(body) <= (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    return bytes(body)


async def _refuse(scope: Any, receive: Any, send: Any) -> None:
    """Let the middleware refuse, as it refuses other bodies, on the native side: it takes no thread."""
    begun = False

    async def no_body() -> Any:
        nonlocal begun
        if not begun:
            begun = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] != "http.disconnect":
            pass
        return message

    await _streams({**scope, BODY_TIMED_OUT: True}, no_body, send)
