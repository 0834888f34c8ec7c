"""One port for both: streams as native ASGI, everything else as WSGI on a pool of threads.

Synchronous views are faster under WSGI, whose threads keep their database connections; streams hold a socket
for hours and must hold no thread.
"""

import asyncio
import json
import os
from typing import Any, Final, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

_streams: Final = get_asgi_application()

from django.conf import settings  # noqa: E402

from platform_project.http.problems import CONTENT_TYPE  # noqa: E402
from platform_project.http.refusals import RequestTimeout  # noqa: E402
from platform_project.wsgi import application as _wsgi  # noqa: E402

_rest: Final = WSGIMiddleware(cast(Any, _wsgi), workers=settings.ENV.web_threads)

STREAM_SUFFIX: Final = "/events"
BODY_SECONDS: Final = 10.0


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Hand a request to the side that its path belongs to."""
    if scope["type"] == "http" and not scope["path"].endswith(STREAM_SUFFIX):
        await _rest_application(scope, receive, send)
    elif scope["type"] == "http":
        await _streams(scope, receive, send)


async def _rest_application(scope: Any, receive: Any, send: Any) -> None:
    """Read the whole body here, where a slow client holds no thread and no transaction, then hand it over."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read_body(receive)
    except TimeoutError:
        await _refuse(scope, send)
        return
    pending: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Any:
        return pending.pop() if pending else await receive()

    await _rest(scope, replay, send)


async def _read_body(receive: Any) -> bytes:
    """The body, or its beginning when it is longer than is allowed: that is refused by its length."""
    body = bytearray()
    while len(body) <= (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    return bytes(body)


async def _refuse(scope: Any, send: Any) -> None:
    error = RequestTimeout()
    problem = {
        "type": f"/v1/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": scope["path"],
        "code": str(error.code),
        "trace_id": None,
    }
    headers = [(b"content-type", CONTENT_TYPE.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(problem).encode()})
