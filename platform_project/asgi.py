"""One port for both: streams as native ASGI, everything else as WSGI on a pool of threads.

Synchronous views are faster under WSGI, whose threads keep their database connections; streams hold a socket
for hours and must hold no thread.
"""

import os
from contextlib import AsyncExitStack
from typing import Any, Final, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

_streams: Final = get_asgi_application()

from django.conf import settings  # noqa: E402

from platform_project.http.errors import PlatformError  # noqa: E402
from platform_project.http.middleware import BODY_REFUSED  # noqa: E402
from platform_project.request_bodies import SenderGone, not_taken_in, taken_in  # noqa: E402
from platform_project.waiting import Application, answer_in_time  # noqa: E402
from platform_project.wsgi import application as _wsgi  # noqa: E402

_rest: Final = cast(Application, WSGIMiddleware(cast(Any, _wsgi), workers=settings.ENV.web_threads))

# Streams, the content of files, and liveness: it must answer while every thread of the other side waits for a
# frozen database.
NATIVE_SUFFIXES: Final = ("/events", "/content", "/health/live")


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Hand a request to the side that its path belongs to."""
    if scope["type"] == "http" and not scope["path"].endswith(NATIVE_SUFFIXES):
        await _rest_application(scope, receive, send)
    elif scope["type"] == "http":
        await _streams(scope, receive, send)


async def _rest_application(scope: Any, receive: Any, send: Any) -> None:
    """Take in the whole body here, where a slow client holds no thread and no transaction, then hand it over.

    Whoever goes before the end of the body is not answered, and nothing is done.
    """
    async with AsyncExitStack() as stack:
        try:
            again = await stack.enter_async_context(taken_in(scope, receive))
        except SenderGone:
            return
        except PlatformError as error:
            # On the native side, where a refusal takes no thread.
            await _streams({**scope, BODY_REFUSED: error}, not_taken_in(receive), send)
            return
        await answer_in_time(_rest, scope, again, send)
