"""Entity tags and the requests that depend on them (RFC 9110, sections 8.8.3 and 13)."""

import hashlib
from typing import Final

from django.db import connection
from django.utils.encoding import force_bytes
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import InvalidRequest, PlatformError

# Nothing here may be kept without asking again; with the entity tag, asking again costs no body.
MOVING: Final = "private, no-cache"
# What has ended does not change any more.
SETTLED: Final = "private, max-age=15"
NEVER_KEPT: Final = "no-store"

CHANGING_METHODS: Final = frozenset({"PUT", "PATCH", "DELETE"})
_ABOUT_THE_BODY: Final = ("Content-Type", "Content-Length", "Content-Language", "Content-Encoding")


class PreconditionFailed(PlatformError):
    """The resource has changed since you read it: its entity tag is none of those in If-Match."""

    code = ErrorCode.PRECONDITION_FAILED
    status = 412


def entity_tag(representation: bytes) -> str:
    """The strong tag of a representation: two that differ in one byte differ in their tags."""
    return f'"{hashlib.sha256(representation).hexdigest()[:32]}"'


def is_current(if_none_match: str, tag: str) -> bool:
    """Whether the caller has this representation already; weak comparison, ``*`` stands for any."""
    given = parse_etags(if_none_match)
    return given == ["*"] or tag in [candidate.removeprefix("W/") for candidate in given]


def is_expected(if_match: str, tag: str | None) -> bool:
    """Whether the caller knows the representation that it wants to change; strong comparison.

    No tag means that there is no representation: not even ``*`` fits then.

    Raises:
        InvalidRequest: the header holds something else than ``*`` or entity tags in quotes. To pass over
            it would make an unconditional change of one that was meant to depend on something.
    """
    given = parse_etags(if_match)
    if len(given) != len(if_match.split(",")):
        raise InvalidRequest('If-Match must be * or entity tags in quotes: If-Match: "abc", "def".')
    return tag is not None and (given == ["*"] or tag in given)


def shorten_if_current(request: Request, response: Response) -> None:
    """Tag a rendered answer to GET or HEAD; make it a 304 without a body when the caller has it already.

    A tag that the view has set stays. Otherwise only JSON is tagged: the pages of the browsable API hold
    forms that differ each time.
    """
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return
    response.headers.setdefault("Cache-Control", MOVING)
    if NEVER_KEPT in response.headers["Cache-Control"] or response.accepted_renderer.format != "json":
        return
    tag = response.headers.get("ETag") or entity_tag(response.content)
    response.headers["ETag"] = tag
    if is_current(request.headers.get("If-None-Match", ""), tag):
        response.status_code = 304
        response.content = b""
        for name in _ABOUT_THE_BODY:
            del response.headers[name]


def require_expected(request: Request, current: Response | None) -> None:
    """Go on with a change only if the resource still is as the caller has read it.

    ``current`` is what a GET would be answered with, or None where there is no GET.

    Raises:
        PreconditionFailed: it is not; the problem has the tag of what it is now.
        InvalidRequest: the header If-Match is malformed.
    """
    if (if_match := request.headers.get("If-Match")) is None:
        return
    tag = None if current is None else _tag_of(request, current)
    if not is_expected(if_match, tag):
        raise PreconditionFailed(extensions={"etag": tag})


def _tag_of(request: Request, current: Response) -> str | None:
    if "ETag" in current.headers:
        return current.headers["ETag"]
    if request.accepted_renderer.format != "json":
        return None
    context = {"request": request, "response": current}
    rendered = request.accepted_renderer.render(current.data, request.accepted_media_type, context)
    return entity_tag(force_bytes(rendered))


def one_change_at_a_time(resource: str) -> None:
    """Wait until no other change of the resource is under way, and hold it until the transaction ends.

    Without this, two callers could compare the same tag and both go on, and the second would undo what the
    first has done. Reads, and what the engine writes to executions, do not wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [resource])
