"""``Idempotency-Key``: what a POST asks for is done once, however often it is sent.

The rules are here; who keeps the answers registers a ``Store``. The draft of a standard
(draft-ietf-httpapi-idempotency-key-header) leaves the details to the server; docs/http.md states ours.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.encoding import escape_uri_path
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict, InvalidRequest

KEY_HEADER: Final = "Idempotency-Key"
REPLAYED_HEADER: Final = "Idempotency-Replayed"
LONGEST_KEY: Final = 255
# The rest of an answer's headers are about the one request that it answered.
REPEATED_HEADERS: Final = ("Location", "ETag", "Cache-Control", "X-Event-Id")
# These say "not you" or "not now", which may be another when the request is sent again.
PASSING_STATUSES: Final = frozenset({401, 403, 408, 425, 429})

_KEY: Final = re.compile(rf"[\x20-\x7e]{{1,{LONGEST_KEY}}}")

Handler = Callable[..., HttpResponseBase]


class IdempotencyKeyReused(Conflict):
    """The Idempotency-Key has been used for another request: the body or the query differs."""

    code = ErrorCode.IDEMPOTENCY_KEY_REUSED


class IdempotencyInProgress(Conflict):
    """A request with this Idempotency-Key is being worked on; ask again for its answer."""

    code = ErrorCode.IDEMPOTENCY_IN_PROGRESS

    def __init__(self) -> None:
        super().__init__(extensions={"retry_after": 1})


@dataclass(frozen=True, kw_only=True)
class RequestKey:
    """A caller's key, and what it is unique within."""

    tenant_id: UUID
    subject: str
    method: str
    path: str
    key: str

    @property
    def digest(self) -> str:
        """A name of fixed length for all of it: SHA-256, in hexadecimal."""
        return _sha256([str(self.tenant_id), self.subject, self.method, self.path, self.key])


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """The first answer to a request: ``body`` is JSON, or empty; ``request_digest`` says what was asked."""

    request_digest: str
    status: int
    headers: dict[str, str]
    body: str


class Store(Protocol):
    """Keeps answers for 24 hours, within the transaction of the work that they answer."""

    def claim(self, key: RequestKey) -> KeptAnswer | None:
        """The answer that is kept; None gives the key to the caller until the transaction ends.

        Raises:
            IdempotencyInProgress: another transaction has the key.
        """
        ...

    def keep(self, key: RequestKey, answer: KeptAnswer) -> None:
        """Keep the answer of whoever has claimed the key, if the transaction commits."""
        ...


_store: Store | None = None


def register_store(store: Store) -> None:
    """Keep answers there; called once at start-up."""
    global _store
    _store = store


def once(view: APIView, handler: Handler, *, tenant_id: UUID, subject: str) -> Handler:
    """The handler, which does what a request with an ``Idempotency-Key`` asks for once.

    To be called where the caller is known, may do this and is within the limits. What is not a DRF response
    (a stream) creates nothing and is not kept.
    """

    @wraps(handler)
    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        text = request.headers.get(KEY_HEADER)
        if text is None:
            return handler(request, *args, **kwargs)
        key = _request_key(request, text, tenant_id=tenant_id, subject=subject)
        return _answer_once(view, lambda: handler(request, *args, **kwargs), request, key)

    return answer


def _request_key(request: Request, key: str, *, tenant_id: UUID, subject: str) -> RequestKey:
    if not _KEY.fullmatch(key):
        raise InvalidRequest(f"{KEY_HEADER} must be 1 to {LONGEST_KEY} printable ASCII characters.")
    return RequestKey(
        tenant_id=tenant_id,
        subject=subject,
        method=str(request.method),
        path=escape_uri_path(request.path),
        key=key,
    )


def _answer_once(
    view: APIView, work: Callable[[], HttpResponseBase], request: Request, key: RequestKey
) -> HttpResponseBase:
    if _store is None:
        raise ImproperlyConfigured("Nobody keeps the answers to requests with an Idempotency-Key.")
    asked = request_digest(request)
    kept = _store.claim(key)
    if kept is not None:
        if kept.request_digest != asked:
            raise IdempotencyKeyReused
        return _marked(_replay(kept), key, replayed=True)
    response = _work_or_problem(view, work)
    if not isinstance(response, Response):
        return response
    if _is_final(response):
        _store.keep(key, _kept(response, asked))
    return _marked(response, key, replayed=False)


def _work_or_problem(view: APIView, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of the work; when that is refused, the problem, in a transaction that can be committed."""
    try:
        with transaction.atomic():
            return work()
    except Exception as error:
        response = view.handle_exception(error)
        if _is_final(response):
            # The savepoint has taken the work back; the rest of the transaction keeps the answer.
            transaction.set_rollback(False)
        return response


def _is_final(response: HttpResponseBase) -> bool:
    """Whether the same request would get this answer again; if not, it is to run again."""
    return response.status_code < 500 and response.status_code not in PASSING_STATUSES


def _kept(response: Response, asked: str) -> KeptAnswer:
    headers = {name: response[name] for name in REPEATED_HEADERS if name in response}
    if response.content_type is not None:
        headers["Content-Type"] = response.content_type
    body = JSONRenderer().render(response.data).decode()
    return KeptAnswer(request_digest=asked, status=response.status_code, headers=headers, body=body)


def _replay(kept: KeptAnswer) -> Response:
    headers = dict(kept.headers)
    content_type = headers.pop("Content-Type", None)
    data = json.loads(kept.body) if kept.body else None
    return Response(data, status=kept.status, headers=headers, content_type=content_type)


def _marked(response: Response, key: RequestKey, *, replayed: bool) -> Response:
    response[KEY_HEADER] = key.key
    response[REPLAYED_HEADER] = "true" if replayed else "false"
    return response


def request_digest(request: Request) -> str:
    """What is asked, however it is spelt: SHA-256 of the parsed body and the query, in hexadecimal.

    Raises:
        ParseError, UnsupportedMediaType: the body cannot be read.
    """
    body = request.data
    if isinstance(body, MultiValueDict):
        body = dict(body.lists())
    return _sha256([body, dict(request.query_params.lists())])


def _sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=_file_as_json)
    return hashlib.sha256(text.encode()).hexdigest()


def _file_as_json(value: Any) -> list[str | None]:
    """An uploaded file by its name and content; it can be read again afterwards.

    One that was hashed while it came says so itself, as ``sha256``.
    """
    if not isinstance(value, UploadedFile):
        raise TypeError(f"{type(value).__name__} cannot be a part of a request's body.")
    if (known := getattr(value, "sha256", None)) is not None:
        return [value.name, known]
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
