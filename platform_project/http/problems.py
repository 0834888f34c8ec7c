"""Every error of the API as a problem document (RFC 9457), whoever raised it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from platform_project.http import trace
from platform_project.http.codes import ErrorCode
from platform_project.http.errors import (
    InvalidRequest,
    NotFound,
    PermissionRefused,
    PlatformError,
    ValidationFailed,
)
from platform_project.http.refusals import (
    DatabaseUnavailable,
    FrameworkError,
    InternalError,
    MethodNotAllowed,
    NotAcceptable,
    RateLimited,
    Unauthenticated,
    UnsupportedMediaType,
)

logger: Final = structlog.get_logger(__name__)

CONTENT_TYPE: Final = "application/problem+json"
# Below these, errors are for programs; elsewhere (admin, documentation) they are Django's pages.
API_PREFIXES: Final = ("/v1/", "/.well-known/", "/mcp")


# The first that fits is taken: subclasses stand before their bases.
FRAMEWORK_ERRORS: Final[tuple[tuple[type[Exception], type[PlatformError]], ...]] = (
    (exceptions.ParseError, InvalidRequest),
    (exceptions.NotAuthenticated, Unauthenticated),
    (exceptions.AuthenticationFailed, Unauthenticated),
    (exceptions.PermissionDenied, PermissionRefused),
    (exceptions.NotFound, NotFound),
    (exceptions.MethodNotAllowed, MethodNotAllowed),
    (exceptions.NotAcceptable, NotAcceptable),
    (exceptions.UnsupportedMediaType, UnsupportedMediaType),
    (Http404, NotFound),
    (PermissionDenied, PermissionRefused),
    (BadRequest, InvalidRequest),
    (SuspiciousOperation, InvalidRequest),
)


def exception_handler(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's hook: the answer to an error in a view, and the request's transaction is rolled back.

    Returns None for what nobody expected: it goes on to Django, is logged, and ends in ``server_error``.
    """
    error = as_platform_error(exception)
    if error is None:
        return None
    set_rollback()
    request: Request = context["request"]
    if isinstance(exception, exceptions.MethodNotAllowed):
        error.extensions["allow"] = context["view"].allowed_methods
    response = Response(document(request._request, error), status=error.status, headers=headers(error))
    renderer = getattr(request, "accepted_renderer", None)
    if renderer is None or renderer.format == "json":
        response.content_type = CONTENT_TYPE  # the browsable API shows problems on a page of its own
    return response


def as_platform_error(exception: Exception) -> PlatformError | None:
    """Our error for one of DRF's or Django's; None for what nobody expected."""
    if isinstance(exception, PlatformError):
        return exception
    if isinstance(exception, FrameworkError):
        return exception.error
    if isinstance(exception, exceptions.ValidationError):
        return ValidationFailed(extensions={"errors": list(_pointed(exception.detail, ""))})
    if isinstance(exception, exceptions.Throttled):
        wait: float | None = getattr(exception, "wait", None)  # DRF sets it, its stubs do not know
        return RateLimited(extensions={} if wait is None else {"retry_after": math.ceil(wait)})
    if isinstance(exception, OperationalError | InterfaceError):
        logger.warning("database_unavailable", error=str(exception))
        return DatabaseUnavailable()
    for known, ours in FRAMEWORK_ERRORS:
        if isinstance(exception, known):
            return ours(_detail(exception))
    return None


def _detail(exception: Exception) -> str | None:
    """What DRF has to say; Django's own messages may tell more than a stranger should know."""
    if isinstance(exception, exceptions.APIException) and isinstance(exception.detail, str):
        return str(exception.detail)
    if isinstance(exception, BadRequest):
        return str(exception) or None
    return None


def _pointed(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """Each error with a JSON pointer (RFC 6901) to what it is about; "" is the whole body."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            whole = name == "non_field_errors"
            escaped = str(name).replace("~", "~0").replace("/", "~1")
            yield from _pointed(inner, pointer if whole else f"{pointer}/{escaped}")
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for index, inner in enumerate(detail):
            yield from _pointed(inner, pointer if isinstance(inner, str) else f"{pointer}/{index}")
    else:
        yield {"pointer": pointer, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def document(request: HttpRequest, error: PlatformError) -> dict[str, Any]:
    """The members of the problem document."""
    return {
        "type": f"/v1/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": request.path,
        "code": str(error.code),
        "trace_id": context.trace_id if (context := trace.current()) else None,
        **error.extensions,
    }


def headers(error: PlatformError) -> dict[str, str]:
    """What a client's machinery reads: the challenge (RFC 6750, section 3), what would work, and when.

    No problem may be kept: a 404 may be another thing a moment later.
    """
    found: dict[str, str] = {"Cache-Control": "no-store"}
    if error.status == 401:
        found["WWW-Authenticate"] = (
            'Bearer error="invalid_token"' if error.code == ErrorCode.INVALID_TOKEN else "Bearer"
        )
    elif scopes := error.extensions.get("required_scopes"):
        found["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{" ".join(scopes)}"'
    if allowed := error.extensions.get("allow"):
        found["Allow"] = ", ".join(allowed)
    if (seconds := error.extensions.get("retry_after")) is not None:
        found["Retry-After"] = str(seconds)
    return found


def problem_response(request: HttpRequest, error: PlatformError) -> HttpResponse:
    """The answer of a plain Django view or of a middleware."""
    return JsonResponse(
        document(request, error), status=error.status, headers=headers(error), content_type=CONTENT_TYPE
    )


def is_api(request: HttpRequest) -> bool:
    """Whether a request is for the API rather than for pages."""
    return request.path.startswith(API_PREFIXES)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    if not is_api(request):
        return defaults.bad_request(request, exception)
    return problem_response(request, as_platform_error(exception) or InvalidRequest())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    if not is_api(request):
        return defaults.permission_denied(request, exception)
    return problem_response(request, PermissionRefused())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404. The resolver's own message lists our URLs, so it is not repeated."""
    if not is_api(request):
        return defaults.page_not_found(request, exception)
    return problem_response(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: says nothing of what happened but where to find it."""
    if not is_api(request):
        return defaults.server_error(request)
    return problem_response(request, InternalError())
