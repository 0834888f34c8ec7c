"""``Prefer: wait`` (RFC 7240): a POST that starts an execution is answered with its end.

The WSGI side does the work and answers 202 in its few milliseconds. The end is then awaited on the event
loop, where a caller who waits costs a socket and no thread, and the resource is read as the caller would
read it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.db import DatabaseError

from jobs.stream.waiting import execution_ended
from platform_project.http.prefer import parse_prefer

Message = dict[str, Any]
Scope = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

logger: Final = structlog.get_logger(__name__)

# What a request says of its body, its conditions and its answer, and not of who sends it.
_OF_THE_POST: Final = frozenset({b"prefer", b"idempotency-key", b"expect", b"transfer-encoding"})
_OF_THE_POST_PREFIXES: Final = (b"content-", b"if-")
# By the ids that the answer names, both requests are one in the logs and one trace.
_IDS: Final = {b"x-request-id": b"x-request-id", b"traceresponse": b"traceparent"}
# What the answer to the POST says, and the resource does not.
_OF_THE_ANSWER: Final = frozenset({b"location", b"idempotency-key", b"idempotency-replayed"})


async def answer_in_time(rest: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Let the WSGI side answer; a caller who prefers to wait for what was started gets 200 with its end.

    Without an end in time it stays with the 202, whatever happens meanwhile.
    """
    preferences = parse_prefer(_values(scope["headers"], b"prefer"))
    if scope["method"] != "POST" or not preferences:
        await rest(scope, receive, send)
        return
    until = asyncio.get_running_loop().time() + (preferences.wait or 0)
    accepted = _Held(202, otherwise=send)
    await rest(scope, receive, accepted)
    if not accepted.holds:
        return
    answer: _Held | None = None
    try:
        if preferences.wait and await _ended(accepted, receive, until):
            answer = await _read(rest, scope, accepted)
    finally:
        applied = preferences.applied(ended=answer is not None)
        answer = answer or accepted
        answer.headers.append((b"preference-applied", applied.encode()))
        await answer.send_to(send)


class _Held:
    """Keeps an answer of the wanted status to be sent later; another goes on as it comes."""

    def __init__(self, wanted: int, *, otherwise: Send) -> None:
        self.holds = False
        self.headers: Headers = []
        self._wanted = wanted
        self._otherwise = otherwise
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == self._wanted:
            self.holds = True
            self.headers = list(message["headers"])
        elif self.holds:
            self._body += message.get("body", b"")
        else:
            await self._otherwise(message)

    async def send_to(self, send: Send) -> None:
        """Send what is kept."""
        await send({"type": "http.response.start", "status": self._wanted, "headers": self.headers})
        await send({"type": "http.response.body", "body": bytes(self._body)})


async def _ended(accepted: _Held, receive: Receive, until: float) -> bool:
    """Whether what was accepted ends in time, and the caller is still there."""
    execution_id = _execution_id(accepted)
    if execution_id is None:
        return False
    seconds = max(0.0, until - asyncio.get_running_loop().time())
    end = asyncio.create_task(execution_ended(execution_id, timeout=seconds))
    gone = asyncio.create_task(_disconnected(receive))
    try:
        await asyncio.wait({end, gone}, return_when=asyncio.FIRST_COMPLETED)
        return end.done() and end.result()
    except DatabaseError as error:
        logger.warning("waiting_failed", execution_id=str(execution_id), error=str(error))
        return False
    finally:
        end.cancel()
        gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _execution_id(accepted: _Held) -> UUID | None:
    """What was started: the resource of an execution has its id at the end of its path."""
    try:
        return UUID(_location(accepted).rpartition("/")[2])
    except ValueError:
        return None


def _location(accepted: _Held) -> str:
    return urlsplit("".join(_values(accepted.headers, b"location"))).path


async def _read(rest: Application, scope: Scope, accepted: _Held) -> _Held | None:
    """What GET answers at the Location to the same caller; None when that is not 200."""
    path = _location(accepted)
    read = {
        **scope,
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": _headers_to_read(scope["headers"], accepted.headers),
    }
    resource = _Held(200, otherwise=_ignore)
    await rest(read, _no_body, resource)
    if not resource.holds:
        return None
    resource.headers.append((b"content-location", path.encode()))
    resource.headers += [header for header in accepted.headers if header[0] in _OF_THE_ANSWER]
    return resource


def _headers_to_read(asked: Headers, answered: Headers) -> Headers:
    """Those of the caller, with the ids that the request has got."""
    ids = [(_IDS[name], value) for name, value in answered if name in _IDS]
    dropped = _OF_THE_POST | {name for name, _ in ids}
    kept = [
        (name, value)
        for name, value in asked
        if name not in dropped and not name.startswith(_OF_THE_POST_PREFIXES)
    ]
    return kept + ids


async def _no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _ignore(message: Message) -> None:
    """Not what was wanted: nobody is to see it."""


def _values(headers: Headers, name: bytes) -> list[str]:
    return [value.decode("latin-1") for found, value in headers if found == name]
