"""One port for both: streams as native ASGI, everything else as WSGI on a pool of threads.

Synchronous views are faster under WSGI, whose threads keep their database connections; streams hold a socket
for hours and must hold no thread.
"""

import os
from typing import Any, Final, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

_streams: Final = get_asgi_application()

from django.conf import settings  # noqa: E402

from platform_project.wsgi import application as _wsgi  # noqa: E402

_rest: Final = WSGIMiddleware(cast(Any, _wsgi), workers=settings.ENV.web_threads)

STREAM_SUFFIX: Final = "/events"


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Hand a request to the side that its path belongs to."""
    if scope["type"] == "http" and not scope["path"].endswith(STREAM_SUFFIX):
        await _rest(scope, receive, send)
    elif scope["type"] == "http":
        await _streams(scope, receive, send)
